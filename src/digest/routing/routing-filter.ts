import { z } from 'zod';

export const ITEM_KINDS = ['theme', 'gap', 'action', 'alert'] as const;
export type ItemKind = (typeof ITEM_KINDS)[number];

/** high: a spike, a return, a fix that failed. medium: rising, new, a likely gap, overdue. low: everything else. */
export const SEVERITIES = ['high', 'medium', 'low'] as const;
export type Severity = (typeof SEVERITIES)[number];

const some = z.array(z.string().min(1).max(300)).min(1).max(100).optional();

/** What a rule claims. An absent field claims everything; within a field any value does; all fields must agree. */
export const RoutingFilter = z.object({
  kinds: z.array(z.enum(ITEM_KINDS)).min(1).optional().describe('Kinds of item.'),
  themes: z.array(z.uuid()).min(1).max(200).optional(),
  areas: some,
  products: some,
  plans: some,
  channels: some,
  stages: some,
  tags: some,
  severities: z.array(z.enum(SEVERITIES)).min(1).optional().describe('How urgent an item is.'),
});
export type RoutingFilter = z.infer<typeof RoutingFilter>;

/** What routing knows of an item. `dimensions` holds the values that make up a notable share of its contacts. */
export interface RoutableItem {
  kind: ItemKind;
  severity: Severity;
  themeId: string | null;
  dimensions: Record<string, string[]>;
}

export interface Rule {
  teamId: string;
  filter: RoutingFilter;
}

/** Fields of a filter that ask for a dimension of the item, with its name. */
export const DIMENSIONS = {
  areas: 'area',
  products: 'product',
  plans: 'plan',
  channels: 'channel',
  stages: 'stage',
  tags: 'tag',
} as const;

export function claims(filter: RoutingFilter, item: RoutableItem): boolean {
  if (filter.kinds && !filter.kinds.includes(item.kind)) return false;
  if (filter.severities && !filter.severities.includes(item.severity)) return false;
  if (filter.themes && (item.themeId === null || !filter.themes.includes(item.themeId))) return false;
  return Object.entries(DIMENSIONS).every(([field, dimension]) => {
    const wanted = filter[field as keyof typeof DIMENSIONS];
    return !wanted || (item.dimensions[dimension] ?? []).some((value) => wanted.includes(value));
  });
}

/** A team that gets an item, and the first of its rules that claims it; null: it is the default owner. */
export interface Route {
  teamId: string;
  filter: RoutingFilter | null;
}

/** The teams that get an item: all whose rules claim it, each once; else the default owner; else nobody (null owner). */
export function routesOf(item: RoutableItem, rules: Rule[], defaultOwner: string | null): Route[] {
  const claimed = new Map<string, Route>();
  for (const { teamId, filter } of rules)
    if (!claimed.has(teamId) && claims(filter, item)) claimed.set(teamId, { teamId, filter });
  if (claimed.size) return [...claimed.values()];
  return defaultOwner ? [{ teamId: defaultOwner, filter: null }] : [];
}

/** The same, without the rules. */
export function routeItem(item: RoutableItem, rules: Rule[], defaultOwner: string | null): string[] {
  return routesOf(item, rules, defaultOwner).map(({ teamId }) => teamId);
}

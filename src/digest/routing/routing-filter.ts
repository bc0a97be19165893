import { z } from 'zod';

const some = z.array(z.string().min(1).max(300)).min(1).max(100).optional();

/** What a rule claims. An absent field claims everything; within a field any value does; all fields must agree. */
export const RoutingFilter = z.object({
  kinds: z
    .array(z.enum(['theme', 'gap', 'action', 'alert']))
    .min(1)
    .optional()
    .describe('Kinds of item.'),
  themes: z.array(z.uuid()).min(1).max(200).optional(),
  areas: some,
  products: some,
  plans: some,
  channels: some,
  stages: some,
  tags: some,
});
export type RoutingFilter = z.infer<typeof RoutingFilter>;

/** What routing knows of an item. `dimensions` holds the values that make up a notable share of its contacts. */
export interface RoutableItem {
  kind: 'theme' | 'gap' | 'action' | 'alert';
  themeId: string | null;
  dimensions: Record<string, string[]>;
}

export interface Rule {
  teamId: string;
  filter: RoutingFilter;
}

const DIMENSIONS = {
  areas: 'area',
  products: 'product',
  plans: 'plan',
  channels: 'channel',
  stages: 'stage',
  tags: 'tag',
} as const;

export function claims(filter: RoutingFilter, item: RoutableItem): boolean {
  if (filter.kinds && !filter.kinds.includes(item.kind)) return false;
  if (filter.themes && (item.themeId === null || !filter.themes.includes(item.themeId))) return false;
  return Object.entries(DIMENSIONS).every(([field, dimension]) => {
    const wanted = filter[field as keyof typeof DIMENSIONS];
    return !wanted || (item.dimensions[dimension] ?? []).some((value) => wanted.includes(value));
  });
}

/** The teams that get an item: all whose rules claim it, each once; else the default owner; else nobody (null owner). */
export function routeItem(item: RoutableItem, rules: Rule[], defaultOwner: string | null): string[] {
  const teams = [...new Set(rules.filter((rule) => claims(rule.filter, item)).map((rule) => rule.teamId))];
  if (teams.length) return teams;
  return defaultOwner ? [defaultOwner] : [];
}

import { sentenceList } from '../rendering/words.js';
import { DIMENSIONS, type ItemKind, type RoutingFilter } from './routing-filter.js';

const KINDS: Record<ItemKind, string> = {
  theme: 'themes',
  gap: 'missing articles',
  action: 'actions',
  alert: 'alerts',
};

const FIELDS = { ...DIMENSIONS, severities: 'severity' } as const;

/** A rule in words: `missing articles where product is Notes or Planner and plan is Pro`. */
export function filterWords(filter: RoutingFilter): string {
  const kinds = filter.kinds ? sentenceList(filter.kinds.map((kind) => KINDS[kind])) : 'everything';
  const conditions = Object.entries(FIELDS).flatMap(([field, name]) => {
    const values: readonly string[] | undefined = filter[field as keyof typeof FIELDS];
    return values ? [`${name} is ${values.join(' or ')}`] : [];
  });
  if (filter.themes) conditions.push(`the theme is one of ${filter.themes.length} chosen`);
  return conditions.length ? `${kinds} where ${conditions.join(' and ')}` : kinds;
}

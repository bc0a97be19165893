import type { ResponseFilter } from '../scores/metrics.schema.js';

const NAMED = ['channel', 'product', 'plan', 'team', 'agent', 'stage', 'locale', 'via', 'tag', 'version'] as const;
const STATUS_WORDS: Partial<Record<NonNullable<ResponseFilter['status']>, string>> = {
  counted: 'that count',
  excluded: 'that were set aside',
};

/** Which answers a filter leaves, in words; null when it leaves all. */
export function filterWords(filter: ResponseFilter): string | null {
  const { status, from, to, without, versions } = filter;
  const parts = [
    status && (STATUS_WORDS[status] ?? `that are ${status}`),
    (from || to) && [from && `from ${dayOf(from)}`, to && `until ${dayOf(to)}`].filter(Boolean).join(' '),
    ...NAMED.map((name) => filter[name] !== undefined && `${name} ${filter[name]}`),
    without && `${without} not known`,
    versions && `versions ${versions.replaceAll(',', ', ')}`,
  ].filter(Boolean);
  return parts.length > 0 ? `Only answers ${parts.join(', ')}.` : null;
}

function dayOf(time: string): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

import type { Alert, AlertChanges } from '../trends/alert-life.js';

/** An alert as the pure rules see it, with the row it came from (null for a new one). */
export interface KnownAlert {
  id: string;
  alert: Alert;
}

/** What several looks at one day, or at several, changed together. */
export function merged(changes: readonly AlertChanges[]): { raised: Set<number>; touched: Set<number>; last: Alert[] } {
  const raised = new Set(changes.flatMap((change) => change.raised.map(({ key }) => key)));
  const touched = new Set(changes.flatMap(({ grown, resolved }) => [...grown, ...resolved].map(({ key }) => key)));
  for (const key of raised) touched.delete(key);
  return { raised, touched, last: changes.at(-1)?.alerts ?? [] };
}

/** Growth worth telling: half as much again, or another kind. Every hour of a busy day would otherwise be news. */
export function isNews(before: Pick<Alert, 'observed' | 'kind'>, now: Pick<Alert, 'observed' | 'kind'>): boolean {
  return now.kind !== before.kind || now.observed >= 1.5 * before.observed;
}

/** Whether there is anything to write: the same finding again on the same day is not. */
export function hasChanged(before: Alert, now: Alert): boolean {
  const size = ({ members, days }: Alert) => `${members.length} ${days.length}`;
  const numbers = ({ kind, observed, q, grewOn, resolvedOn }: Alert) =>
    JSON.stringify([kind, observed, q, grewOn, resolvedOn]);
  return numbers(before) !== numbers(now) || size(before) !== size(now);
}

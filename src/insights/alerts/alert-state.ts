import type { Alert, AlertChanges } from '../trends/alert-life.js';
import { isUpward, type Finding } from '../trends/finding.js';
import { restsOnSame } from '../trends/same-event.js';

/** Growth that is worth telling. */
const GROWTH = 1.5;

/** An alert as the pure rules see it, with the row it came from (null for a new one). */
export interface KnownAlert {
  id: string;
  alert: Alert;
  /** The observed number that people were last told of. */
  newsObserved: number;
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
  return now.kind !== before.kind || now.observed >= GROWTH * before.observed;
}

/**
 * Whether a finding is what a person has already ended: it rests on the same messages (or, without any, is about the same
 * theme in an overlapping window) and is not half as much again.
 */
export function isEndedByHand(ended: readonly Alert[], finding: Finding): boolean {
  return ended.some(
    (alert) =>
      isUpward(alert.kind) === isUpward(finding.kind) &&
      finding.observed < GROWTH * alert.observed &&
      (finding.members.length ? restsOnSame(alert, finding) : alert.id === finding.id && finding.from < alert.to),
  );
}

/** Whether there is anything to write: the same finding again on the same day is not. */
export function hasChanged(before: Alert, now: Alert): boolean {
  const size = ({ members, days }: Alert) => `${members.length} ${days.length}`;
  const numbers = ({ kind, observed, q, grewOn, resolvedOn }: Alert) =>
    JSON.stringify([kind, observed, q, grewOn, resolvedOn]);
  return numbers(before) !== numbers(now) || size(before) !== size(now);
}

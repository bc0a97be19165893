import { isUpward, type Finding } from './finding.js';

/** An event that people are told once: it grows while new evidence comes in, and resolves when none does. */
export interface Alert extends Finding {
  key: number;
  raisedOn: number;
  /** The last day on which something was added. */
  grewOn: number;
  resolvedOn: number | null;
  /** Days whose contacts it has explained, ascending. */
  days: number[];
}

/** A finding that resembles an event within so many days of its last growth is the same event. */
export const COOL_DOWN_DAYS = 14;
/** An event that goes on for so long has become what is usual. */
const NEW_LEVEL_DAYS = 28;

/** What a day changed: an alert is in one of the three lists at most. */
export interface AlertChanges {
  alerts: Alert[];
  raised: Alert[];
  grown: Alert[];
  resolved: Alert[];
}

function union<T>(a: readonly T[], b: readonly T[]): T[] {
  return [...new Set([...a, ...b])];
}

function daysOf({ from, to }: Finding): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

function grow(alert: Alert, finding: Finding, today: number): Alert {
  const stronger =
    finding.q < alert.q
      ? { observed: finding.observed, expected: finding.expected, usual: finding.usual, q: finding.q }
      : {};
  return {
    ...alert,
    ...stronger,
    id: alert.id ?? finding.id,
    from: Math.min(alert.from, finding.from),
    to: Math.max(alert.to, finding.to),
    members: union(alert.members, finding.members),
    days: union(alert.days, daysOf(finding)).sort((a, b) => a - b),
    grewOn: today,
  };
}

function raise(finding: Finding, key: number, today: number): Alert {
  return { ...finding, key, raisedOn: today, grewOn: today, resolvedOn: null, days: daysOf(finding) };
}

/**
 * Carries the alerts of yesterday over today's findings. A finding that resembles an alert of the same direction makes it grow,
 * otherwise it raises a new one; an alert without growth for 14 days resolves, but is still recognised until then. Calling it
 * twice with the same day and findings changes nothing the second time, except that the findings count as growth.
 */
export function advanceAlerts(
  before: readonly Alert[],
  findings: readonly Finding[],
  today: number,
  resembles: (alert: Alert, finding: Finding) => boolean,
): AlertChanges {
  const alerts = [...before];
  const raised = new Set<number>();
  const grown = new Set<number>();
  let next = Math.max(0, ...alerts.map(({ key }) => key)) + 1;
  for (const finding of findings) {
    const at = alerts.findIndex(
      (alert) =>
        alert.resolvedOn === null && isUpward(alert.kind) === isUpward(finding.kind) && resembles(alert, finding),
    );
    if (at < 0) {
      raised.add(next);
      alerts.push(raise(finding, next++, today));
    } else {
      if (!raised.has(alerts[at]!.key)) grown.add(alerts[at]!.key);
      alerts[at] = grow(alerts[at]!, finding, today);
    }
  }
  const settled = alerts.map((alert) =>
    alert.resolvedOn === null && today - alert.grewOn >= COOL_DOWN_DAYS ? { ...alert, resolvedOn: today } : alert,
  );
  const of = (keys: ReadonlySet<number>) => settled.filter(({ key }) => keys.has(key));
  return {
    alerts: settled,
    raised: of(raised),
    grown: of(grown),
    resolved: settled.filter(({ resolvedOn }, i) => resolvedOn === today && alerts[i]!.resolvedOn === null),
  };
}

/**
 * Days of a thing that its alerts have explained, so that one event is neither found again in a longer window nor taken for
 * the usual level afterwards. A rise that has lasted four weeks is the usual level.
 */
export function explainedDays(alerts: readonly Alert[], today: number): Set<number> {
  const days = new Set<number>();
  for (const alert of alerts) {
    const settledIn = alert.days.length >= NEW_LEVEL_DAYS && today - alert.raisedOn >= NEW_LEVEL_DAYS;
    if (isUpward(alert.kind) && !settledIn) alert.days.forEach((day) => days.add(day));
  }
  return days;
}

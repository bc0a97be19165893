import type { AlertRehearsal, RehearsedWeek } from './rehearsal.entity.js';
import type { TrendKind } from '../../trends/finding.js';

/** How loud a replay was. Rates are per seven days on which something could have been said. */
export interface Loudness {
  weeks: number;
  alerts: number;
  perWeek: number;
  busiestWeek: number;
  quietWeeks: number;
  byKind: { kind: TrendKind; alerts: number; perWeek: number }[];
}

const NUMBER = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 });
const KINDS: TrendKind[] = ['spike', 'rise', 'new', 'back', 'fall', 'quiet'];

/** Counts of a finished replay; null before. */
export function loudnessOf({
  state,
  weeks,
  events,
}: Pick<AlertRehearsal, 'state' | 'weeks' | 'events'>): Loudness | null {
  const days = weeks.reduce((sum, week) => sum + week.days, 0);
  if (state !== 'done' || days === 0) return null;
  const rate = (alerts: number) => (7 * alerts) / days;
  const counts = weeks.map(({ alerts }: RehearsedWeek) => alerts);
  return {
    weeks: days / 7,
    alerts: events.length,
    perWeek: rate(events.length),
    busiestWeek: Math.max(...counts),
    quietWeeks: counts.filter((alerts) => alerts === 0).length,
    byKind: KINDS.flatMap((kind) => {
      const alerts = events.filter((event) => event.kind === kind).length;
      return alerts ? [{ kind, alerts, perWeek: rate(alerts) }] : [];
    }),
  };
}

/** How things stand with a replay, in one sentence; null: nobody has asked for one. */
export function rehearsalSentence(rehearsal: AlertRehearsal | null): string {
  if (!rehearsal) return 'Your own history can be replayed to see how loud alerts would have been.';
  const { state, daysDone, days, reason, messages } = rehearsal;
  if (state === 'waiting') return 'A replay of your history waits for its turn.';
  if (state === 'running')
    return days ? `A replay of your history runs: day ${daysDone} of ${days}.` : 'A replay of your history begins.';
  if (state === 'too-short') return `Your history is too short for a replay. ${reason ?? ''}`.trim();
  if (state === 'failed') return `The replay of your history failed. ${reason ?? ''}`.trim();
  const loudness = loudnessOf(rehearsal);
  if (!loudness) return 'The replay of your history found no week to speak of.';
  const { alerts, weeks, perWeek, busiestWeek } = loudness;
  const what = `${alerts} ${alerts === 1 ? 'alert' : 'alerts'} in ${NUMBER.format(weeks)} weeks`;
  const most = `${busiestWeek} in the busiest`;
  return `On your own history of ${messages} messages there would have been ${what}: ${NUMBER.format(perWeek)} a week, ${most}.`;
}

import type { GoalStatus } from '../../goals/goal-status.js';
import type { Interval } from '../../../platform/statistics/interval.js';
import type { KpiDefinition, KpiKey } from '../definitions.js';
import type { Kpi } from '../kpi.js';
import { change } from '../readings.js';

const NUMBER = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 });
const WHOLE = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });
const HOUR = 60;

/** A value as people read it: `84.2 %`, `3 h 20 min`, `+32`. */
export function kpiText(value: number | null, unit: Kpi['unit'], currency: string | null = null): string {
  if (value === null) return 'not known';
  if (unit === 'percent') return `${NUMBER.format(value)} %`;
  if (unit === 'minutes') return duration(value);
  if (unit === 'points') return `${value > 0 ? '+' : ''}${NUMBER.format(value)}`;
  if (unit === 'money') return currency ? `${WHOLE.format(value)} ${currency}` : WHOLE.format(value);
  return unit === 'per ticket' ? `${NUMBER.format(value)} replies` : NUMBER.format(value);
}

/** Hours are not made days: with business hours a day is no 24 of them. */
function duration(minutes: number): string {
  if (minutes < HOUR) return `${NUMBER.format(minutes)} min`;
  const whole = Math.round(minutes);
  const hours = Math.floor(whole / HOUR);
  return hours < 24 && whole % HOUR ? `${hours} h ${whole % HOUR} min` : `${WHOLE.format(minutes / HOUR)} h`;
}

export function rangeText(interval: Interval | null, unit: Kpi['unit'], currency: string | null = null): string | null {
  return interval && `${kpiText(interval.low, unit, currency)} to ${kpiText(interval.high, unit, currency)}`;
}

export interface Verdict {
  text: string;
  tone: 'good' | 'bad' | 'calm';
}

type Measured = Pick<Kpi, 'value' | 'interval' | 'unit'>;

/** Whether a figure got better, by the intervals of both periods; null where nothing can be compared. */
export function changeVerdict(now: Measured, before: Measured, better: KpiDefinition['better']): Verdict | null {
  if (now.value === null || before.value === null || !now.interval || !before.interval) return null;
  const direction = change({ now, before });
  if (!direction) return { text: 'no clear change', tone: 'calm' };
  if (!better) return { text: direction === 'up' ? 'more than before' : 'less than before', tone: 'calm' };
  return (direction === 'up') === (better === 'higher')
    ? { text: 'better than before', tone: 'good' }
    : { text: 'worse than before', tone: 'bad' };
}

const GOAL_TONES: Record<GoalStatus, Verdict['tone']> = {
  'on track': 'good',
  reached: 'good',
  'off track': 'bad',
  missed: 'bad',
  'cannot tell': 'calm',
};

export function goalTone(status: GoalStatus): Verdict['tone'] {
  return GOAL_TONES[status];
}

/** Young tickets can still be solved, or followed by another: the end of now is not as ripe as the end of before. */
const RIPENS: readonly KpiKey[] = ['resolutionRate', 'repeatContact7', 'repeatContact30'];

export function ripens(key: KpiKey): boolean {
  return RIPENS.includes(key);
}

/** Where the note of a figure says how it is inferred, and not why it is missing. */
const REASONS: Partial<Record<KpiKey, string>> = {
  csat: 'nobody gave a rating in this period',
  ces: 'nobody answered an effort survey in this period',
  nps: 'nobody answered an NPS survey in this period',
  responseRate: 'no survey mail arrived in this period',
  backlogAge: 'no ticket is open',
  resolutionTime: 'no ticket was solved in this period',
  resolutionTimeP90: 'no ticket was solved in this period',
  firstContactResolution: 'no ticket solved in this period can be judged yet',
  repeatContact7: 'no contact of this period is of a known customer and theme',
  repeatContact30: 'no contact of this period is of a known customer and theme',
  handleTime: 'neither handling times nor replies are recorded',
};

/** Why a figure has no value, to go on from "not known, because". */
export function whyUnknown({ key, note, fields }: { key: KpiKey; note?: string; fields: readonly string[] }): string {
  if (note?.startsWith('needs')) return `it ${note}`;
  return REASONS[key] ?? note ?? `no ticket of this period has ${fields.join(', ')}`;
}

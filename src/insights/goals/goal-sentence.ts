import type { Kpi } from '../kpis/kpi.js';
import type { GoalStatus } from './goal-status.js';

const SAYS: Record<GoalStatus, string> = {
  'on track': 'On track',
  'off track': 'Off track',
  reached: 'Reached',
  missed: 'Missed',
  'cannot tell': 'Cannot tell yet',
};

function inUnit(value: number, unit: Kpi['unit']): string {
  const short = Math.round(value * 10) / 10;
  return unit === 'percent' ? `${short} %` : unit === 'minutes' ? `${short} min` : String(short);
}

/** Where a goal stands, with its numbers: "On track: 87.1 % (n = 312, 95 % interval 83 % to 90.4 %), at least 85 % by 2026-06-30." */
export function goalSentence(
  { target, direction, by }: { target: number; direction: string; by: Date },
  { value, n, interval, unit }: Kpi,
  status: GoalStatus,
): string {
  const aim = `${direction} ${inUnit(target, unit)} by ${by.toISOString().slice(0, 10)}`;
  if (value === null) return `${SAYS[status]}: the figure is not known; ${aim}.`;
  const range = interval ? `, 95 % interval ${inUnit(interval.low, unit)} to ${inUnit(interval.high, unit)}` : '';
  return `${SAYS[status]}: ${inUnit(value, unit)} (n = ${n}${range}), ${aim}.`;
}

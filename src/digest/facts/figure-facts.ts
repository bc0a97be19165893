import type { GoalProgress } from '../../insights/goals/goals.service.js';
import { KPI_DEFINITIONS, type KpiKey } from '../../insights/kpis/definitions.js';
import type { Kpi } from '../../insights/kpis/kpi.js';
import type { ComparedKpis } from '../../insights/kpis/kpis.service.js';
import { proportionDifference } from '../../insights/statistics/newcombe.js';
import type { GoalFacts, KpiFacts, ScoreFacts } from './digest-facts.js';

/** What every team is told of how support did. */
const TOLD: KpiKey[] = [
  'firstResponse',
  'resolutionTime',
  'firstContactResolution',
  'reopenRate',
  'repeatContact7',
  'escalation',
  'backlog',
];
const SCORES = { csat: 'CSAT', ces: 'CES', nps: 'NPS' } as const;

/** Percent as a share, minutes as hours: what the words of a digest are written in. */
function scaled(value: number | null, unit: Kpi['unit']): number | null {
  if (value === null) return null;
  return unit === 'percent' ? value / 100 : unit === 'minutes' ? value / 60 : value;
}

/** The figures of a week beside those of the four weeks before, from the same place as API and pages. */
export function kpiFacts({ now, earlier }: ComparedKpis): KpiFacts[] {
  return TOLD.map((key) => {
    const { value, n, interval, unit } = now[key];
    return {
      key,
      name: KPI_DEFINITIONS.find((definition) => definition.key === key)!.name,
      value: scaled(value, unit),
      unit: unit === 'percent' ? 'percent' : unit === 'minutes' ? 'hours' : 'count',
      n,
      low: scaled(interval?.low ?? null, unit),
      high: scaled(interval?.high ?? null, unit),
      before: scaled(earlier[key].value, unit),
    };
  });
}

/** Scores with an answer in either period. A change is told by the interval of the difference. */
export function scoreFacts({ now, earlier }: ComparedKpis): ScoreFacts[] {
  return (['csat', 'ces', 'nps'] as const)
    .filter((key) => now[key].n > 0 || earlier[key].n > 0)
    .map((key) => {
      const { value, n, interval, unit } = now[key];
      return {
        name: SCORES[key],
        value: scaled(value, unit),
        unit: unit === 'percent' ? 'percent' : 'points',
        n,
        low: scaled(interval?.low ?? null, unit),
        high: scaled(interval?.high ?? null, unit),
        before: { value: scaled(earlier[key].value, unit), n: earlier[key].n },
        change: changeOf(now[key], earlier[key]),
      };
    });
}

function changeOf(now: Kpi, before: Kpi): { low: number; high: number } | null {
  if (now.value === null || before.value === null || !now.interval || !before.interval) return null;
  if (now.unit === 'percent') {
    const yes = ({ value, n }: Kpi) => Math.round((value! * n) / 100);
    const found = proportionDifference({ yes: yes(now), n: now.n }, { yes: yes(before), n: before.n });
    return found && { low: found.low, high: found.high };
  }
  // Two independent intervals: half-widths add in squares.
  const difference = now.value - before.value;
  const low = Math.hypot(now.value - now.interval.low, before.interval.high - before.value);
  const high = Math.hypot(now.interval.high - now.value, before.value - before.interval.low);
  return { low: difference - low, high: difference + high };
}

export function goalFacts(goals: readonly GoalProgress[]): GoalFacts[] {
  return goals.map(({ goal, kpi, status, sentence }) => ({
    name: goal.name,
    target: goal.target,
    by: goal.by.toISOString(),
    value: kpi.value,
    status,
    sentence,
  }));
}

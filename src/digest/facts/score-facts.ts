import type { EntityManager } from 'typeorm';
import { proportionDifference } from '../../insights/statistics/newcombe.js';
import type { Period } from '../../platform/periods.js';
import { type AnswerCounts, scoreOf } from '../../surveys/scores/formulas.js';
import type { ScoreFacts } from './digest-facts.js';

/** Good answers on five points, as in the formula of that name. */
const GOOD = [4, 5];

/** CSAT (top 2 of 5) of the answers that help desks collected themselves, this week against the weeks before. */
export async function ticketCsat(em: EntityManager, week: Period, before: Period): Promise<ScoreFacts | null> {
  const now = await answersIn(em, week);
  const earlier = await answersIn(em, before);
  const score = scoreOf('csat_top2_5', now);
  const previous = scoreOf('csat_top2_5', earlier);
  if (score.n === 0 && previous.n === 0) return null;
  const difference = proportionDifference({ yes: good(now), n: score.n }, { yes: good(earlier), n: previous.n });
  return {
    name: 'CSAT',
    value: score.value === null ? null : score.value / 100,
    unit: 'percent',
    n: score.n,
    low: score.interval ? score.interval.low / 100 : null,
    high: score.interval ? score.interval.high / 100 : null,
    before: { value: previous.value === null ? null : previous.value / 100, n: previous.n },
    change: difference ? { low: difference.low, high: difference.high } : null,
  };
}

async function answersIn(em: EntityManager, { from, to }: Period): Promise<AnswerCounts> {
  const rows = await em.query<{ score: number; n: number }[]>(
    `SELECT csat_score AS score, count(*)::int AS n FROM ticket WHERE csat_at >= $1 AND csat_at < $2 AND csat_scale = 5
     AND deleted_at IS NULL AND status NOT IN ('spam', 'merged') GROUP BY 1`,
    [from, to],
  );
  return Object.fromEntries(rows.map(({ score, n }) => [score, n]));
}

function good(counts: AnswerCounts): number {
  return GOOD.reduce((sum, point) => sum + (counts[point] ?? 0), 0);
}

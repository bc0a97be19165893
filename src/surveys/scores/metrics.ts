import { clamp, type Interval } from '../../platform/statistics/interval.js';
import { wilsonInterval } from '../../platform/statistics/wilson.js';
import type { Question } from '../surveys/question.js';
import { formulasFor, optionsOf } from '../surveys/question.js';
import type { Counts } from './counts.js';
import { formulas, responseRate, type Score, scoreOf } from './formulas.js';

const INTERVAL_METHODS = { share: 'Wilson', net: 'Bonett-Price', mean: 'Student' } as const;

export interface OptionShare {
  option: string;
  n: number;
  /** Of the answers that count, 0 to 100; null without any. */
  percent: number | null;
  interval: Interval | null;
}

/** The numbers of one group, each with what it rests on. */
export interface Metrics {
  group: string | null;
  n: number;
  /** Null below the least number of answers: only counts are shown then. */
  scores: (Score & { title: string; unit: string; intervalMethod: string })[] | null;
  options: OptionShare[];
  responseRate: { value: number | null; n: number; interval: Interval | null };
  /** Of the mails sent, how many arrived as far as we know. */
  coverage: { sent: number; delivered: number; bounced: number; failed: number; unknown: number };
  provisional: number;
  excluded: Record<string, number>;
  excludedTotal: number;
  withComment: number;
}

/** Scores of a group from its raw counts, by the named formulas of the question. */
export function metricsOf(question: Question, counts: Counts, leastAnswers: number): Metrics {
  const { group, counted, sent, bounced, failed, unknown, answered } = counts;
  const isEnough = counted >= leastAnswers;
  const scores = formulasFor(question).map((id) => {
    const { title, unit, rule } = formulas[id];
    return { ...scoreOf(id, counts.scores), title, unit, intervalMethod: INTERVAL_METHODS[rule.kind] };
  });
  return {
    group,
    n: counted,
    scores: isEnough ? scores : null,
    options: optionsOf(question).map(({ id }) => shareOf(id, counts.options[id] ?? 0, counted)),
    responseRate: responseRate({ answered, sent, cameBack: bounced }),
    coverage: { sent, delivered: sent - bounced, bounced, failed, unknown },
    provisional: counts.provisional,
    excluded: counts.excluded,
    excludedTotal: Object.values(counts.excluded).reduce((sum, n) => sum + n, 0),
    withComment: counts.withComment,
  };
}

function shareOf(option: string, n: number, total: number): OptionShare {
  if (total === 0) return { option, n, percent: null, interval: null };
  const { low, high } = wilsonInterval(n, total)!;
  return {
    option,
    n,
    percent: (100 * n) / total,
    interval: { low: clamp(100 * low, 0, 100), high: clamp(100 * high, 0, 100) },
  };
}

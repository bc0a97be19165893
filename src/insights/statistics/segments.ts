import { Z95, type Interval } from '../../platform/statistics/interval.js';
import { benjaminiHochberg } from './benjamini-hochberg.js';
import { fisherExact, logOddsRatio } from './fisher.js';

/** How often something (a theme, a bad answer) occurs in one segment, such as plan = free. */
export interface Segment {
  dimension: string;
  value: string;
  /** Contacts of the segment with the thing, and all its contacts. */
  yes: number;
  n: number;
}

export interface SegmentFinding extends Segment {
  /** Share in the segment against the share everywhere else of the same dimension. */
  share: number;
  elsewhere: number;
  oddsRatio: number;
  interval: Interval;
  q: number;
}

function compare(segment: Segment, others: Segment): Omit<SegmentFinding, 'q'> & { p: number } {
  const table = { a: segment.yes, b: segment.n - segment.yes, c: others.yes, d: others.n - others.yes };
  const { log, error } = logOddsRatio(table);
  return {
    ...segment,
    share: segment.yes / segment.n,
    elsewhere: others.yes / others.n,
    oddsRatio: Math.exp(log),
    interval: { low: Math.exp(log - Z95 * error), high: Math.exp(log + Z95 * error) },
    p: fisherExact(table),
  };
}

/**
 * Where something concentrates: every segment against the rest of its dimension, by Fisher's exact test, with the false
 * discovery rate held over all segments of all dimensions. Segments under `least` contacts (or with nothing to compare
 * with) are not tested: most "100 % of customers from Malta" are one customer. Sorted by q, strongest first.
 */
export function concentrations(segments: readonly Segment[], { rate = 0.1, least = 10 } = {}): SegmentFinding[] {
  const tested = segments.flatMap((segment) => {
    const others = segments.filter((other) => other.dimension === segment.dimension && other !== segment);
    const rest = others.reduce((sum, { yes, n }) => ({ ...sum, yes: sum.yes + yes, n: sum.n + n }), {
      ...segment,
      yes: 0,
      n: 0,
    });
    return segment.n >= least && rest.n >= least ? [compare(segment, rest)] : [];
  });
  const q = benjaminiHochberg(tested.map(({ p }) => p));
  return tested
    .map(({ p: _, ...finding }, i) => ({ ...finding, q: q[i]! }))
    .filter((finding) => finding.q <= rate && finding.oddsRatio > 1)
    .sort((a, b) => a.q - b.q || b.oddsRatio - a.oddsRatio);
}

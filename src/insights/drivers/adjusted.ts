import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import normalCdf from '@stdlib/stats-base-dists-normal-cdf';
import { Z95, type Interval } from '../../platform/statistics/interval.js';
import { byCustomer, type ScoredContact } from './answers.js';

/** Effect of a theme on the score when channel, plan, product and the other themes are held. */
export interface Adjusted {
  theme: string;
  effect: number;
  interval: Interval;
  p: number;
}

/** One made-up answer of effect zero a column: keeps rare segments from running away, hardly moves what has 30 answers. */
const PENALTY = 1;
/** Segments with fewer answers are left to the base level. */
const LEAST_SEGMENT = 10;

function columnsOf(
  contacts: readonly ScoredContact[],
  themes: readonly string[],
): ((contact: ScoredContact) => boolean)[] {
  const counts = new Map<string, number>();
  for (const { segments } of contacts) {
    for (const [dimension, value] of Object.entries(segments))
      counts.set(`${dimension}\n${value}`, (counts.get(`${dimension}\n${value}`) ?? 0) + 1);
  }
  const segments = [...counts]
    .filter(([, count]) => count >= LEAST_SEGMENT && count < contacts.length)
    .map(([key]) => key.split('\n') as [string, string]);
  return [
    ...themes.map((theme) => (contact: ScoredContact) => contact.themes.includes(theme)),
    ...segments.map(
      ([dimension, value]) =>
        (contact: ScoredContact) =>
          contact.segments[dimension] === value,
    ),
  ];
}

/** The numbers of the columns that are 1 for a contact; the intercept comes first. */
function activeColumns(contact: ScoredContact, columns: readonly ((contact: ScoredContact) => boolean)[]): number[] {
  return [0, ...columns.flatMap((holds, j) => (holds(contact) ? [j + 1] : []))];
}

/**
 * Ridge regression of the score on 0/1 columns of themes and segments, (X'X + lambda D) b = X'y with the intercept free
 * (Hoerl and Kennard 1970); the variance is the sandwich over customers, so that several answers of one person count little
 * more than one (Liang and Zeger 1986). Correlation, not cause.
 */
export function adjustedEffects(contacts: readonly ScoredContact[], themes: readonly string[]): Adjusted[] {
  const columns = columnsOf(contacts, themes);
  const size = columns.length + 1;
  const active = new Map(contacts.map((contact) => [contact, activeColumns(contact, columns)]));
  const gram = Matrix.zeros(size, size);
  const right = Matrix.zeros(size, 1);
  for (const [{ score }, on] of active) {
    for (const i of on) {
      right.set(i, 0, right.get(i, 0) + score);
      for (const j of on) gram.set(i, j, gram.get(i, j) + 1);
    }
  }
  for (let j = 1; j < size; j++) gram.set(j, j, gram.get(j, j) + PENALTY);
  const inverse = new CholeskyDecomposition(gram).solve(Matrix.eye(size));
  const beta = inverse.mmul(right);
  const meat = meatOf(contacts, active, beta);
  const variance = inverse.mmul(meat).mmul(inverse);
  return themes.map((theme, j) => {
    const effect = beta.get(j + 1, 0);
    const error = Math.sqrt(Math.max(0, variance.get(j + 1, j + 1)));
    const p = error > 0 ? 2 * normalCdf(-Math.abs(effect) / error, 0, 1) : 1;
    return { theme, effect, interval: { low: effect - Z95 * error, high: effect + Z95 * error }, p };
  });
}

/** Sum over customers of (sum of residual x row) with itself, with the usual correction for few customers. */
function meatOf(
  contacts: readonly ScoredContact[],
  active: ReadonlyMap<ScoredContact, number[]>,
  beta: Matrix,
): Matrix {
  const clusters = byCustomer(contacts);
  const meat = Matrix.zeros(beta.rows, beta.rows);
  for (const cluster of clusters) {
    const score = new Map<number, number>();
    for (const contact of cluster) {
      const on = active.get(contact)!;
      const residual = contact.score - on.reduce((sum, j) => sum + beta.get(j, 0), 0);
      for (const j of on) score.set(j, (score.get(j) ?? 0) + residual);
    }
    for (const [i, a] of score) for (const [j, b] of score) meat.set(i, j, meat.get(i, j) + a * b);
  }
  return clusters.length > 1 ? meat.mul(clusters.length / (clusters.length - 1)) : meat;
}

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

/** For each contact the numbers of the columns that are 1: 0 is the intercept, themes come next, then segments. */
function activeColumns(
  contacts: readonly ScoredContact[],
  themes: readonly string[],
): { on: Int32Array[]; size: number } {
  const counts = new Map<string, number>();
  for (const { segments } of contacts)
    for (const key of segmentKeys(segments)) counts.set(key, (counts.get(key) ?? 0) + 1);
  const segments = [...counts].filter(([, count]) => count >= LEAST_SEGMENT && count < contacts.length);
  const themeColumns = new Map(themes.map((theme, j) => [theme, j + 1]));
  const segmentColumns = new Map(segments.map(([key], j) => [key, themes.length + j + 1]));
  const on = contacts.map((contact) => {
    const known = [
      ...contact.themes.map((theme) => themeColumns.get(theme)),
      ...segmentKeys(contact.segments).map((key) => segmentColumns.get(key)),
    ];
    return Int32Array.from(new Set([0, ...known.filter((column) => column !== undefined)]));
  });
  return { on, size: 1 + themes.length + segments.length };
}

function segmentKeys(segments: ScoredContact['segments']): string[] {
  return Object.entries(segments).map(([dimension, value]) => `${dimension}\n${value}`);
}

/**
 * Ridge regression of the score on 0/1 columns of themes and segments, (X'X + lambda D) b = X'y with the intercept free
 * (Hoerl and Kennard 1970); the variance is the sandwich over customers, so that several answers of one person count little
 * more than one (Liang and Zeger 1986). Correlation, not cause.
 */
export function adjustedEffects(contacts: readonly ScoredContact[], themes: readonly string[]): Adjusted[] {
  const { on, size } = activeColumns(contacts, themes);
  const gram = new Float64Array(size * size);
  const right = new Float64Array(size);
  contacts.forEach(({ score }, c) => {
    for (const i of on[c]!) {
      right[i]! += score;
      for (const j of on[c]!) gram[i * size + j]! += 1;
    }
  });
  for (let j = 1; j < size; j++) gram[j * size + j]! += PENALTY;
  const inverse = new CholeskyDecomposition(matrixOf(gram, size)).solve(Matrix.eye(size));
  const beta = inverse.mmul(matrixOf(right, 1)).to1DArray();
  const variance = inverse.mmul(meatOf(contacts, on, beta)).mmul(inverse);
  return themes.map((theme, j) => {
    const effect = beta[j + 1]!;
    const error = Math.sqrt(Math.max(0, variance.get(j + 1, j + 1)));
    const p = error > 0 ? 2 * normalCdf(-Math.abs(effect) / error, 0, 1) : 1;
    return { theme, effect, interval: { low: effect - Z95 * error, high: effect + Z95 * error }, p };
  });
}

function matrixOf(values: Float64Array, columns: number): Matrix {
  return Matrix.from1DArray(values.length / columns, columns, Array.from(values));
}

/** Sum over customers of (sum of residual x row) with itself, with the usual correction for few customers. */
function meatOf(contacts: readonly ScoredContact[], on: readonly Int32Array[], beta: readonly number[]): Matrix {
  const size = beta.length;
  const meat = new Float64Array(size * size);
  const clusters = byCustomer(contacts);
  const score = new Float64Array(size);
  for (const cluster of clusters) {
    const touched = new Set<number>();
    for (const c of cluster) {
      let residual = contacts[c]!.score;
      for (const j of on[c]!) residual -= beta[j]!;
      for (const j of on[c]!) {
        score[j]! += residual;
        touched.add(j);
      }
    }
    for (const i of touched) for (const j of touched) meat[i * size + j]! += score[i]! * score[j]!;
    for (const i of touched) score[i] = 0;
  }
  const few = clusters.length > 1 ? clusters.length / (clusters.length - 1) : 1;
  return matrixOf(meat, size).mul(few);
}

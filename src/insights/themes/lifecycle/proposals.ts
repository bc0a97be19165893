import { kmeans } from 'ml-kmeans';
import type { Kernels } from '../../embedding/kernels.js';
import { addTo, dot, normalise, row, type Matrix } from '../../embedding/matrix.js';

/** Two themes that may be one; people decide, since it is right only now and then. */
export interface MergeProposal {
  a: number;
  b: number;
  cosine: number;
}

/** A theme that may be two; `parts` are rows, the larger part first. */
export interface SplitProposal {
  theme: number;
  parts: [number[], number[]];
  /** Of the centres of the two parts. */
  cosine: number;
}

const MERGE_AT = 0.85;
/** Halves whose centres are less alike may be two issues: right in some two of five on a labelled stream. */
const SPLIT_BELOW = 0.75;
const LEAST_MEMBERS = 20;
const LEAST_SHARE = 0.2;
/** Members that 2-means looks at, an even stride through the theme. */
const MOST_MEMBERS = 400;

/** Pairs of themes whose centroids are nearly the same, nearest first, without those that people keep apart. */
export async function proposeMerges(
  kernels: Kernels,
  centroids: Matrix,
  allowed: (a: number, b: number) => boolean,
): Promise<MergeProposal[]> {
  const { data } = await kernels.similarities(centroids, centroids);
  const proposals: MergeProposal[] = [];
  for (let a = 0; a < centroids.rows; a++) {
    for (let b = a + 1; b < centroids.rows; b++) {
      const cosine = data[a * centroids.rows + b]!;
      if (cosine >= MERGE_AT && allowed(a, b)) proposals.push({ a, b, cosine });
    }
  }
  return proposals.sort((x, y) => y.cosine - x.cosine);
}

/** Halves a theme by 2-means; null when it is small, lopsided or of one piece. */
export function proposeSplit(
  vectors: Matrix,
  theme: number,
  members: readonly number[],
  seed: number,
): SplitProposal | null {
  if (members.length < LEAST_MEMBERS) return null;
  const stride = Math.max(1, members.length / MOST_MEMBERS);
  const seen = Array.from({ length: Math.floor(members.length / stride) }, (_, i) => members[Math.floor(i * stride)]!);
  const points = seen.map((i) => Array.from(row(vectors, i)));
  const { centroids } = kmeans(points, 2, { seed, initialization: 'kmeans++', maxIterations: 30 });
  const centres = centroids.map((centre) => normalise(Float32Array.from(centre)));
  const parts: [number[], number[]] = [[], []];
  for (const i of members) parts[nearer(row(vectors, i), centres)]!.push(i);
  parts.sort((x, y) => y.length - x.length);
  if (parts[1].length < LEAST_SHARE * members.length) return null;
  const cosine = dot(centreOf(vectors, parts[0]), centreOf(vectors, parts[1]));
  return cosine < SPLIT_BELOW ? { theme, parts, cosine } : null;
}

const nearer = (x: Float32Array, centres: Float32Array[]) => (dot(x, centres[0]!) >= dot(x, centres[1]!) ? 0 : 1);

function centreOf(vectors: Matrix, members: readonly number[]): Float32Array {
  const sum = new Float32Array(vectors.cols);
  for (const i of members) addTo(sum, row(vectors, i));
  return normalise(sum);
}

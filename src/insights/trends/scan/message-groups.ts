import type { Kernels } from '../../embedding/kernels.js';
import { gather, type Matrix } from '../../embedding/matrix.js';
import { linkageTree, type Join } from '../../themes/lifecycle/average-linkage.js';
import { everyNth } from '../../themes/space.js';

/**
 * Groups of messages that lie together whatever their dates: nodes of a dendrogram, so a group holds others or is apart from
 * them. The members of group g are `order` from `from[g]` to `to[g]` (excluded).
 */
export interface MessageGroups {
  order: Int32Array;
  from: Int32Array;
  to: Int32Array;
  /** How far a group stands out: its own cosine less that of the join that ends it, the mean of all groups being 1. */
  apart: Float32Array;
}

const SMALLEST = 3;
/** What is larger is a theme, and tested as one. */
const LARGEST = 200;
/** Average linkage takes 4 n^2 bytes; of more messages every second, third... stands for those nearest to it. */
const MOST_LEAVES = 4000;
/** A group that ends at once would get no weight at all. */
const LEAST_APART = 0.02;

/** The dendrogram of unit vectors by average linkage, n^2 time (4,000 messages: a third of a second). */
export async function groupMessages(kernels: Kernels, vectors: Matrix): Promise<MessageGroups> {
  const stride = Math.max(1, Math.ceil(vectors.rows / MOST_LEAVES));
  const own = everyNth(vectors.rows, stride);
  const centres = gather(vectors, own);
  const leaves = Array.from(own, (i) => [i]);
  const further = Array.from({ length: vectors.rows }, (_, i) => i).filter((i) => i % stride !== 0);
  const { index } = await kernels.nearest(gather(vectors, further), centres);
  further.forEach((i, k) => leaves[index[k]!]!.push(i));
  const joins = linkageTree(
    await kernels.similarities(centres, centres),
    leaves.map(({ length }) => length),
  );
  return groupsOf(joins, leaves);
}

/** Lays the leaves out so that every group is a stretch of them, and keeps the groups that may be an issue of their own. */
export function groupsOf(joins: readonly Join[], leaves: readonly (readonly number[])[]): MessageGroups {
  const n = leaves.length;
  const size = [...leaves.map(({ length }) => length), ...joins.map(() => 0)];
  const above = new Array<number>(size.length).fill(-1);
  joins.forEach(({ left, right }, j) => {
    size[n + j] = size[left]! + size[right]!;
    above[left] = above[right] = j;
  });
  const start = new Array<number>(size.length).fill(0);
  for (let j = joins.length - 1; j >= 0; j--) {
    start[joins[j]!.left] = start[n + j]!;
    start[joins[j]!.right] = start[n + j]! + size[joins[j]!.left]!;
  }
  const order = new Int32Array(leaves.reduce((sum, leaf) => sum + leaf.length, 0));
  leaves.forEach((leaf, i) => order.set(leaf, start[i]));
  const kept = Array.from(joins.keys()).filter((j) => size[n + j]! >= SMALLEST && size[n + j]! <= LARGEST);
  return {
    order,
    from: Int32Array.from(kept, (j) => start[n + j]!),
    to: Int32Array.from(kept, (j) => start[n + j]! + size[n + j]!),
    apart: relative(kept.map((j) => Math.max(LEAST_APART, joins[j]!.cosine - (joins[above[n + j]!]?.cosine ?? 0)))),
  };
}

function relative(values: readonly number[]): Float32Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  return Float32Array.from(values, (value) => value / mean);
}

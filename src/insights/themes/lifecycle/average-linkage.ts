import { row, type Matrix } from '../../embedding/matrix.js';

/**
 * Groups rows by average linkage: two groups join while the mean cosine between their members is at least `cutAt`. Takes the
 * matrix of all cosines and overwrites it. Nearest-neighbour chain (Murtagh 1983): O(n^2) time, no further memory. Returns
 * the members of each group, the group of most members first. A row may stand for many: `weights` says for how many.
 */
export function averageLinkage(cosines: Matrix, cutAt: number, weights?: ArrayLike<number>): number[][] {
  const linkage = new Linkage(cosines, weights);
  agglomerate(linkage, cutAt);
  return linkage.result();
}

/** One step of a dendrogram: two groups become one. Rows are groups 0 to n - 1, the group that join j made is n + j. */
export interface Join {
  left: number;
  right: number;
  /** Mean cosine between the members of the two. */
  cosine: number;
}

/** All n - 1 joins of average linkage, from single rows to one group. Overwrites the matrix, like `averageLinkage`. */
export function linkageTree(cosines: Matrix, weights?: ArrayLike<number>): Join[] {
  const linkage = new Linkage(cosines, weights);
  agglomerate(linkage, -Infinity);
  return linkage.joins;
}

function agglomerate(linkage: Linkage, cutAt: number): void {
  const chain: number[] = [];
  for (;;) {
    if (chain.length === 0) {
      const start = linkage.anyOpen();
      if (start < 0) return;
      chain.push(start);
    }
    const top = chain.at(-1)!;
    const previous = chain.at(-2) ?? -1;
    const next = linkage.nearest(top, previous);
    if (next < 0 || linkage.cosine(top, next) < cutAt) {
      // Average linkage is reducible: later merges never come nearer than the nearest is now, so this group is finished.
      linkage.finish(top);
      chain.pop();
    } else if (next === previous) {
      chain.length -= 2;
      linkage.join(previous, top);
    } else chain.push(next);
  }
}

class Linkage {
  readonly joins: Join[] = [];
  private readonly number: Int32Array;
  private readonly members: number[][];
  private readonly open: boolean[];
  private readonly weights: Float64Array;
  private firstOpen = 0;

  constructor(
    private readonly cosines: Matrix,
    weights?: ArrayLike<number>,
  ) {
    this.members = Array.from({ length: cosines.rows }, (_, i) => [i]);
    this.weights = weights ? Float64Array.from(weights) : new Float64Array(cosines.rows).fill(1);
    this.open = this.members.map(() => true);
    this.number = Int32Array.from(this.members.keys());
  }

  cosine(i: number, j: number): number {
    return this.cosines.data[i * this.cosines.cols + j]!;
  }

  anyOpen(): number {
    while (this.firstOpen < this.open.length && !this.open[this.firstOpen]) this.firstOpen++;
    return this.firstOpen < this.open.length ? this.firstOpen : -1;
  }

  /** The previous group of the chain wins a tie, so that the chain cannot run in circles. */
  nearest(i: number, previous: number): number {
    const cosines = row(this.cosines, i);
    let best = previous;
    let cosine = previous < 0 ? -Infinity : cosines[previous]!;
    for (let j = 0; j < cosines.length; j++) {
      if (!(cosines[j]! > cosine) || j === i || !this.open[j]) continue;
      best = j;
      cosine = cosines[j]!;
    }
    return best;
  }

  finish(i: number): void {
    this.open[i] = false;
  }

  /** The mean cosine with every other group, by Lance and Williams. */
  join(into: number, from: number): void {
    const [a, b] = [this.weights[into]!, this.weights[from]!];
    this.joins.push({ left: this.number[into]!, right: this.number[from]!, cosine: this.cosine(into, from) });
    this.number[into] = this.open.length + this.joins.length - 1;
    const { data, cols } = this.cosines;
    for (let k = 0; k < this.open.length; k++) {
      const mean = (a * data[into * cols + k]! + b * data[from * cols + k]!) / (a + b);
      data[into * cols + k] = data[k * cols + into] = mean;
    }
    this.weights[into] = a + b;
    this.members[into]!.push(...this.members[from]!);
    this.members[from] = [];
    this.open[from] = false;
  }

  result(): number[][] {
    return this.members
      .filter((group) => group.length > 0)
      .map((group) => group.sort((x, y) => x - y))
      .sort((x, y) => y.length - x.length || x[0]! - y[0]!);
  }
}

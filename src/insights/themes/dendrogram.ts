import { dot } from '../embedding/matrix.js';
import type { Groups } from './cells.js';
import { DISCOVERY, type DiscoveryParameters } from './parameters.js';

/** Group `from` joined group `into` at this cosine of their summed vectors. */
export interface Merge {
  into: number;
  from: number;
  cosine: number;
}

const NONE = -9;

/**
 * Joins the pair of largest cosine between summed vectors again and again, down to `floor`. A nearest-partner array
 * keeps it O(k^2 d) in time and O(k^2) in memory for k groups.
 */
export function dendrogram({ sums }: Groups, floor: number): Merge[] {
  const tree = new Tree(sums.map((sum) => Float64Array.from(sum)));
  const merges: Merge[] = [];
  for (;;) {
    const merge = tree.closest();
    if (!merge || merge.cosine < floor) return merges;
    merges.push(merge);
    tree.join(merge);
  }
}

class Tree {
  private readonly units: Float64Array[];
  private readonly cosines: Float64Array[];
  private readonly partner: Int32Array;
  private readonly best: Float64Array;
  private readonly live: boolean[];

  constructor(private readonly sums: Float64Array[]) {
    this.units = sums.map(unit);
    this.live = sums.map(() => true);
    this.cosines = sums.map((_, i) => Float64Array.from(sums, (_s, j) => this.cosine(i, j)));
    this.partner = new Int32Array(sums.length);
    this.best = new Float64Array(sums.length).fill(NONE);
    sums.forEach((_, i) => this.refreshPartner(i));
  }

  closest(): Merge | null {
    const i = indexOfMax(this.best);
    if (i < 0 || this.best[i] === NONE) return null;
    const j = this.partner[i]!;
    return { into: Math.min(i, j), from: Math.max(i, j), cosine: this.best[i]! };
  }

  join({ into, from }: Merge): void {
    const sum = this.sums[into]!;
    for (let j = 0; j < sum.length; j++) sum[j]! += this.sums[from]![j]!;
    this.live[from] = false;
    this.units[into] = unit(sum);
    this.best[from] = NONE;
    for (let q = 0; q < this.sums.length; q++) {
      this.cosines[from]![q] = this.cosines[q]![from] = NONE;
      this.cosines[into]![q] = this.cosines[q]![into] = this.cosine(into, q);
    }
    this.repairPartners(into, from);
  }

  private repairPartners(into: number, from: number): void {
    for (let q = 0; q < this.sums.length; q++) {
      if (!this.live[q]) continue;
      const lost = this.partner[q] === into || this.partner[q] === from || q === into;
      if (lost) this.refreshPartner(q);
      else if (this.cosines[into]![q]! > this.best[q]!) {
        this.partner[q] = into;
        this.best[q] = this.cosines[into]![q]!;
      }
    }
  }

  private refreshPartner(i: number): void {
    this.partner[i] = indexOfMax(this.cosines[i]!);
    this.best[i] = this.cosines[i]![this.partner[i]!]!;
  }

  private cosine(i: number, j: number): number {
    return i === j || !this.live[i] || !this.live[j] ? NONE : dot(this.units[i]!, this.units[j]!);
  }
}

function unit(sum: Float64Array): Float64Array {
  const length = Math.max(Math.sqrt(dot(sum, sum)), 1e-9);
  return sum.map((value) => value / length);
}

function indexOfMax(values: ArrayLike<number>): number {
  let best = values.length > 0 ? 0 : -1;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}

/** The groups that remain when merges below `threshold` are not made. */
export function cut({ sums, sizes }: Groups, merges: readonly Merge[], threshold: number): Groups {
  const joined = sums.map((sum) => Float64Array.from(sum));
  const counts = [...sizes];
  for (const { into, from, cosine } of merges) {
    if (cosine < threshold) break;
    addSum(joined[into]!, joined[from]!);
    counts[into]! += counts[from]!;
    counts[from] = 0;
  }
  const kept = Array.from(counts.keys()).filter((j) => counts[j]! > 0);
  return { sums: kept.map((j) => joined[j]!), sizes: kept.map((j) => counts[j]!) };
}

/** Themes below a share of N50 join their nearest theme if it is near enough, nearest pair first; lonely small themes stay. */
export function absorbSmall(groups: Groups, smallShare: number): Groups {
  const sums = groups.sums.map((sum) => Float64Array.from(sum));
  const sizes = [...groups.sizes];
  const limit = smallShare * n50(sizes);
  const units = sums.map(unit);
  const cosines = units.map((a) => Float64Array.from(units, (b) => dot(a, b)));
  for (;;) {
    const pair = nearestSmallPair(cosines, sizes, limit);
    if (!pair || pair.cosine < DISCOVERY.smallJoin) break;
    const { into, from } = pair;
    addSum(sums[into]!, sums[from]!);
    sizes[into]! += sizes[from]!;
    sizes[from] = 0;
    units[into] = unit(sums[into]!);
    units.forEach((other, q) => (cosines[into]![q] = cosines[q]![into] = dot(units[into]!, other)));
  }
  const kept = Array.from(sizes.keys()).filter((j) => sizes[j]! > 0);
  return { sums: kept.map((j) => sums[j]!), sizes: kept.map((j) => sizes[j]!) };
}

/** The theme size in which the median message sits. */
export function n50(sizes: readonly number[]): number {
  const descending = [...sizes].sort((a, b) => b - a);
  const half = descending.reduce((sum, size) => sum + size, 0) / 2;
  let seen = 0;
  return descending.find((size) => (seen += size) >= half) ?? 0;
}

/** Size 0 marks a theme that has joined another. */
function nearestSmallPair(cosines: Float64Array[], sizes: number[], limit: number): Merge | null {
  let best: Merge | null = null;
  for (let from = 0; from < sizes.length; from++) {
    if (sizes[from] === 0 || sizes[from]! >= limit) continue;
    for (let into = 0; into < sizes.length; into++) {
      if (into === from || sizes[into] === 0) continue;
      const cosine = cosines[from]![into]!;
      if (!best || cosine > best.cosine) best = { into, from, cosine };
    }
  }
  return best;
}

function addSum(a: Float64Array, b: Float64Array): void {
  for (let j = 0; j < a.length; j++) a[j]! += b[j]!;
}

/** Cuts at a threshold and lets the small ones join. */
export function groupAt(cells: Groups, threshold: number, { smallShare }: DiscoveryParameters): Groups {
  const merges = dendrogram(cells, Math.min(threshold, DISCOVERY.cutLowest));
  return absorbSmall(cut(cells, merges, threshold), smallShare);
}

/**
 * Two cuts of one dendrogram: the first shows how many themes there effectively are, (sum g)^2 / sum g^2, and the
 * threshold of the second depends on it: many themes lie closer together.
 */
export function chooseThemes(cells: Groups, parameters: DiscoveryParameters): { themes: Groups; threshold: number } {
  const { cutSlope, cutThemes, cutLowest, cutHighest } = DISCOVERY;
  const merges = dendrogram(cells, Math.min(parameters.cutAt, cutLowest));
  const first = absorbSmall(cut(cells, merges, parameters.cutAt), parameters.smallShare);
  const total = first.sizes.reduce((sum, size) => sum + size, 0);
  const effective = total ** 2 / first.sizes.reduce((sum, size) => sum + size ** 2, 0);
  const wanted = parameters.cutAt + cutSlope * Math.log2(effective / cutThemes);
  const threshold = Math.min(cutHighest, Math.max(cutLowest, wanted));
  return { themes: absorbSmall(cut(cells, merges, threshold), parameters.smallShare), threshold };
}

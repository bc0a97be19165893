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
 * Joins the pair of largest cosine between summed vectors again and again, down to `floor`. The dot products of all sums are
 * computed once, k^2 d / 2 multiplications; a join then adds two rows of them, and a nearest-partner array keeps the whole at
 * O(k^2) for k groups.
 */
export function dendrogram({ sums }: Groups, floor: number): Merge[] {
  const tree = new Tree(new Products(sums));
  const merges: Merge[] = [];
  for (;;) {
    const nearest = tree.closest();
    if (!nearest || nearest.cosine < floor) return merges;
    const { into, from, cosine } = nearest;
    const merge = { into: Math.min(into, from), from: Math.max(into, from), cosine };
    merges.push(merge);
    tree.join(merge);
  }
}

/** Dot products between summed vectors, and their cosines. A sum that has joined another is gone. */
class Products {
  readonly count: number;
  private readonly dots: Float64Array;
  /** 1 / length; 0 for a sum that is gone. */
  private readonly scale: Float64Array;

  constructor(sums: readonly Float64Array[]) {
    this.count = sums.length;
    this.dots = new Float64Array(this.count * this.count);
    for (let i = 0; i < this.count; i++) {
      for (let j = 0; j <= i; j += 4) this.setFour(i, j, sums);
    }
    this.scale = Float64Array.from(sums, (_, i) => this.scaleOf(i));
  }

  cosine(i: number, j: number): number {
    return this.scale[i] === 0 || this.scale[j] === 0 || i === j
      ? NONE
      : this.dots[i * this.count + j]! * this.scale[i]! * this.scale[j]!;
  }

  /** The sum nearest to sum i; -1 when it is alone. */
  nearest(i: number): number {
    const { dots, scale, count } = this;
    let [best, most] = [-1, NONE];
    for (let j = 0; j < count; j++) {
      if (scale[j] === 0 || j === i) continue;
      const cosine = dots[i * count + j]! * scale[i]! * scale[j]!;
      if (cosine > most) [best, most] = [j, cosine];
    }
    return best;
  }

  isThere(i: number): boolean {
    return this.scale[i]! > 0;
  }

  join(into: number, from: number): void {
    const { dots, count } = this;
    for (let q = 0; q < count; q++) dots[into * count + q]! += dots[from * count + q]!;
    for (let q = 0; q < count; q++) dots[q * count + into]! += dots[q * count + from]!;
    this.scale[into] = this.scaleOf(into);
    this.scale[from] = 0;
  }

  /** Four products in one pass: the additions of one fill the waits of the others. Those beyond the diagonal are written, too. */
  private setFour(i: number, j: number, sums: readonly Float64Array[]): void {
    const last = this.count - 1;
    const a = sums[i]!;
    const b0 = sums[j]!;
    const b1 = sums[Math.min(last, j + 1)]!;
    const b2 = sums[Math.min(last, j + 2)]!;
    const b3 = sums[Math.min(last, j + 3)]!;
    let [s0, s1, s2, s3] = [0, 0, 0, 0];
    for (let q = 0; q < a.length; q++) {
      const x = a[q]!;
      s0 += x * b0[q]!;
      s1 += x * b1[q]!;
      s2 += x * b2[q]!;
      s3 += x * b3[q]!;
    }
    this.set(i, j, s0);
    this.set(i, Math.min(last, j + 1), s1);
    this.set(i, Math.min(last, j + 2), s2);
    this.set(i, Math.min(last, j + 3), s3);
  }

  private set(i: number, j: number, value: number): void {
    this.dots[i * this.count + j] = value;
    this.dots[j * this.count + i] = value;
  }

  private scaleOf(i: number): number {
    return 1 / Math.max(Math.sqrt(this.dots[i * this.count + i]!), 1e-9);
  }
}

/** Keeps the nearest partner of every sum that looks for one. */
class Tree {
  private readonly partner: Int32Array;
  private readonly best: Float64Array;

  constructor(
    private readonly products: Products,
    private readonly looks: (i: number) => boolean = () => true,
  ) {
    this.partner = new Int32Array(products.count);
    this.best = new Float64Array(products.count).fill(NONE);
    for (let i = 0; i < products.count; i++) if (looks(i)) this.refreshPartner(i);
  }

  closest(): Merge | null {
    const from = indexOfMax(this.best);
    if (from < 0 || this.best[from] === NONE) return null;
    return { into: this.partner[from]!, from, cosine: this.best[from]! };
  }

  join({ into, from }: Merge): void {
    this.products.join(into, from);
    this.best[from] = NONE;
    for (let q = 0; q < this.best.length; q++) {
      if (!this.products.isThere(q)) continue;
      if (!this.looks(q)) this.best[q] = NONE;
      else if (this.partner[q] === into || this.partner[q] === from || q === into) this.refreshPartner(q);
      else this.consider(q, into);
    }
  }

  private refreshPartner(i: number): void {
    const nearest = this.products.nearest(i);
    this.partner[i] = nearest;
    this.best[i] = nearest < 0 ? NONE : this.products.cosine(i, nearest);
  }

  private consider(i: number, j: number): void {
    const cosine = this.products.cosine(i, j);
    if (cosine > this.best[i]!) [this.partner[i], this.best[i]] = [j, cosine];
  }
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
  const tree = new Tree(new Products(sums), (i) => sizes[i]! < limit);
  for (let pair = tree.closest(); pair && pair.cosine >= DISCOVERY.smallJoin; pair = tree.closest()) {
    const { into, from } = pair;
    addSum(sums[into]!, sums[from]!);
    sizes[into]! += sizes[from]!;
    sizes[from] = 0;
    tree.join(pair);
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

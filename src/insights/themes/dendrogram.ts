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
    const merge = tree.closest();
    if (!merge || merge.cosine < floor) return merges;
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
    sums.forEach((sum, i) => {
      for (let j = 0; j <= i; j++)
        this.dots[i * this.count + j] = this.dots[j * this.count + i] = product(sum, sums[j]!);
    });
    this.scale = Float64Array.from(sums, (_, i) => this.scaleOf(i));
  }

  cosine(i: number, j: number): number {
    return this.scale[i] === 0 || this.scale[j] === 0 || i === j
      ? NONE
      : this.dots[i * this.count + j]! * this.scale[i]! * this.scale[j]!;
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

  private scaleOf(i: number): number {
    return 1 / Math.max(Math.sqrt(this.dots[i * this.count + i]!), 1e-9);
  }
}

class Tree {
  private readonly partner: Int32Array;
  private readonly best: Float64Array;

  constructor(private readonly products: Products) {
    this.partner = new Int32Array(products.count);
    this.best = new Float64Array(products.count).fill(NONE);
    for (let i = 0; i < products.count; i++) this.refreshPartner(i);
  }

  closest(): Merge | null {
    const i = indexOfMax(this.best);
    if (i < 0 || this.best[i] === NONE) return null;
    const j = this.partner[i]!;
    return { into: Math.min(i, j), from: Math.max(i, j), cosine: this.best[i]! };
  }

  join({ into, from }: Merge): void {
    this.products.join(into, from);
    this.best[from] = NONE;
    for (let q = 0; q < this.best.length; q++) {
      if (!this.products.isThere(q)) continue;
      if (this.partner[q] === into || this.partner[q] === from || q === into) this.refreshPartner(q);
      else this.consider(q, into);
    }
  }

  private refreshPartner(i: number): void {
    this.best[i] = NONE;
    for (let j = 0; j < this.best.length; j++) this.consider(i, j);
  }

  private consider(i: number, j: number): void {
    const cosine = this.products.cosine(i, j);
    if (cosine > this.best[i]!) [this.partner[i], this.best[i]] = [j, cosine];
  }
}

/** Over float64 alone, so that the engine compiles it for that. */
function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j]! * b[j]!;
  return sum;
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
  const products = new Products(sums);
  for (;;) {
    const pair = nearestSmallPair(products, sizes, limit);
    if (!pair || pair.cosine < DISCOVERY.smallJoin) break;
    const { into, from } = pair;
    addSum(sums[into]!, sums[from]!);
    products.join(into, from);
    sizes[into]! += sizes[from]!;
    sizes[from] = 0;
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
function nearestSmallPair(products: Products, sizes: number[], limit: number): Merge | null {
  let [into, from, cosine] = [-1, -1, -Infinity];
  for (let i = 0; i < sizes.length; i++) {
    if (sizes[i] === 0 || sizes[i]! >= limit) continue;
    for (let j = 0; j < sizes.length; j++) {
      if (j === i || sizes[j] === 0 || products.cosine(i, j) <= cosine) continue;
      [into, from, cosine] = [j, i, products.cosine(i, j)];
    }
  }
  return into < 0 ? null : { into, from, cosine };
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

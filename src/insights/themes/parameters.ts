/**
 * Constants of theme discovery, chosen on public intent sets and tried on others held out. One setting serves all sets;
 * `granularity` is the only knob a person needs.
 */
export const DISCOVERY = {
  /** Principal directions kept, largest sample that is clustered, rows that the directions are fitted on. */
  dimensions: 96,
  sampleRows: 12_000,
  basisRows: 20_000,
  /** Smoothing: nearest neighbours, steps, share taken from the neighbours. */
  neighbours: 8,
  smoothingSteps: 2,
  neighbourShare: 0.6,
  /** Among more rows than these, neighbours are looked for in the nearest of 64 groups alone, which hold a quarter of all rows. */
  exactRows: 8000,
  neighbourGroups: 64,
  nearShare: 0.25,
  /** Searches that vote. More iterations of one, or fewer searches, agree less for the same time. */
  runs: 7,
  /** Cells of a search: 4 sqrt(n), at most 440; seeding looks at up to 2,250 rows and keeps the better of 2 draws; they settle on up to 6,000. */
  cellFactor: 4,
  maxCells: 440,
  seedRows: 2250,
  seedDraws: 2,
  cellIterations: 3,
  settlingRows: 6000,
  /** The cut: T = cutAt + 0.04 log2(effective themes / 40), between 0.72 and 0.90. */
  cutSlope: 0.04,
  cutThemes: 40,
  cutLowest: 0.72,
  cutHighest: 0.9,
  /** A theme below half of N50 joins its nearest one at this cosine or more. */
  smallShare: 0.5,
  smallJoin: 0.6,
  /** Smallest theme: max(4, 0.15 sqrt(n)); fewer than 20 rows say nothing about recurring themes. */
  minSizeFactor: 0.15,
  minSize: 4,
  minRows: 20,
  /** A message whose cosine to its theme is lower belongs to none. */
  assignAt: 0.41,
  refineSteps: 8,
} as const;

/** Where the dendrogram is cut first: a lower cosine joins more. */
export const CUT_AT = { coarser: 0.76, normal: 0.8, finer: 0.84 } as const;
export type Granularity = keyof typeof CUT_AT;

/** What may differ between uses of discovery; help-centre gaps look for finer and smaller themes than the digest does. */
export interface DiscoveryParameters {
  cutAt: number;
  minSizeFactor: number;
  minSize: number;
  smallShare: number;
}

export function discoveryParameters(granularity: Granularity = 'normal'): DiscoveryParameters {
  const { minSizeFactor, minSize, smallShare } = DISCOVERY;
  return { cutAt: CUT_AT[granularity], minSizeFactor, minSize, smallShare };
}

/** Fewest members of a theme among n messages; not rounded, since it is scaled down to the sample. */
export function smallestTheme(n: number, { minSize, minSizeFactor }: DiscoveryParameters): number {
  return Math.max(minSize, minSizeFactor * Math.sqrt(n));
}

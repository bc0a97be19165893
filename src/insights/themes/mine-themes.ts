import type { Kernels } from '../embedding/kernels.js';
import { row, type Matrix } from '../embedding/matrix.js';
import { discoverThemes, type Discovery, type DiscoverOptions } from './discover.js';
import { assignAtOf } from './lifecycle/assign-online.js';
import { nameThemes, rankMembers, type ThemeName } from './naming/name-themes.js';
import { pickQuotes } from './naming/quotes.js';

export interface MineInput {
  /** Unit vectors of whole messages, one row a message; small talk left out. */
  vectors: Matrix;
  /** The messages with personal data masked, in the same order: names and quotes come from them. */
  texts: string[];
  /** Who wrote each message, where known; quotes never repeat a customer. */
  customers?: (string | null)[];
  options?: DiscoverOptions;
}

export interface MinedTheme extends ThemeName {
  size: number;
  /** Rows of three to five telling messages (fewer when the theme has fewer different ones), the most typical first. */
  quotes: number[];
}

export interface MineOutput extends Discovery {
  /** Largest first; the position is the number in `assignments`. */
  themes: MinedTheme[];
  /** Cosine with a theme at which later messages join it. */
  assignAt: number;
}

/** Vectors and masked texts in, named themes with quotes out. Deterministic by seed; never touches files or the database. */
export async function mineThemes(
  kernels: Kernels,
  { vectors, texts, customers, options }: MineInput,
): Promise<MineOutput> {
  if (texts.length !== vectors.rows) throw new RangeError(`${texts.length} texts for ${vectors.rows} vectors`);
  const discovery = await discoverThemes(kernels, vectors, options);
  const ranked = rankMembers(vectors, discovery.assignments, discovery.centroids);
  const names = nameThemes(texts, ranked);
  const themes = ranked.map(({ members }, j) => {
    const quotable = members.map((member) => ({ member, text: texts[member]!, customer: customers?.[member] ?? null }));
    return { ...names[j]!, size: members.length, quotes: pickQuotes(vectors, row(discovery.centroids, j), quotable) };
  });
  const assignAt = assignAtOf(vectors, discovery.assignments, discovery.centroids);
  return { ...discovery, themes, assignAt };
}

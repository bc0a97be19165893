import { dot, type Matrix, row, zeros } from '../../embedding/matrix.js';
import { nameThemes } from '../naming/name-themes.js';
import { averageLinkage } from './average-linkage.js';

export interface AreaTheme {
  id: string;
  areaId: string | null;
  label: string;
  keywords: readonly string[];
}

export interface Area {
  /** The area whose themes are most of these; null: a new one. */
  heirOf: string | null;
  label: string;
  themeIds: string[];
}

/** Mean cosine between the centres of an area's themes: they speak of the same part of a product. */
const AREA_AT = 0.5;
const LEAST_THEMES = 2;
const WORDS_IN_LABEL = 2;

/**
 * The upper of two levels: themes grouped by average linkage of their centres, named by what their keywords have in common.
 * An area keeps its identity while it holds at least half of the themes it had; a theme near to no other has no area.
 */
export function findAreas(themes: readonly AreaTheme[], centroids: Matrix): Area[] {
  const groups = averageLinkage(cosinesOf(centroids), AREA_AT).filter((group) => group.length >= LEAST_THEMES);
  const texts = themes.map(({ label, keywords }) => `${label}. ${keywords.join('. ')}`);
  const names = nameThemes(
    texts,
    groups.map((group) => ({ members: group, centre: row(centroids, group[0]!) })),
  );
  const sizes = new Map<string, number>();
  for (const { areaId } of themes) if (areaId) sizes.set(areaId, (sizes.get(areaId) ?? 0) + 1);
  const taken = new Set<string>();
  return groups.map((group, j) => {
    const heirOf = mostOf(
      group.map((i) => themes[i]!.areaId),
      sizes,
      taken,
    );
    if (heirOf) taken.add(heirOf);
    const { keywords, label } = names[j]!;
    return {
      heirOf,
      label: capitalised(keywords.slice(0, WORDS_IN_LABEL).join(', ') || label),
      themeIds: group.map((i) => themes[i]!.id),
    };
  });
}

function mostOf(
  areas: readonly (string | null)[],
  sizes: ReadonlyMap<string, number>,
  taken: ReadonlySet<string>,
): string | null {
  const counts = new Map<string, number>();
  for (const area of areas) if (area && !taken.has(area)) counts.set(area, (counts.get(area) ?? 0) + 1);
  const [best] = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return best && 2 * best[1] >= sizes.get(best[0])! ? best[0] : null;
}

function cosinesOf(centroids: Matrix): Matrix {
  const cosines = zeros(centroids.rows, centroids.rows);
  for (let i = 0; i < centroids.rows; i++) {
    for (let j = 0; j < centroids.rows; j++) row(cosines, i)[j] = dot(row(centroids, i), row(centroids, j));
  }
  return cosines;
}

const capitalised = (label: string) => label.charAt(0).toUpperCase() + label.slice(1);

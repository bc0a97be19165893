import { stems } from './stems.js';

/** A word of a theme with its weight, and how its customers write it most often. */
export interface ThemeWord {
  stem: string;
  word: string;
  weight: number;
}

/** How many messages of the whole period hold each stem. */
export function documentFrequencies(messages: readonly string[]): Map<string, number> {
  const df = new Map<string, number>();
  for (const message of messages) {
    for (const stem of new Set(stems(message).map((found) => found.stem))) df.set(stem, (df.get(stem) ?? 0) + 1);
  }
  return df;
}

/** The eight stems that mark a theme: share of members that hold it times ln(1 + N / df). */
export function themeWords(
  members: readonly string[],
  df: ReadonlyMap<string, number>,
  total: number,
  limit = 8,
): ThemeWord[] {
  const seen = new Map<string, { members: number; written: Map<string, number> }>();
  for (const member of members) {
    const inMember = new Map(stems(member).map(({ stem, word }) => [stem, word]));
    for (const [stem, word] of inMember) {
      const entry = seen.get(stem) ?? { members: 0, written: new Map<string, number>() };
      entry.members++;
      entry.written.set(word, (entry.written.get(word) ?? 0) + 1);
      seen.set(stem, entry);
    }
  }
  return [...seen]
    .map(([stem, entry]) => ({
      stem,
      word: [...entry.written].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]![0],
      weight: (entry.members / members.length) * Math.log(1 + total / (df.get(stem) ?? 1)),
    }))
    .sort((a, b) => b.weight - a.weight || (a.stem < b.stem ? -1 : 1))
    .slice(0, limit);
}

/** How much of the theme's words (by weight) an article holds, and which it lacks. */
export function wordsInArticle(words: readonly ThemeWord[], articleText: string): { share: number; missing: string[] } {
  const held = new Set(stems(articleText).map((found) => found.stem));
  const all = words.reduce((sum, { weight }) => sum + weight, 0);
  const found = words.reduce((sum, { stem, weight }) => sum + (held.has(stem) ? weight : 0), 0);
  return {
    share: all > 0 ? found / all : 0,
    missing: words.filter(({ stem }) => !held.has(stem)).map(({ word }) => word),
  };
}

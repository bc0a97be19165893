import type { ReadText } from './class-tf-idf.js';

/** A common word names a theme when this share of its messages hold it, and so many times the share elsewhere. */
const LEAST_SHARE = 0.2;
const LEAST_LIFT = 4;

/**
 * The common words, by stem, that are typical of each theme: "back" where one message in five speaks of back pain, not where a
 * few want their money back. Nothing is typical of an only theme.
 */
export function typicalWords(themes: readonly (readonly ReadText[])[]): Set<number>[] {
  const shares = themes.map(sharesOf);
  const sums = new Map<number, number>();
  for (const said of shares) for (const [stem, share] of said) sums.set(stem, (sums.get(stem) ?? 0) + share);
  return shares.map((said, j) => {
    const typical = [...said].filter(([stem, share]) => {
      const elsewhere = (sums.get(stem)! - share) / Math.max(1, themes.length - 1);
      return share * themes[j]!.length > 1 && share >= Math.max(LEAST_SHARE, LEAST_LIFT * elsewhere);
    });
    return new Set(themes.length > 1 ? typical.map(([stem]) => stem) : []);
  });
}

/** Share of the messages that hold each common word. */
function sharesOf(texts: readonly ReadText[]): Map<number, number> {
  const shares = new Map<number, number>();
  const lastText = new Map<number, number>();
  texts.forEach((text, number) => {
    for (const run of text) {
      for (const { common, stem } of run) {
        if (!common || lastText.get(stem) === number) continue;
        lastText.set(stem, number);
        shares.set(stem, (shares.get(stem) ?? 0) + 1 / texts.length);
      }
    }
  });
  return shares;
}

import { typicalWords } from './typical-words.js';
import type { Vocabulary, Word } from './words.js';

/** A word, or a pair of neighbouring words, of a theme; compared by stems, shown as customers wrote it most often. */
export interface Term {
  stems: number[];
  shown: string;
  /** c-TF-IDF. */
  weight: number;
  /** Messages of the theme that hold it. */
  support: number;
  /** Messages of all themes that hold it. */
  spread: number;
}

/** The words of a message, in runs without punctuation. */
export type ReadText = Word[][];

interface Count {
  stems: number[];
  /** Weighs half, since a common word is in it. */
  common: boolean;
  count: number;
  support: number;
  /** The last text that was counted into `support`. */
  lastText: number;
}

const MAX_TERMS = 120;
const COMMON_WEIGHT = 0.5;

/**
 * c-TF-IDF (Grootendorst 2022): every theme is one document; weight = tf sqrt(ln(1 + 1 / f)), where tf is the term's share of the
 * theme's terms and f the sum of its shares over all themes. The root keeps "order" in the name of a theme about placing orders
 * although other themes speak of orders, too. Terms are single words and pairs of words that are neighbours
 * once stop words, and common words that are not typical of the theme, are left out; those of one stem count together. Best
 * first, at most 120 a theme.
 */
export function classTfIdf(themes: readonly (readonly ReadText[])[], vocabulary: Vocabulary): Term[][] {
  const typical = typicalWords(themes);
  const counted = themes.map((texts, j) => countTerms(texts, typical[j]!));
  const everywhere = new Map<number, { share: number; support: number }>();
  for (const { terms, total } of counted) {
    for (const [key, { count, support }] of terms) {
      const known = everywhere.get(key) ?? { share: 0, support: 0 };
      everywhere.set(key, { share: known.share + count / total, support: known.support + support });
    }
  }
  return counted.map(({ terms, total }, j) => {
    const named = (count: Count) => count.stems.map((stem) => vocabulary.stems[stem]!).join(' ');
    const best = [...terms]
      .map(([key, count]) => ({
        count,
        weight:
          (count.common ? COMMON_WEIGHT : 1) *
          (count.count / total) *
          Math.sqrt(Math.log(1 + 1 / everywhere.get(key)!.share)),
      }))
      .sort((a, b) => b.weight - a.weight || (named(a.count) < named(b.count) ? -1 : 1))
      .slice(0, MAX_TERMS);
    const wanted = new Set(best.map(({ count }) => keyOf(count.stems)));
    const shown = showTerms(themes[j]!, typical[j]!, wanted);
    return best.map(({ count: { stems, support }, weight }) => ({
      stems,
      support,
      weight,
      spread: everywhere.get(keyOf(stems))!.support,
      shown: shown.get(keyOf(stems))!,
    }));
  });
}

/** Stems are numbered from 0, so a pair fits into one exact number. */
export const keyOf = (stems: readonly number[]) => stems[0]! + (stems.length > 1 ? (stems[1]! + 1) * 2 ** 24 : 0);

function countTerms(
  texts: readonly ReadText[],
  typical: ReadonlySet<number>,
): { terms: Map<number, Count>; total: number } {
  const terms = new Map<number, Count>();
  let total = 0;
  texts.forEach((text, number) => {
    eachTerm(text, typical, (words) => {
      const stems = words.map(({ stem }) => stem);
      const key = keyOf(stems);
      let term = terms.get(key);
      if (!term) {
        const common = words.some((word) => word.common);
        terms.set(key, (term = { stems, common, count: 0, support: 0, lastText: -1 }));
      }
      term.count++;
      if (term.lastText !== number) term.support++;
      term.lastText = number;
      total++;
    });
  });
  return { terms, total: Math.max(1, total) };
}

/** How the wanted terms are written most often. */
function showTerms(
  texts: readonly ReadText[],
  typical: ReadonlySet<number>,
  wanted: ReadonlySet<number>,
): Map<number, string> {
  const written = new Map<number, Map<string, number>>();
  for (const text of texts) {
    eachTerm(text, typical, (words) => {
      const key = keyOf(words.map(({ stem }) => stem));
      if (!wanted.has(key)) return;
      const shown = words.map(({ surface }) => surface.toLowerCase()).join(' ');
      const counts = written.get(key) ?? new Map<string, number>();
      counts.set(shown, (counts.get(shown) ?? 0) + 1);
      written.set(key, counts);
    });
  }
  return new Map([...written].map(([key, counts]) => [key, mostFrequent(counts)]));
}

function eachTerm(text: ReadText, typical: ReadonlySet<number>, visit: (words: Word[]) => void): void {
  for (const run of text) {
    const content = run.filter(({ stem, common }) => stem >= 0 && (!common || typical.has(stem)));
    for (let i = 0; i < content.length; i++) {
      visit([content[i]!]);
      const next = content[i + 1];
      if (next && next.stem !== content[i]!.stem) visit([content[i]!, next]);
    }
  }
}

/** The first in the alphabet among equals, so that the order of the texts does not matter. */
export function mostFrequent(counts: ReadonlyMap<string, number>): string {
  let best = '';
  let most = 0;
  for (const [text, times] of counts) {
    if (times > most || (times === most && text < best)) [best, most] = [text, times];
  }
  return best;
}

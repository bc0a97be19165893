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
  /** Weighs half, since a common word is in it. */
  common: boolean;
  count: number;
  support: number;
  /** The last text that was counted into `support`. */
  lastText: number;
}

const MAX_TERMS = 120;
const COMMON_WEIGHT = 0.5;
/** More than there are stems. */
const PAIR = 2 ** 24;

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
      let known = everywhere.get(key);
      if (!known) everywhere.set(key, (known = { share: 0, support: 0 }));
      known.share += count / total;
      known.support += support;
    }
  }
  return counted.map(({ terms, total }, j) => {
    const weights = Float64Array.from(terms, ([key, { common, count }]) => {
      return (common ? COMMON_WEIGHT : 1) * (count / total) * Math.sqrt(Math.log(1 + 1 / everywhere.get(key)!.share));
    });
    const named = (stems: number[]) => stems.map((stem) => vocabulary.stems[stem]!).join(' ');
    const best = heaviest(terms, weights)
      .map(({ key, weight }) => ({ key, weight, stems: stemsOf(key), name: named(stemsOf(key)) }))
      .sort((a, b) => b.weight - a.weight || (a.name < b.name ? -1 : 1))
      .slice(0, MAX_TERMS);
    const shown = showTerms(themes[j]!, typical[j]!, new Set(best.map(({ key }) => key)));
    return best.map(({ key, stems, weight }) => ({
      stems,
      support: terms.get(key)!.support,
      weight,
      spread: everywhere.get(key)!.support,
      shown: shown.get(key)!,
    }));
  });
}

/** The terms that may be among the best, equals included: of thousands, only these are worth being put in order by name. */
function heaviest(terms: ReadonlyMap<number, Count>, weights: Float64Array): { key: number; weight: number }[] {
  const least = weights.slice().sort()[Math.max(0, weights.length - MAX_TERMS)] ?? 0;
  const best: { key: number; weight: number }[] = [];
  let at = 0;
  for (const key of terms.keys()) {
    const weight = weights[at++]!;
    if (weight >= least) best.push({ key, weight });
  }
  return best;
}

/** Stems are numbered from 0, so a pair fits into one exact number. */
export const keyOf = (stems: readonly number[]) => stems[0]! + (stems.length > 1 ? (stems[1]! + 1) * PAIR : 0);

const stemsOf = (key: number) => (key < PAIR ? [key] : [key % PAIR, Math.floor(key / PAIR) - 1]);

function countTerms(
  texts: readonly ReadText[],
  typical: ReadonlySet<number>,
): { terms: Map<number, Count>; total: number } {
  const terms = new Map<number, Count>();
  let total = 0;
  texts.forEach((text, number) => {
    eachTerm(text, typical, (key, word, next) => {
      let term = terms.get(key);
      if (!term) {
        const common = word.common || (next?.common ?? false);
        terms.set(key, (term = { common, count: 0, support: 0, lastText: -1 }));
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
    eachTerm(text, typical, (key, word, next) => {
      if (!wanted.has(key)) return;
      const shown = next ? `${word.lower} ${next.lower}` : word.lower;
      const counts = written.get(key) ?? new Map<string, number>();
      counts.set(shown, (counts.get(shown) ?? 0) + 1);
      written.set(key, counts);
    });
  }
  return new Map([...written].map(([key, counts]) => [key, mostFrequent(counts)]));
}

/** Every word that tells something, and every pair of such words that are neighbours; `next` is null for a word alone. */
function eachTerm(
  text: ReadText,
  typical: ReadonlySet<number>,
  visit: (key: number, word: Word, next: Word | null) => void,
): void {
  for (const run of text) {
    let before: Word | null = null;
    for (const word of run) {
      if (word.stem < 0 || (word.common && !typical.has(word.stem))) continue;
      if (before && before.stem !== word.stem) visit(keyOf([before.stem, word.stem]), before, word);
      visit(word.stem, word, null);
      before = word;
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

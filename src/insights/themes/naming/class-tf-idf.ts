import { runsOfWords, type Word } from './words.js';

/** A word or a pair of neighbouring words of a theme, compared by stems and shown as customers wrote it most often. */
export interface Term {
  stems: string[];
  shown: string;
  weight: number;
  /** Messages of the theme that hold it. */
  support: number;
}

interface Counted {
  stems: string[];
  count: number;
  support: number;
  shown: Map<string, number>;
}

/** More messages a theme would only cost time: the counts have long settled. */
const MAX_TEXTS = 600;
const MAX_TERMS = 60;

/**
 * c-TF-IDF (Grootendorst 2022): every theme is one document; weight = tf * ln(1 + A / f), where tf is the term's share of
 * the theme's terms, f its share in all themes and A the mean share of a theme's terms (1 when shares are used). Terms are
 * single words and pairs with stop words left out; those of one stem count together. Best first, at most 60 a theme.
 */
export function classTfIdf(themes: readonly (readonly string[])[]): Term[][] {
  const counted = themes.map((texts) => countTerms(thinned(texts)));
  const everywhere = new Map<string, number>();
  for (const terms of counted) {
    const total = totalOf(terms);
    for (const [key, { count }] of terms) everywhere.set(key, (everywhere.get(key) ?? 0) + count / total);
  }
  return counted.map((terms) => weighted(terms, everywhere));
}

function weighted(terms: Map<string, Counted>, everywhere: Map<string, number>): Term[] {
  const total = totalOf(terms);
  return [...terms]
    .map(([key, { stems, count, support, shown }]) => {
      const share = count / total;
      return { stems, support, shown: mostFrequent(shown), weight: share * Math.log(1 + 1 / everywhere.get(key)!) };
    })
    .sort((a, b) => b.weight - a.weight || (a.shown < b.shown ? -1 : 1))
    .slice(0, MAX_TERMS);
}

function totalOf(terms: Map<string, Counted>): number {
  let total = 0;
  for (const { count } of terms.values()) total += count;
  return Math.max(1, total);
}

/** An even stride through the texts when there are too many. */
function thinned(texts: readonly string[]): readonly string[] {
  if (texts.length <= MAX_TEXTS) return texts;
  return Array.from({ length: MAX_TEXTS }, (_, i) => texts[Math.floor((i * texts.length) / MAX_TEXTS)]!);
}

function countTerms(texts: readonly string[]): Map<string, Counted> {
  const terms = new Map<string, Counted>();
  for (const text of texts) {
    const inThisText = new Set<string>();
    for (const run of runsOfWords(text)) {
      const content = run.filter((word) => word.stem !== null);
      content.forEach((word, i) => {
        count(terms, [word], inThisText);
        const next = content[i + 1];
        if (next && next.stem !== word.stem) count(terms, [word, next], inThisText);
      });
    }
  }
  return terms;
}

function count(terms: Map<string, Counted>, words: Word[], inThisText: Set<string>): void {
  const stems = words.map((word) => word.stem!);
  const key = stems.join(' ');
  const shown = words.map((word) => word.surface.toLowerCase()).join(' ');
  let term = terms.get(key);
  if (!term) terms.set(key, (term = { stems, count: 0, support: 0, shown: new Map() }));
  term.count++;
  term.shown.set(shown, (term.shown.get(shown) ?? 0) + 1);
  if (!inThisText.has(key)) term.support++;
  inThisText.add(key);
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

import { dotOfRows, row, type Matrix } from '../../embedding/matrix.js';
import { classTfIdf, type Term } from './class-tf-idf.js';
import { pickKeywords } from './keywords.js';
import { phrasesOf } from './phrase.js';
import { minedSentences, shorten } from './sentences.js';
import { Vocabulary } from './words.js';

export interface ThemeName {
  /** A readable phrase in customers' own words. */
  label: string;
  /** Terms that set the theme apart, unstemmed, best first. */
  keywords: string[];
  /** The most typical message's telling sentence, shortened. */
  subtitle: string;
}

export interface NamedMembers {
  /** Rows of the members, nearest to the centre first. */
  members: readonly number[];
  centre: Float32Array;
}

const KEYWORDS = 10;
/** More messages a theme would only cost time: the counts have long settled. */
const MAX_TEXTS = 300;

/**
 * Names themes from the masked texts of their members: keywords by c-TF-IDF and MMR, a label that is a phrase customers wrote,
 * never the same label twice, and a sentence of a typical message as subtitle.
 */
export function nameThemes(texts: readonly string[], themes: readonly NamedMembers[]): ThemeName[] {
  const vocabulary = new Vocabulary();
  const read = themes.map(({ members }) => thinned(members).map((i) => vocabulary.read(texts[i]!)));
  const terms = classTfIdf(read, vocabulary);
  const taken = new Set<string>();
  return themes.map(({ members }, j) => {
    const keywords = pickKeywords(terms[j]!, KEYWORDS).map((term) => term.shown);
    const subtitle = subtitleOf(
      members.slice(0, 5).map((i) => texts[i]!),
      terms[j]!,
    );
    const choices = [...phrasesOf(read[j]!, terms[j]!), keywords.slice(0, 3).join(', '), subtitle, `theme ${j + 1}`];
    const label = choices.find((choice) => choice !== '' && !taken.has(choice.toLowerCase())) ?? `theme ${j + 1}`;
    taken.add(label.toLowerCase());
    return { label: capitalised(label), keywords, subtitle };
  });
}

/** An even stride from the most to the least typical member. */
function thinned(members: readonly number[]): readonly number[] {
  if (members.length <= MAX_TEXTS) return members;
  return Array.from({ length: MAX_TEXTS }, (_, i) => members[Math.floor((i * members.length) / MAX_TEXTS)]!);
}

/** Members of each theme, nearest to its centre first. */
export function rankMembers(vectors: Matrix, assignments: ArrayLike<number>, centroids: Matrix): NamedMembers[] {
  const groups: { i: number; cosine: number }[][] = Array.from({ length: centroids.rows }, () => []);
  for (let i = 0; i < assignments.length; i++) {
    const j = assignments[i]!;
    if (j >= 0) groups[j]!.push({ i, cosine: dotOfRows(vectors, i, centroids, j) });
  }
  return groups.map((group, j) => ({
    members: group.sort((a, b) => b.cosine - a.cosine || a.i - b.i).map(({ i }) => i),
    centre: row(centroids, j),
  }));
}

/** Of the most typical messages the sentence that holds the most of the theme's terms for its length. */
function subtitleOf(texts: readonly string[], terms: readonly Term[]): string {
  const weights = new Map(terms.map((term) => [term.shown, term.weight]));
  const worth = (sentence: string) =>
    sentence
      .toLowerCase()
      .split(/[^\p{L}\p{N}'’-]+/u)
      .reduce((sum, word) => sum + (weights.get(word) ?? 0), 0) / Math.sqrt(5 + sentence.split(/\s+/).length);
  const sentences = texts.flatMap((text) => minedSentences(text));
  const best = sentences.reduce((a, b) => (worth(b) > worth(a) ? b : a), sentences[0] ?? '');
  return shorten(best);
}

const capitalised = (label: string) => label.charAt(0).toUpperCase() + label.slice(1);

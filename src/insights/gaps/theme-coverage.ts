import { dot, row, type Matrix } from '../embedding/matrix.js';
import { bm25 } from './bm25.js';
import { type HelpCentre, type MessageCoverage } from './help-centre.js';
import type { ThemeCoverage } from './theme-gaps.js';
import { documentFrequencies, themeWords, wordsInArticle, type ThemeWord } from './theme-words.js';

/** One message of a theme: its text, how near the help centre comes, and the cosine of its nearest fellow in the theme. */
export interface Member {
  text: string;
  coverage: MessageCoverage;
  nearestFellow: number;
}

/** An article with the mean of its cosines with the messages of a theme. */
export interface NearArticle {
  id: string;
  cosine: number;
}

/** What is known about a theme and the help centre; `best` is null when there are no articles. */
export interface CoveredTheme extends ThemeCoverage {
  best: (NearArticle & { title: string }) | null;
  /** Up to three, best first. */
  near: NearArticle[];
  /** The theme's own words, and those its best article lacks. */
  vocabulary: ThemeWord[];
  missingWords: string[];
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

interface Nearest {
  article: number;
  cosine: number;
}

const NEAREST = 3;

/** The articles with the largest mean cosine, best first. */
function nearestArticles(members: readonly Member[], articles: number): Nearest[] {
  const sums = new Float64Array(articles);
  for (const { coverage } of members) coverage.cosines.forEach((cosine, article) => (sums[article]! += cosine));
  return Array.from(sums, (sum, article) => ({ article, cosine: sum / members.length }))
    .sort((a, b) => b.cosine - a.cosine || a.article - b.article)
    .slice(0, NEAREST);
}

/** The messages of one theme: texts, unit vectors and coverage in the same order. */
export interface MessageGroup {
  texts: readonly string[];
  vectors: Matrix;
  coverages: readonly MessageCoverage[];
}

/** What is known about each of some themes and the help centre; `background` are texts of the period, of all themes. */
export function coverGroups(
  helpCentre: HelpCentre,
  groups: readonly MessageGroup[],
  background: readonly string[],
): CoveredTheme[] {
  const frequencies = { df: documentFrequencies(background), total: Math.max(1, background.length) };
  return groups.map(({ texts, vectors, coverages }) => {
    const fellows = nearestFellows(texts.map((_, i) => row(vectors, i)));
    const members = texts.map((text, i) => ({ text, coverage: coverages[i]!, nearestFellow: fellows[i]! }));
    return coverTheme(helpCentre, members, frequencies);
  });
}

/** The features of rule B for one theme with at least one member; `df` and `total` speak of all messages of the period. */
export function coverTheme(
  helpCentre: HelpCentre,
  members: readonly Member[],
  { df, total }: { df: ReadonlyMap<string, number>; total: number },
): CoveredTheme {
  const vocabulary = themeWords(
    members.map(({ text }) => text),
    df,
    total,
  );
  const fellows = mean(members.map(({ nearestFellow }) => nearestFellow));
  const n = members.length;
  if (!helpCentre.articles.length) {
    return {
      n,
      relative: -1 - fellows,
      margin: 0,
      words: 0,
      nearWords: 0,
      match: 0,
      best: null,
      near: [],
      vocabulary,
      missingWords: vocabulary.map((w) => w.word),
    };
  }
  const near = nearestArticles(members, helpCentre.articles.length);
  const [first, second] = near as [Nearest, Nearest?];
  const { id, title } = helpCentre.articles[first.article]!;
  const { share, missing } = wordsInArticle(vocabulary, textOf(helpCentre, first));
  return {
    n,
    relative: first.cosine - fellows,
    margin: mean(members.map(({ coverage }) => coverage.best.first - coverage.best.second)),
    words: share,
    nearWords: Math.max(share, second ? wordsInArticle(vocabulary, textOf(helpCentre, second)).share : 0),
    match: mean(members.map(({ text }) => bm25(helpCentre.words, text)[first.article]!)),
    best: { id, title, cosine: first.cosine },
    near: near.map(({ article, cosine }) => ({ id: helpCentre.articles[article]!.id, cosine })),
    vocabulary,
    missingWords: missing,
  };
}

function textOf({ articles }: HelpCentre, { article }: Nearest): string {
  const { title, text } = articles[article]!;
  return `${title}\n${text}`;
}

/** Cosine of each member's nearest fellow (unit vectors, by row); -1 for a theme of one. */
export function nearestFellows(vectors: readonly Float32Array[]): Float32Array {
  const best = new Float32Array(vectors.length).fill(-1);
  for (let i = 0; i < vectors.length; i++) {
    for (let j = i + 1; j < vectors.length; j++) {
      const cosine = dot(vectors[i]!, vectors[j]!);
      if (cosine > best[i]!) best[i] = cosine;
      if (cosine > best[j]!) best[j] = cosine;
    }
  }
  return best;
}

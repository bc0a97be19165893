import { dot } from '../embedding/matrix.js';
import { type HelpCentre, type MessageCoverage } from './help-centre.js';
import type { ThemeCoverage } from './theme-gaps.js';
import { themeWords, wordsInArticle, type ThemeWord } from './theme-words.js';

/** One message of a theme: its text, how near the help centre comes, and the cosine of its nearest fellow in the theme. */
export interface Member {
  text: string;
  coverage: MessageCoverage;
  nearestFellow: number;
}

/** What is known about a theme and the help centre; `best` is null when there are no articles. */
export interface CoveredTheme extends ThemeCoverage {
  best: { id: string; title: string; cosine: number } | null;
  /** The theme's own words, and those its best article lacks. */
  vocabulary: ThemeWord[];
  missingWords: string[];
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function bestArticle(members: readonly Member[], articles: number): { article: number; cosine: number } {
  const sums = new Float64Array(articles);
  for (const { coverage } of members) coverage.cosines.forEach((cosine, article) => (sums[article]! += cosine));
  const article = sums.reduce((best, sum, i) => (sum > sums[best]! ? i : best), 0);
  return { article, cosine: sums[article]! / members.length };
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
      best: null,
      vocabulary,
      missingWords: vocabulary.map((w) => w.word),
    };
  }
  const { article, cosine } = bestArticle(members, helpCentre.articles.length);
  const { id, title, text } = helpCentre.articles[article]!;
  const { share, missing } = wordsInArticle(vocabulary, `${title}\n${text}`);
  return {
    n,
    relative: cosine - fellows,
    margin: mean(members.map(({ coverage }) => coverage.best.first - coverage.best.second)),
    words: share,
    best: { id, title, cosine },
    vocabulary,
    missingWords: missing,
  };
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

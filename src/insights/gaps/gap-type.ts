import type { Interval } from '../../platform/statistics/interval.js';
import type { ArticleTwins } from './articles/article-twins.js';

/** What is wrong with the help for a theme; `none` when an article answers it as far as can be told. */
export type GapType =
  'missing' | 'insufficient' | 'hard-to-find' | 'outdated' | 'duplicate-articles' | 'not-documentation' | 'none';

/** What is known about a theme and its best article; null = the source does not say. */
export interface GapEvidence {
  verdict: 'likely' | 'possible' | 'none';
  /** Mean cosine with the best article minus mean cosine with the second best. */
  margin: number;
  /** Share (by weight) of the customers' words that the best article holds. */
  words: number;
  /** Tickets in which an agent sent the best article: customers who wrote again, and who did not. */
  afterArticle: { contacts: number; solved: number } | null;
  articleUpdatedAt: Date | null;
  /** Since when contacts have risen. */
  changedAt: Date | null;
  /** The best article and the one that contradicts it or says most nearly the same. */
  twins: ArticleTwins | null;
  /** Share of the theme's messages that report something broken rather than ask how. */
  defects: Interval | null;
}

export interface GapFinding {
  type: GapType;
  /** One sentence with the numbers it rests on. */
  because: string;
  /** A hint rests on wording alone; a finding on outcomes, dates or the coverage rule. */
  isHint: boolean;
}

/** Measured: at least this margin, while the words are missing, customers and article use different words. */
const MARGIN_OF_RIGHT_ARTICLE = 0.06;
const FEW_WORDS = 0.5;
const TWIN_COSINE = 0.92;
const LEAST_OUTCOMES = 5;

const percent = (share: number) => `${Math.round(100 * share)} %`;

function fromOutcomes({ afterArticle }: GapEvidence): GapFinding | null {
  if (!afterArticle || afterArticle.contacts < LEAST_OUTCOMES) return null;
  const { contacts, solved } = afterArticle;
  if (contacts <= solved) return null;
  return {
    type: 'insufficient',
    because: `agents sent the article in ${contacts + solved} tickets, and in ${contacts} of them the customer wrote again`,
    isHint: false,
  };
}

function fromDates({ articleUpdatedAt, changedAt }: GapEvidence): GapFinding | null {
  if (!articleUpdatedAt || !changedAt || articleUpdatedAt >= changedAt) return null;
  const day = (date: Date) => date.toISOString().slice(0, 10);
  return {
    type: 'outdated',
    because: `contacts rose from ${day(changedAt)} on, and the article was last changed on ${day(articleUpdatedAt)}`,
    isHint: false,
  };
}

function fromTwins({ twins }: GapEvidence): GapFinding | null {
  if (!twins) return null;
  const articles = `the articles ${twins.titles.map((title) => `“${title}”`).join(' and ')}`;
  const { contradiction } = twins;
  if (contradiction) {
    const because = `${articles} seem to contradict each other: “${contradiction.one}” and “${contradiction.other}”`;
    return { type: 'duplicate-articles', because, isHint: true };
  }
  if (twins.cosine < TWIN_COSINE) return null;
  const because = `${articles} say nearly the same (cosine ${twins.cosine.toFixed(2)})`;
  return { type: 'duplicate-articles', because, isHint: true };
}

function fromWords({ margin, words }: GapEvidence): GapFinding | null {
  if (margin < MARGIN_OF_RIGHT_ARTICLE || words >= FEW_WORDS) return null;
  return {
    type: 'hard-to-find',
    because: `one article fits, yet holds ${percent(words)} of the customers' words`,
    isHint: true,
  };
}

/**
 * Types a theme. A theme that mostly reports defects needs a fix, not an article. Otherwise the coverage rule decides
 * "missing"; when an article exists, outcomes speak before dates, dates before wording.
 */
export function gapType(evidence: GapEvidence): GapFinding {
  if (evidence.defects && evidence.defects.low > 0.5) {
    const { low, high } = evidence.defects;
    return {
      type: 'not-documentation',
      because: `${percent(low)} to ${percent(high)} of the messages report a defect`,
      isHint: false,
    };
  }
  if (evidence.verdict !== 'none')
    return {
      type: 'missing',
      because: evidence.verdict === 'likely' ? 'no article fits' : 'possibly no article fits',
      isHint: false,
    };
  return (
    fromOutcomes(evidence) ??
    fromDates(evidence) ??
    fromTwins(evidence) ??
    fromWords(evidence) ?? { type: 'none', because: 'an article fits', isHint: false }
  );
}

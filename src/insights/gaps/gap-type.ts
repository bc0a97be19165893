import type { Interval } from '../../platform/statistics/interval.js';

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
  /** Tickets of the theme whose customers were shown the best article before they wrote, or got it and wrote again. */
  afterArticle: { contacts: number; solved: number } | null;
  articleUpdatedAt: Date | null;
  /** The last change of the product, or the first day on which agents answered differently. */
  changedAt: Date | null;
  /** Best articles of the theme that say the same: cosine between the two. */
  twins: { articles: [string, string]; cosine: number } | null;
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
    because: `${contacts} customers wrote although they had seen the article; ${solved} were helped by it`,
    isHint: false,
  };
}

function fromDates({ articleUpdatedAt, changedAt }: GapEvidence): GapFinding | null {
  if (!articleUpdatedAt || !changedAt || articleUpdatedAt >= changedAt) return null;
  const day = (date: Date) => date.toISOString().slice(0, 10);
  return {
    type: 'outdated',
    because: `the article is of ${day(articleUpdatedAt)}, the change of ${day(changedAt)}`,
    isHint: false,
  };
}

function fromTwins({ twins }: GapEvidence): GapFinding | null {
  if (!twins || twins.cosine < TWIN_COSINE) return null;
  return {
    type: 'duplicate-articles',
    because: `articles ${twins.articles.join(' and ')} say nearly the same (cosine ${twins.cosine.toFixed(2)})`,
    isHint: true,
  };
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

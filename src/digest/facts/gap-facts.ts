import type { ListedGap } from '../../insights/gaps/gap-list.service.js';
import type { ThemeOfPeriod } from '../../insights/themes/reading/period-themes.js';
import { wilsonInterval } from '../../platform/statistics/wilson.js';
import type { GapFacts, ThemeFacts, TrendKind } from './digest-facts.js';

/** What is known of a theme beyond its wording; each null when the sources do not say. */
export interface HelpKnown {
  gap: ListedGap | null;
  /** Tickets of the last weeks, and those that an agent answered. */
  answered: { replied: number; n: number } | null;
}

/** Praise needs no article: a theme is praise when more than half of at least so many messages are positive. */
const LEAST_READ = 5;
/** Praise, absence notices and advertising are closed unanswered: nobody asked for anything. */
const MOSTLY_ANSWERED = 0.75;
const RISING = new Set<TrendKind | undefined>(['spike', 'rise', 'new', 'back']);

/**
 * The missing articles among the themes of a week: a theme that no article seems to answer is one, unless people decided
 * otherwise, agents mostly leave its tickets unanswered, or it is a defect that no article would help with.
 */
export function toGapFacts(theme: ThemeOfPeriod, facts: ThemeFacts, { gap, answered }: HelpKnown): GapFacts | null {
  const { coverage } = theme;
  if (!coverage || (coverage.verdict !== 'likely' && coverage.verdict !== 'possible')) return null;
  if (isPraise(theme) || asksNothing(answered) || (gap && isSettled(gap))) return null;
  return {
    id: theme.id,
    themeId: theme.id,
    label: theme.label,
    band: coverage.verdict,
    ...knownOf(gap),
    contacts: theme.contacts,
    customers: theme.customers,
    weekly: facts.weekly,
    nearest: coverage.article
      ? { title: coverage.article.title, url: coverage.article.url, similarity: coverage.article.cosine }
      : null,
    missingWords: coverage.missingWords.slice(0, 6),
    questions: facts.quotes,
    isRising: RISING.has(facts.trend?.kind),
    dimensions: facts.dimensions,
  };
}

function knownOf(gap: ListedGap | null): Pick<GapFacts, 'type' | 'avoidable'> {
  const type = gap?.type && gap.type !== 'none' ? gap.type : 'missing';
  if (!gap?.avoidable) return { type, avoidable: null };
  const { p10, p50, p90, assumptions } = gap.avoidable;
  return { type, avoidable: { low: p10, median: p50, high: p90, assumes: assumptions[0] ?? null } };
}

/** Whether agents mostly leave such tickets unanswered. Established only: the whole interval must lie below. */
export function asksNothing(answered: HelpKnown['answered']): boolean {
  const share = answered && wilsonInterval(answered.replied, answered.n);
  return share !== null && share.high < MOSTLY_ANSWERED;
}

function isSettled({ state, type }: ListedGap): boolean {
  return state === 'dismissed' || state === 'written' || type === 'not-documentation';
}

function isPraise({ sentiment }: ThemeOfPeriod): boolean {
  return sentiment !== null && sentiment.n >= LEAST_READ && sentiment.positive.share > 0.5;
}

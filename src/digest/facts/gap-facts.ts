import type { ListedGap } from '../../insights/gaps/gap-list.service.js';
import type { ThemeOfPeriod } from '../../insights/themes/reading/period-themes.js';
import type { GapFacts, ThemeFacts } from './digest-facts.js';

/** Praise needs no article: a theme is praise when more than half of at least so many messages are positive. */
const LEAST_READ = 5;

/**
 * The missing articles among the themes of a week: a theme that no article seems to answer is one, unless people decided
 * otherwise or it is a defect that no article would help with. `gap` is what is known beyond the wording.
 */
export function toGapFacts(theme: ThemeOfPeriod, facts: ThemeFacts, gap: ListedGap | null): GapFacts | null {
  const { coverage } = theme;
  if (!coverage || (coverage.verdict !== 'likely' && coverage.verdict !== 'possible')) return null;
  if (isPraise(theme) || (gap && isSettled(gap))) return null;
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
    dimensions: facts.dimensions,
  };
}

function knownOf(gap: ListedGap | null): Pick<GapFacts, 'type' | 'avoidable'> {
  const type = gap?.type && gap.type !== 'none' ? gap.type : 'missing';
  if (!gap?.avoidable) return { type, avoidable: null };
  const { p10, p50, p90 } = gap.avoidable;
  return { type, avoidable: { low: p10, median: p50, high: p90 } };
}

function isSettled({ state, type }: ListedGap): boolean {
  return state === 'dismissed' || state === 'written' || type === 'not-documentation';
}

function isPraise({ sentiment }: ThemeOfPeriod): boolean {
  return sentiment !== null && sentiment.n >= LEAST_READ && sentiment.positive.share > 0.5;
}

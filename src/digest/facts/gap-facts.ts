import type { ThemeOfPeriod } from '../../insights/themes/reading/period-themes.js';
import type { GapFacts, ThemeFacts } from './digest-facts.js';

/** Praise needs no article: a theme is praise when more than half of at least so many messages are positive. */
const LEAST_READ = 5;

/** The missing articles among the themes of a week: a theme that no article seems to answer is one. */
export function toGapFacts(theme: ThemeOfPeriod, facts: ThemeFacts): GapFacts | null {
  const { coverage } = theme;
  if (!coverage || (coverage.verdict !== 'likely' && coverage.verdict !== 'possible')) return null;
  if (isPraise(theme)) return null;
  return {
    id: theme.id,
    themeId: theme.id,
    label: theme.label,
    band: coverage.verdict,
    type: 'missing',
    contacts: theme.contacts,
    customers: theme.customers,
    weekly: facts.weekly,
    nearest: coverage.article
      ? { title: coverage.article.title, url: coverage.article.url, similarity: coverage.article.cosine }
      : null,
    missingWords: coverage.missingWords.slice(0, 6),
    questions: facts.quotes,
    avoidable: null,
    dimensions: facts.dimensions,
  };
}

function isPraise({ sentiment }: ThemeOfPeriod): boolean {
  return sentiment !== null && sentiment.n >= LEAST_READ && sentiment.positive.share > 0.5;
}

import type { ThemeOfPeriod } from '../../insights/themes/reading/period-themes.js';
import type { GapFacts, ThemeFacts } from './digest-facts.js';

/** The missing articles among the themes of a week: a theme that no article seems to answer is one. */
export function toGapFacts(theme: ThemeOfPeriod, facts: ThemeFacts): GapFacts | null {
  const { coverage } = theme;
  if (!coverage || (coverage.verdict !== 'likely' && coverage.verdict !== 'possible')) return null;
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

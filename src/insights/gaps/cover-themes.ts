import { gapModelOf, gapProbability } from './gap-probability.js';
import type { HelpCentre } from './help-centre.js';
import { coverGroups, type CoveredTheme, type MessageGroup, type NearArticle } from './theme-coverage.js';
import { gapByMessages, gapByTheme, type GapVerdict } from './theme-gaps.js';

/** A theme with a sample of its messages. */
export interface SampledTheme extends MessageGroup {
  id: string;
  /** Messages of the theme in the whole window, of which the sample is a part. */
  size: number;
}

export interface JudgedTheme {
  themeId: string;
  verdict: GapVerdict | 'unknown';
  rule: 'theme' | 'messages' | 'none';
  probability: number | null;
  priority: number | null;
  messages: number;
  /** Up to three that come nearest, best first. */
  articles: NearArticle[];
  missingWords: string[];
  evidence: Record<string, number>;
}

/**
 * Says of every theme whether the help centre answers it: by rule B over all themes, by rule W where there are too few
 * themes for B, and "unknown" where there are too few messages or no articles. `background` are texts of the period, `shift`
 * is what was learnt from decisions on earlier gaps.
 */
export function judgeThemes(
  helpCentre: HelpCentre,
  themes: readonly SampledTheme[],
  background: readonly string[],
  shift = 0,
): JudgedTheme[] {
  const covered = coverGroups(helpCentre, themes, background).map((one, i) => ({ ...one, n: themes[i]!.size }));
  if (helpCentre.articles.length === 0) return themes.map((theme, i) => judged(theme, covered[i]!, null));
  const byTheme = gapByTheme(covered, shift);
  const best = themes.flatMap(({ coverages }) => coverages.map((coverage) => coverage.best));
  const model = byTheme ? null : gapModelOf(best, helpCentre.articles.length);
  return themes.map((theme, i) => {
    if (byTheme)
      return judged(theme, covered[i]!, {
        rule: 'theme',
        verdict: byTheme[i]!.verdict,
        probability: byTheme[i]!.p,
        priority: byTheme[i]!.order,
        unshifted: byTheme[i]!.unshifted,
      });
    const found = model && gapByMessages(theme.coverages.map(({ best }) => gapProbability(model, best.first)));
    return judged(
      theme,
      covered[i]!,
      found && { rule: 'messages', verdict: found.verdict, probability: found.bound, priority: found.order },
    );
  });
}

type Verdict = Pick<JudgedTheme, 'rule' | 'verdict' | 'probability' | 'priority'> & { unshifted?: number };

function judged(theme: SampledTheme, covered: CoveredTheme, verdict: Verdict | null): JudgedTheme {
  const { relative, margin, words, nearWords, match, near, missingWords } = covered;
  const { unshifted, ...said } = verdict ?? { rule: 'none', verdict: 'unknown', probability: null, priority: null };
  const learnt: Record<string, number> = unshifted === undefined ? {} : { unshifted };
  return {
    ...said,
    themeId: theme.id,
    messages: theme.size,
    articles: near,
    missingWords,
    evidence: { relative, margin, words, nearWords, match, ...learnt, sample: theme.texts.length },
  };
}

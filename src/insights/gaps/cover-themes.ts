import type { Matrix } from '../embedding/matrix.js';
import { row } from '../embedding/matrix.js';
import { fitGapModel, gapProbability } from './gap-probability.js';
import { coverMessage, type HelpCentre, type MessageCoverage } from './help-centre.js';
import { type CoveredTheme, coverTheme, nearestFellows } from './theme-coverage.js';
import { gapByMessages, gapByTheme, type GapVerdict } from './theme-gaps.js';
import { documentFrequencies } from './theme-words.js';

/** A theme with a sample of its messages. */
export interface SampledTheme {
  id: string;
  /** Messages of the theme in the whole window, of which the sample is a part. */
  size: number;
  texts: string[];
  vectors: Matrix;
  /** Cosine of each sampled message with every chunk. */
  chunkCosines: Matrix;
}

export interface JudgedTheme {
  themeId: string;
  verdict: GapVerdict | 'unknown';
  rule: 'theme' | 'messages' | 'none';
  probability: number | null;
  priority: number | null;
  messages: number;
  article: { id: string; cosine: number } | null;
  missingWords: string[];
  evidence: Record<string, number>;
}

/**
 * Says of every theme whether the help centre answers it: by rule B over all themes, by rule W where there are too few
 * themes for B, and "unknown" where there are too few messages or no articles. `background` are texts of the period.
 */
export function judgeThemes(
  helpCentre: HelpCentre,
  themes: readonly SampledTheme[],
  background: readonly string[],
): JudgedTheme[] {
  const df = documentFrequencies(background);
  const coverages = themes.map(({ chunkCosines }) => messagesOf(helpCentre, chunkCosines));
  const covered = themes.map((theme, i) => {
    const fellows = nearestFellows(Array.from({ length: theme.vectors.rows }, (_, k) => row(theme.vectors, k)));
    const members = theme.texts.map((text, k) => ({ text, coverage: coverages[i]![k]!, nearestFellow: fellows[k]! }));
    return { ...coverTheme(helpCentre, members, { df, total: Math.max(1, background.length) }), n: theme.size };
  });
  if (helpCentre.articles.length === 0) return themes.map((theme, i) => judged(theme, covered[i]!, null));
  const byTheme = gapByTheme(covered);
  const model = byTheme ? null : fitGapModel(coverages.flat().map(({ best }) => best));
  return themes.map((theme, i) => {
    if (byTheme)
      return judged(theme, covered[i]!, {
        rule: 'theme',
        verdict: byTheme[i]!.verdict,
        probability: byTheme[i]!.p,
        priority: byTheme[i]!.order,
      });
    const found = model && gapByMessages(coverages[i]!.map(({ best }) => gapProbability(model, best.first)));
    return judged(
      theme,
      covered[i]!,
      found && { rule: 'messages', verdict: found.verdict, probability: found.bound, priority: found.order },
    );
  });
}

function messagesOf(helpCentre: HelpCentre, chunkCosines: Matrix): MessageCoverage[] {
  return Array.from({ length: chunkCosines.rows }, (_, k) => coverMessage(helpCentre, row(chunkCosines, k)));
}

type Verdict = Pick<JudgedTheme, 'rule' | 'verdict' | 'probability' | 'priority'>;

function judged(theme: SampledTheme, covered: CoveredTheme, verdict: Verdict | null): JudgedTheme {
  const { relative, margin, words, best, missingWords } = covered;
  return {
    ...(verdict ?? { rule: 'none', verdict: 'unknown', probability: null, priority: null }),
    themeId: theme.id,
    messages: theme.size,
    article: best && { id: best.id, cosine: best.cosine },
    missingWords,
    evidence: { relative, margin, words, sample: theme.texts.length },
  };
}

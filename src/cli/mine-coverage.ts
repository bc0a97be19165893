import type { Article } from '../ingest/articles/chunks.js';
import { readArticles } from '../ingest/articles/read-articles.js';
import { UnreadableFileError } from '../ingest/imports/read-rows.js';
import { gather, row, slice, type Matrix } from '../insights/embedding/matrix.js';
import type { MiningProcess } from '../insights/embedding/mining-process.js';
import { fitGapModel, gapProbability } from '../insights/gaps/gap-probability.js';
import { coverMessage, openHelpCentre, type HelpCentre, type MessageCoverage } from '../insights/gaps/help-centre.js';
import { coverTheme, nearestFellows } from '../insights/gaps/theme-coverage.js';
import { gapByMessages, gapByTheme, type GapVerdict } from '../insights/gaps/theme-gaps.js';
import { documentFrequencies } from '../insights/gaps/theme-words.js';
import type { MinedMessages } from '../insights/themes/mine-messages.js';
import { CommandError } from './command-error.js';
import { say } from './read-texts.js';

/** How the help centre covers a theme. */
export interface Coverage {
  /** The article nearest to the theme's messages; null without articles. */
  article: { id: string; title: string; similarity: number } | null;
  /** Whether an article is missing, by comparison of the themes; null below four themes. */
  gap: GapVerdict | null;
  /** The same judged from single messages: sum of P(no article answers it) over n; null below ten messages in all. */
  messages: { missing: number; n: number; verdict: GapVerdict } | null;
  /** Words of the theme that the article lacks. */
  missingWords: string[];
}

/** Messages compared with all chunks at a time. */
const BLOCK = 500;

/** Help articles from a folder of Markdown or a JSONL file; lines that cannot be used are printed. Throws CommandError. */
export async function readHelpArticles(path: string): Promise<Article[]> {
  try {
    const { articles, refused } = await readArticles(path);
    for (const { where, reason } of refused.slice(0, 10)) say(`article left out, ${where}: ${reason}`);
    if (articles.length === 0) throw new CommandError(`${path} holds no help article with a title and a text.`);
    return articles.map(({ externalId, title, body }) => ({ id: externalId, title, text: body }));
  } catch (error) {
    if (error instanceof UnreadableFileError) throw new CommandError(error.message);
    throw error;
  }
}

/** Coverage of every theme, in order of the themes. */
export async function coverThemes(
  mining: MiningProcess,
  articles: readonly Article[],
  mined: MinedMessages,
  texts: readonly string[],
): Promise<Coverage[]> {
  const helpCentre = openHelpCentre(articles);
  const inThemes = Array.from(mined.messages.keys()).filter((i) => mined.messages[i]!.left === null);
  const coverages = await coverMessages(mining, helpCentre, gather(mined.vectors, inThemes));
  const coverageOf = new Map(inThemes.map((i, r) => [i, coverages[r]!]));
  const frequencies = { df: documentFrequencies(inThemes.map((i) => texts[i]!)), total: inThemes.length };
  const members = mined.themes.map((_, j) => inThemes.filter((i) => mined.messages[i]!.theme === j));
  const covered = members.map((list) => {
    const fellows = nearestFellows(list.map((i) => row(mined.vectors, i)));
    const known = list.map((i, r) => ({ text: texts[i]!, coverage: coverageOf.get(i)!, nearestFellow: fellows[r]! }));
    return coverTheme(helpCentre, known, frequencies);
  });
  const verdicts = gapByTheme(covered);
  const model = fitGapModel(coverages.map(({ best }) => best));
  return covered.map(({ best, missingWords }, j) => ({
    article: best && { id: best.id, title: best.title, similarity: best.cosine },
    gap: verdicts?.[j]?.verdict ?? null,
    messages: model && byMessages(members[j]!.map((i) => gapProbability(model, coverageOf.get(i)!.best.first))),
    missingWords,
  }));
}

function byMessages(probabilities: number[]): Coverage['messages'] {
  const judged = gapByMessages(probabilities);
  const missing = probabilities.reduce((sum, p) => sum + p, 0);
  return judged && { missing, n: probabilities.length, verdict: judged.verdict };
}

async function coverMessages(
  mining: MiningProcess,
  helpCentre: HelpCentre,
  vectors: Matrix,
): Promise<MessageCoverage[]> {
  const chunks = await mining.embed(helpCentre.chunks.map(({ text }) => text));
  const coverages: MessageCoverage[] = [];
  for (let from = 0; from < vectors.rows; from += BLOCK) {
    const block = slice(vectors, from, Math.min(vectors.rows, from + BLOCK));
    const cosines = await mining.call('similarities', { rows: block, columns: chunks });
    for (let i = 0; i < cosines.rows; i++) coverages.push(coverMessage(helpCentre, row(cosines, i)));
  }
  return coverages;
}

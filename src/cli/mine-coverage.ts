import type { Article } from '../ingest/articles/chunks.js';
import { readArticles } from '../ingest/articles/read-articles.js';
import { UnreadableFileError } from '../ingest/imports/read-rows.js';
import { gather } from '../insights/embedding/matrix.js';
import type { MiningProcess } from '../insights/embedding/mining-process.js';
import { coverMessages, type Similarities } from '../insights/gaps/cover-messages.js';
import { gapModelOf, gapProbability } from '../insights/gaps/gap-probability.js';
import { openHelpCentre } from '../insights/gaps/help-centre.js';
import { coverGroups } from '../insights/gaps/theme-coverage.js';
import { gapByMessages, gapByTheme, type GapVerdict } from '../insights/gaps/theme-gaps.js';
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

/** Help articles from a folder of Markdown or a JSONL file; lines that cannot be used are printed. Throws CommandError. */
export async function readHelpArticles(path: string): Promise<Article[]> {
  try {
    const { articles, refused } = await readArticles(path);
    for (const { where, reason } of refused.slice(0, 10)) say(`article left out, ${where}: ${reason}`);
    if (articles.length === 0) throw new CommandError(`${path} holds no help article with a title and a text.`);
    const byId = new Map<string, Article>();
    for (const { externalId: id, title, body } of articles) {
      if (byId.has(id)) say(`article left out: the id "${id}" occurred before`);
      else byId.set(id, { id, title, text: body });
    }
    return [...byId.values()];
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
  const chunks = await mining.embed(helpCentre.chunks.map(({ text }) => text));
  const similarities: Similarities = (args) => mining.call('similarities', args);
  const inThemes = Array.from(mined.messages.keys()).filter((i) => mined.messages[i]!.left === null);
  const coverages = await coverMessages(similarities, helpCentre, chunks, gather(mined.vectors, inThemes));
  const coverageOf = new Map(inThemes.map((i, r) => [i, coverages[r]!]));
  const members = mined.themes.map((_, j) => inThemes.filter((i) => mined.messages[i]!.theme === j));
  const groups = members.map((list) => ({
    texts: list.map((i) => texts[i]!),
    vectors: gather(mined.vectors, list),
    coverages: list.map((i) => coverageOf.get(i)!),
  }));
  const covered = coverGroups(
    helpCentre,
    groups,
    inThemes.map((i) => texts[i]!),
  );
  const verdicts = gapByTheme(covered);
  const model = gapModelOf(
    coverages.map(({ best }) => best),
    articles.length,
  );
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

import type { Command } from 'commander';
import { cleanMessage } from '../ingest/text/clean-message.js';
import { MiningProcess } from '../insights/embedding/mining-process.js';
import { encoderFolder } from '../insights/embedding/model-folder.js';
import { coverMessages } from '../insights/gaps/cover-messages.js';
import { gapModelOf, gapProbability, USUAL_GAP_MODEL } from '../insights/gaps/gap-probability.js';
import {
  openHelpCentre,
  suggestArticles,
  type HelpCentre,
  type MessageCoverage,
} from '../insights/gaps/help-centre.js';
import { readHelpArticles } from './mine-coverage.js';
import { startProgress } from './progress.js';
import { readTexts, type TextRow } from './read-texts.js';
import { requireFolderOf, writeWholeFile } from './write-whole-file.js';

interface CoverageOptions {
  kb: string;
  in: string;
  out: string;
  textColumn?: string;
  idColumn?: string;
}

/** `coverage`: for each question the help articles that suit it best, and how likely none answers it. */
export function registerCoverage(program: Command): void {
  program
    .command('coverage')
    .description('find the help articles for each question of a file, and the questions that no article answers')
    .requiredOption('--kb <path>', 'help articles: a folder of Markdown or a JSONL file of { id, title, text }')
    .requiredOption('--in <file>', 'CSV or JSONL (.gz too) of { id, text }')
    .requiredOption('--out <file>', 'JSONL to write: { id, gap, articles: [{ id, score }] }, best first, five at most')
    .option('--text-column <name>', 'column with the question; guessed when absent')
    .option('--id-column <name>', 'column with the id; guessed when absent, else the line number')
    .action(runCoverage);
}

async function runCoverage(options: CoverageOptions): Promise<void> {
  await requireFolderOf(options.out);
  const helpCentre = openHelpCentre(await readHelpArticles(options.kb));
  const rows = await readTexts(options.in, options);
  const mining = new MiningProcess({ modelFolder: encoderFolder(process.env) });
  const progress = startProgress('Embedding', rows.length + helpCentre.chunks.length, 'texts');
  try {
    // A question that cleaning empties (all quotation, say) is asked as it stands.
    const texts = rows.map(({ text }) => cleanMessage({ text }).mined.trim() || text);
    const covered = await coverTexts(mining, helpCentre, texts, (done) => progress.to(done));
    await writeWholeFile(options.out, lines(helpCentre, rows, texts, covered));
  } finally {
    progress.stop();
    await mining.close();
  }
}

async function coverTexts(
  mining: MiningProcess,
  helpCentre: HelpCentre,
  texts: readonly string[],
  onProgress: (done: number) => void,
): Promise<MessageCoverage[]> {
  const chunks = await mining.embed(
    helpCentre.chunks.map(({ text }) => text),
    { onProgress },
  );
  const vectors = await mining.embed(texts, { onProgress: (done) => onProgress(chunks.rows + done) });
  return coverMessages((args) => mining.call('similarities', args), helpCentre, chunks, vectors);
}

/** `gap` is null for a blank question; with fewer than ten questions or sixteen articles it rests on what is usual elsewhere. */
function* lines(
  helpCentre: HelpCentre,
  rows: readonly TextRow[],
  texts: readonly string[],
  covered: readonly MessageCoverage[],
) {
  const said = covered.filter((_, i) => texts[i]!.trim() !== '');
  const best = said.map((coverage) => coverage.best);
  const model = gapModelOf(best, helpCentre.articles.length) ?? USUAL_GAP_MODEL;
  for (const [i, { id }] of rows.entries()) {
    const { cosines, best } = covered[i]!;
    const isBlank = texts[i]!.trim() === '';
    const gap = isBlank ? null : gapProbability(model, best.first);
    const articles = isBlank ? [] : suggestArticles(helpCentre, texts[i]!, cosines);
    yield `${JSON.stringify({ id, gap, articles })}\n`;
  }
}

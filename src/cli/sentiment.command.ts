import type { Command } from 'commander';
import { cleanMessage } from '../ingest/text/clean-message.js';
import { MiningProcess } from '../insights/embedding/mining-process.js';
import { encoderFolder } from '../insights/embedding/model-folder.js';
import { loadHeads, readVectors, type Heads } from '../insights/sentiment/heads.js';
import { SENTIMENTS } from '../insights/sentiment/sentiment-shares.js';
import { CommandError } from './command-error.js';
import { startProgress } from './progress.js';
import { readTexts, type TextRow } from './read-texts.js';
import { requireFolderOf, writeWholeFile } from './write-whole-file.js';

interface SentimentOptions {
  in: string;
  out: string;
  textColumn?: string;
  idColumn?: string;
}

/** `sentiment`: negative, neutral or positive for each message of a file. A weak signal a message; use it in aggregate. */
export function registerSentiment(program: Command): void {
  program
    .command('sentiment')
    .description('read the sentiment of each message of a CSV or JSONL file')
    .requiredOption('--in <file>', 'CSV or JSONL (.gz too) with one message a line')
    .requiredOption(
      '--out <file>',
      'JSONL to write: { id, label, score, probabilities }; score is P(positive) - P(negative)',
    )
    .option('--text-column <name>', 'column with the message; guessed when absent')
    .option('--id-column <name>', 'column with the id; guessed when absent, else the line number')
    .action(runSentiment);
}

async function runSentiment(options: SentimentOptions): Promise<void> {
  await requireFolderOf(options.out);
  const rows = await readTexts(options.in, options);
  const folder = encoderFolder(process.env);
  const mining = new MiningProcess({ modelFolder: folder });
  const progress = startProgress('Embedding', rows.length, 'messages');
  try {
    const heads = await loadHeads(folder, (await mining.model()).dimensions);
    if (!heads.sentiment)
      throw new CommandError(`The encoder in ${folder} has no sentiment.json, so it cannot read sentiment.`);
    await writeWholeFile(options.out, await readSentiment(mining, heads, rows, (done) => progress.to(done)));
  } finally {
    progress.stop();
    await mining.close();
  }
}

/** One JSON line a row; all fields but the id are null for a row without text. */
async function readSentiment(
  mining: MiningProcess,
  heads: Heads,
  rows: TextRow[],
  onProgress: (done: number) => void,
): Promise<string[]> {
  const texts = rows.map(({ text }) => cleanMessage({ text }).masked);
  const readings = readVectors(heads, await mining.embed(texts, { onProgress }));
  return rows.map(({ id }, i) => {
    const probabilities = texts[i]!.trim() === '' ? null : readings[i]!.sentiment;
    if (!probabilities) return `${JSON.stringify({ id, label: null, score: null, probabilities: null })}\n`;
    const label = SENTIMENTS.reduce((best, name) => (probabilities[name] > probabilities[best] ? name : best));
    return `${JSON.stringify({ id, label, score: probabilities.positive - probabilities.negative, probabilities })}\n`;
  });
}

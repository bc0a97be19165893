import { Option, type Command } from 'commander';
import { cleanMessage } from '../ingest/text/clean-message.js';
import { MiningProcess } from '../insights/embedding/mining-process.js';
import { encoderFolder } from '../insights/embedding/model-folder.js';
import { loadHeads } from '../insights/sentiment/heads.js';
import { sentimentShares, SENTIMENTS, type SentimentCounts } from '../insights/sentiment/sentiment-shares.js';
import { mineMessages, type Message, type MinedMessages } from '../insights/themes/mine-messages.js';
import { CUT_AT, DISCOVERY, type Granularity } from '../insights/themes/parameters.js';
import { CommandError } from './command-error.js';
import { coverThemes, readHelpArticles, type Coverage } from './mine-coverage.js';
import { startProgress } from './progress.js';
import { readTexts, type TextRow } from './read-texts.js';
import { requireFolderOf, writeWholeFile } from './write-whole-file.js';

interface MineOptions {
  in: string;
  out: string;
  textColumn?: string;
  idColumn?: string;
  kb?: string;
  seed: string;
  granularity: Granularity;
  timings?: boolean;
}

/** `mine`: the recurring issues of a file of messages. Needs no server and no database. */
export function registerMine(program: Command): void {
  program
    .command('mine')
    .description('find the recurring issues in a CSV or JSONL file of messages, with names, quotes and sentiment')
    .requiredOption('--in <file>', 'CSV or JSONL (.gz too) with one message a line')
    .requiredOption('--out <file>', 'JSON to write')
    .option('--text-column <name>', 'column with the message; guessed when absent')
    .option('--id-column <name>', 'column with the id; guessed when absent, else the line number')
    .option('--kb <path>', 'help articles: a folder of Markdown or a JSONL file')
    .option('--seed <number>', 'whole number; the same seed gives the same themes', '1')
    .addOption(
      new Option('--granularity <how>', 'how finely issues are told apart')
        .choices(Object.keys(CUT_AT))
        .default('normal'),
    )
    .option('--timings', 'put seconds into the file (then two runs differ)')
    .action(runMine);
}

type Seconds = Record<string, number>;

async function runMine(options: MineOptions): Promise<void> {
  const seed = wholeNumber(options.seed);
  await requireFolderOf(options.out);
  const timings: Seconds = {};
  const rows = await timed(timings, 'read', () => readTexts(options.in, options));
  const articles = options.kb === undefined ? null : await readHelpArticles(options.kb);
  const messages = await timed(timings, 'clean', async () => rows.map(toMessage));
  const folder = encoderFolder(process.env);
  const mining = new MiningProcess({ modelFolder: folder });
  const progress = startProgress('Embedding', messages.length, 'messages');
  try {
    const heads = await loadHeads(folder, (await mining.model()).dimensions);
    const discover = { seed, granularity: options.granularity, onProgress: (done: number) => progress.to(done) };
    const mined = await timed(timings, 'mine', () => mineMessages(mining, heads, messages, discover));
    progress.stop();
    const texts = messages.map(({ masked }) => masked);
    const coverage = articles && (await timed(timings, 'cover', () => coverThemes(mining, articles, mined, texts)));
    const parameters = {
      ...DISCOVERY,
      granularity: options.granularity,
      cutAt: CUT_AT[options.granularity],
      threshold: mined.threshold,
      seed,
    };
    const report = {
      model: mined.model,
      parameters,
      timings: options.timings ? timings : null,
      ...reportOf(rows, texts, mined, coverage),
    };
    await writeWholeFile(options.out, [JSON.stringify(report, null, 1), '\n']);
    tell(mined, timings);
  } finally {
    progress.stop();
    await mining.close();
  }
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text))
    throw new CommandError(`--seed must be a whole number from 0 to 999999999, not "${text}".`);
  return Number(text);
}

function toMessage({ text, customer }: TextRow): Message {
  const { mined, masked } = cleanMessage({ text });
  return { mined, masked, customer };
}

async function timed<T>(timings: Seconds, name: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work();
  timings[name] = Math.round(performance.now() - start) / 1000;
  return result;
}

const themeId = (theme: number) => (theme < 0 ? null : `t${theme + 1}`);

function reportOf(
  rows: readonly TextRow[],
  texts: readonly string[],
  mined: MinedMessages,
  coverage: Coverage[] | null,
) {
  const counts = sentimentCounts(mined);
  return {
    counts: {
      messages: rows.length,
      assigned: mined.messages.filter(({ theme }) => theme >= 0).length,
      unassigned: mined.messages.filter(({ theme, left }) => theme < 0 && left === null).length,
      smallTalk: mined.messages.filter(({ left }) => left === 'small talk').length,
      blank: mined.messages.filter(({ left }) => left === 'blank').length,
    },
    themes: mined.themes.map(({ label, subtitle, keywords, size, quotes }, j) => ({
      id: themeId(j),
      label,
      subtitle,
      keywords,
      size,
      quotes: quotes.map((i) => ({ id: rows[i]!.id, text: texts[i]! })),
      sentiment: counts[j] ? sentimentShares(counts[j]) : null,
      coverage: coverage?.[j] ?? null,
    })),
    assignments: mined.messages.map(({ theme, similarity, further }, i) => ({
      id: rows[i]!.id,
      themeId: themeId(theme),
      similarity: similarity === null ? null : rounded(similarity),
      ...(further.length > 0 && {
        further: further.map((f) => ({
          themeId: themeId(f.theme),
          similarity: rounded(f.similarity),
          sentence: f.sentence,
        })),
      }),
    })),
  };
}

const rounded = (cosine: number) => Math.round(cosine * 1e6) / 1e6;

/** How many members of each theme the head finds negative, neutral, positive; empty when the encoder has no such head. */
function sentimentCounts({ themes, messages }: MinedMessages): SentimentCounts[] {
  if (!messages.some(({ reading }) => reading?.sentiment)) return [];
  const counts = themes.map((): SentimentCounts => ({ negative: 0, neutral: 0, positive: 0 }));
  for (const { theme, reading } of messages) {
    if (theme < 0 || !reading?.sentiment) continue;
    const p = reading.sentiment;
    counts[theme]![SENTIMENTS.reduce((best, name) => (p[name] > p[best] ? name : best))]++;
  }
  return counts;
}

function tell({ themes, messages }: MinedMessages, timings: Seconds): void {
  if (!process.stderr.isTTY) return;
  const seconds = Object.entries(timings).map(([name, value]) => `${name} ${value} s`);
  console.error(`${themes.length} themes in ${messages.length} messages (${seconds.join(', ')})`);
}

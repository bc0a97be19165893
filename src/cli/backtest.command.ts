import { IANAZone } from 'luxon';
import type { Command } from 'commander';
import type { Article } from '../ingest/articles/chunks.js';
import { cleanMessage } from '../ingest/text/clean-message.js';
import { layOut, type History } from '../insights/backtest/history.js';
import { missingArticles, type MissingArticle } from '../insights/backtest/missing-articles.js';
import { replay, type Replay, type ReplayedEvent, type ReplayedWeek } from '../insights/backtest/replay.js';
import { minerOf } from '../insights/backtest/theme-replay.js';
import { gather } from '../insights/embedding/matrix.js';
import { MiningProcess } from '../insights/embedding/mining-process.js';
import { encoderFolder } from '../insights/embedding/model-folder.js';
import { loadHeads, readVectors, SMALL_TALK_BELOW } from '../insights/sentiment/heads.js';
import { whySentence } from '../insights/trends/why.js';
import { CommandError } from './command-error.js';
import { readHelpArticles } from './mine-coverage.js';
import { startProgress } from './progress.js';
import { readPast, type PastRow } from './read-past.js';
import { requireFolderOf, writeWholeFile } from './write-whole-file.js';

interface BacktestOptions {
  in: string;
  out: string;
  kb?: string;
  zone: string;
  textColumn?: string;
  dateColumn?: string;
  idColumn?: string;
}

/** `backtest`: what alerts and digests would have said about a history, and how loud they would have been. */
export function registerBacktest(program: Command): void {
  program
    .command('backtest')
    .description('replay a history of tickets day by day and write what the alerts and digests would have said')
    .requiredOption('--in <file>', 'CSV or JSONL (.gz too) with id, created_at, text; customer_id is used when present')
    .requiredOption('--out <file>', 'JSON to write: { events, weeks, loudness }')
    .option('--kb <path>', 'help articles: a folder of Markdown or a JSONL file; adds missing articles to each week')
    .option('--zone <name>', 'time zone of days and weeks', 'UTC')
    .option('--text-column <name>', 'column with the message; guessed when absent')
    .option('--date-column <name>', 'column with the time; guessed when absent')
    .option('--id-column <name>', 'column with the id; guessed when absent, else the line number')
    .action(runBacktest);
}

async function runBacktest(options: BacktestOptions): Promise<void> {
  if (!IANAZone.isValidZone(options.zone))
    throw new CommandError(`--zone ${options.zone} is not a time zone such as Europe/Berlin.`);
  await requireFolderOf(options.out);
  const articles = options.kb === undefined ? null : await readHelpArticles(options.kb);
  const rows = await readPast(options.in, options.zone, options);
  const mining = new MiningProcess({ modelFolder: encoderFolder(process.env) });
  try {
    const history = await embedHistory(mining, rows, options.zone);
    const progress = startProgress('Replaying', history.days, 'days');
    const replayed = await replay(history, minerOf(mining), { onDay: (day) => progress.to(day + 1) });
    progress.stop();
    const missing = articles && (await missingByWeek(mining, articles, history, replayed.weeks));
    await writeWholeFile(options.out, [JSON.stringify(reportOf(history, replayed, missing), null, 1), '\n']);
    tell(replayed);
  } finally {
    await mining.close();
  }
}

/** Cleans and embeds; blank messages and small talk are left out, as in the service. */
async function embedHistory(mining: MiningProcess, rows: readonly PastRow[], zone: string): Promise<History> {
  const clean = rows
    .map((row) => ({ ...row, ...cleanMessage({ text: row.text }) }))
    .filter(({ mined }) => mined.trim() !== '');
  const progress = startProgress('Embedding', clean.length, 'messages');
  const vectors = await mining.embed(
    clean.map(({ mined }) => mined),
    { onProgress: (done) => progress.to(done) },
  );
  progress.stop();
  const heads = await loadHeads(encoderFolder(process.env), vectors.cols);
  const readings = readVectors(heads, vectors);
  const kept = Array.from(clean.keys()).filter((i) => readings[i]!.issue >= SMALL_TALK_BELOW);
  if (kept.length === 0)
    throw new CommandError('No line holds more than small talk. Is the text column the right one?');
  const messages = kept.map((i) => ({
    id: clean[i]!.id,
    at: clean[i]!.at,
    customer: clean[i]!.customer,
    text: clean[i]!.masked,
  }));
  console.error(`${messages.length} messages, ${rows.length - messages.length} blank or small talk left out`);
  return layOut(messages, gather(vectors, kept), zone);
}

async function missingByWeek(
  mining: MiningProcess,
  articles: readonly Article[],
  history: History,
  weeks: readonly ReplayedWeek[],
): Promise<MissingArticle[][]> {
  return missingArticles(
    mining,
    articles,
    history,
    weeks.map(({ assigned }) => assigned),
  );
}

const rounded = (value: number) => Math.round(value * 100) / 100;

function eventJson(history: History, event: ReplayedEvent) {
  const { kind, id, label, day, from, to, observed, expected, usual, q, members, until } = event;
  return {
    kind,
    themeId: id,
    label,
    day: history.dateOf(day),
    window: to - from,
    observed,
    expected: rounded(expected),
    usual,
    q,
    why: whySentence(event),
    grewUntil: history.dateOf(until),
    ids: members,
  };
}

function weekJson(history: History, week: ReplayedWeek, missing: readonly MissingArticle[] | null) {
  const { from, messages, themes, unassigned, hints } = week;
  return {
    from: history.dateOf(from),
    to: history.dateOf(from + 7),
    messages,
    themes,
    unassigned,
    slowlyGrowing: hints.map(({ id, kind, label, from: since, to, observed, expected, usual, members }) => ({
      kind,
      themeId: id,
      label,
      window: to - since,
      observed,
      expected: rounded(expected),
      usual,
      ids: members,
    })),
    missingArticles: missing,
  };
}

function reportOf(history: History, { events, weeks }: Replay, missing: readonly MissingArticle[][] | null) {
  return {
    events: events.map((event) => eventJson(history, event)),
    weeks: weeks.map((week, i) => weekJson(history, week, missing?.[i] ?? null)),
    loudness: {
      weeks: weeks.length,
      alerts: events.length,
      alertsPerWeek: weeks.length ? rounded(events.length / weeks.length) : null,
    },
  };
}

function tell({ events, weeks }: Replay): void {
  if (weeks.length === 0) return console.error('Less than four weeks of history: nothing can be called a change yet.');
  console.error(`${events.length} alerts in ${weeks.length} weeks, ${rounded(events.length / weeks.length)} a week`);
}

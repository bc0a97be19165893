import { basename } from 'node:path';
import type { Command } from 'commander';
import { buildAudit } from '../digest/audit/build-audit.js';
import { type AuditInput, readAuditTickets } from '../digest/audit/read-audit-tickets.js';
import { renderAudit } from '../digest/audit/render-audit.js';
import { count } from '../digest/rendering/words.js';
import type { ColumnMapping } from '../ingest/imports/guess-columns.js';
import { UnreadableFileError } from '../ingest/imports/read-rows.js';
import { MiningProcess } from '../insights/embedding/mining-process.js';
import { encoderFolder } from '../insights/embedding/model-folder.js';
import { loadHeads } from '../insights/sentiment/heads.js';
import { type MinedMessages, mineMessages } from '../insights/themes/mine-messages.js';
import { type Config, loadConfig } from '../platform/config.js';
import { Templates } from '../platform/templates.js';
import { CommandError } from './command-error.js';
import { mapped } from './import.command.js';
import { coverThemes, readHelpArticles } from './mine-coverage.js';
import { startProgress } from './progress.js';
import { requireFolderOf, writeWholeFile } from './write-whole-file.js';

interface AuditOptions {
  in: string;
  out: string;
  kb?: string;
  zone?: string;
  map?: ColumnMapping;
}

const SEED = 1;

/** `audit`: three months of tickets become one page. Needs no server, no database and no configuration. */
export function registerAudit(program: Command): void {
  program
    .command('audit')
    .description(
      'Turn an export of tickets into one page: recurring issues, what changed, missing articles, what to do first.',
    )
    .requiredOption('--in <file>', 'CSV or JSONL (.gz too), one ticket a line')
    .requiredOption('--out <file>', 'HTML to write; the same in JSON is written beside it')
    .option('--kb <path>', 'help articles: a folder of Markdown or a JSONL file')
    .option(
      '--map <role=column>',
      'name a column that is not recognised, for example createdAt="Opened on"; may be repeated',
      mapped,
    )
    .option('--zone <name>', 'IANA time zone of dates without one, and of days and weeks')
    .action(runAudit);
}

async function runAudit(options: AuditOptions): Promise<void> {
  await requireFolderOf(options.out);
  const config = loadConfig({ ...process.env, ...(options.zone && { TIME_ZONE: options.zone }) });
  const input = await readInput(options, config);
  const articles = options.kb ? await readHelpArticles(options.kb) : null;
  const folder = encoderFolder(config.env);
  const mining = new MiningProcess({ modelFolder: folder, threads: config.env.MINING_THREADS });
  try {
    const mined = await mineTickets(mining, folder, input);
    const texts = input.tickets.map(({ masked }) => masked);
    const coverage = articles && (await coverThemes(mining, articles, mined, texts));
    const report = buildAudit({
      file: basename(options.in),
      input,
      mined,
      coverage,
      zone: config.env.TIME_ZONE,
      seed: SEED,
    });
    await writeWholeFile(options.out, [renderAudit(report, new Templates(config))]);
    await writeWholeFile(jsonBeside(options.out), [JSON.stringify(report, null, 1), '\n']);
    process.stdout.write(
      `${options.out}: ${count(report.totals.tickets, 'ticket', 'tickets')}, ${count(mined.themes.length, 'recurring issue', 'recurring issues')}. Data: ${jsonBeside(options.out)}\n`,
    );
  } finally {
    await mining.close();
  }
}

async function readInput(options: AuditOptions, config: Config): Promise<AuditInput> {
  try {
    return await readAuditTickets(options.in, {
      zone: config.env.TIME_ZONE,
      languages: languagesOf(config),
      now: new Date(),
      ...(options.map && { mapping: options.map }),
    });
  } catch (error) {
    if (error instanceof UnreadableFileError) throw new CommandError(error.message);
    throw error;
  }
}

async function mineTickets(mining: MiningProcess, folder: string, { tickets }: AuditInput): Promise<MinedMessages> {
  const progress = startProgress('Reading tickets', tickets.length, 'tickets');
  try {
    const heads = await loadHeads(folder, (await mining.model()).dimensions);
    return await mineMessages(mining, heads, tickets, { seed: SEED, onProgress: (done) => progress.to(done) });
  } finally {
    progress.stop();
  }
}

/** The shipped encoder reads English, an own one everything, unless it is said. */
function languagesOf({ env: { MODEL_LANGUAGES, MODEL_DIR } }: Config): string[] | null {
  if (MODEL_LANGUAGES && MODEL_LANGUAGES !== '*')
    return MODEL_LANGUAGES.split(',').map((language) => language.trim().toLowerCase());
  return MODEL_LANGUAGES || MODEL_DIR ? null : ['en'];
}

function jsonBeside(path: string): string {
  return `${path.replace(/\.html?$/i, '')}.json`;
}

import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import type { INestApplicationContext } from '@nestjs/common';
import { ArticleImport } from '../ingest/articles/article-import.js';
import { COLUMN_NAMES, type ColumnMapping, type ColumnRole, describeMapping } from '../ingest/imports/guess-columns.js';
import type { ImportBatch } from '../ingest/imports/import-batch.entity.js';
import { ImportsService } from '../ingest/imports/imports.service.js';
import { UnreadableFileError } from '../ingest/imports/read-rows.js';
import { refusedLinesCsv } from '../ingest/imports/refused-lines.js';
import { CommandError } from './command-error.js';
import { type Progress, startProgress } from './progress.js';
import { withService } from './with-service.js';

interface Options {
  source: string;
  textColumn?: string;
  map?: ColumnMapping;
  kb?: boolean;
  refused?: string;
}

/** Refused lines that are printed; the rest is in the report. */
const SHOWN_LINES = 10;

export function registerImport(program: Command): void {
  program
    .command('import <path>')
    .description(
      'Take tickets from a CSV, JSONL or mbox file (also .gz), or with --kb help articles from a Markdown folder or JSONL file. Safe to repeat.',
    )
    .option('--source <name>', 'where the file comes from; the same name again updates what it brought', 'import')
    .option('--text-column <name>', 'the column that holds what customers wrote')
    .option(
      '--map <role=column>',
      'correct the guessed mapping, for example createdAt="Opened on"; may be repeated',
      mapped,
    )
    .option('--refused <file>', 'write all refused lines with their reasons into this CSV file')
    .option('--kb', 'the path holds help articles')
    .action((path: string, options: Options) => importPath(path, options));
}

/** Collects `role=column` of a repeated option. */
export function mapped(value: string, sofar: ColumnMapping = {}): ColumnMapping {
  const [role, ...column] = value.split('=');
  if (!role || !(role in COLUMN_NAMES) || column.length === 0)
    throw new InvalidArgumentError(`Say role=column with one of these roles: ${Object.keys(COLUMN_NAMES).join(', ')}.`);
  return { ...sofar, [role as ColumnRole]: column.join('=') };
}

async function importPath(path: string, options: Options): Promise<void> {
  await withService(async (app, config) => {
    if (options.kb) await importArticles(app, path, options);
    else await importTickets(app, path, options, config.publicUrl);
  }).catch((error: unknown) => {
    throw error instanceof UnreadableFileError ? new CommandError(error.message) : error;
  });
}

async function importTickets(app: INestApplicationContext, path: string, options: Options, url: string): Promise<void> {
  const imports = app.get(ImportsService, { strict: false });
  const mapping = { ...options.map, ...(options.textColumn && { text: options.textColumn }) };
  let progress: Progress | undefined;
  const batch = await imports.importTickets({
    path,
    source: options.source,
    mapping,
    now: new Date(),
    onOpened: (opened) => {
      say(`${basename(path)}: ${opened.format}, ${opened.encoding}`);
      say(`Mapping: ${describeMapping(opened.mapping) || 'none needed, lines are whole tickets'}`);
      if (opened.takenBefore)
        say(`This file was taken before, on ${opened.takenBefore.toISOString()}; nothing changes. It was:`);
      else progress = startProgress('Importing', opened.bytes, 'bytes');
    },
    onProgress: (_, bytesRead) => progress?.to(bytesRead),
  });
  progress?.stop();
  summarise(batch);
  await reportRefused(imports, batch, options, url);
}

function summarise(batch: ImportBatch): void {
  const { imported, unchanged, refused } = batch;
  say(
    `Imported ${counted(imported, 'ticket')} (new or changed), ${unchanged} unchanged, ${counted(refused, 'line')} refused.`,
  );
}

async function reportRefused(
  imports: ImportsService,
  batch: ImportBatch,
  options: Options,
  url: string,
): Promise<void> {
  if (batch.refused === 0) return;
  for (const { line, reason } of await imports.errorsOf(batch.id, SHOWN_LINES)) say(`  line ${line}: ${reason}`);
  if (options.refused) await writeFile(options.refused, refusedLinesCsv(await imports.errorsOf(batch.id)));
  if (options.refused) say(`All refused lines: ${options.refused}`);
  else if (batch.refused > SHOWN_LINES)
    say(`All refused lines: ${url}/imports/${batch.id}, or repeat the command with --refused refused.csv`);
  if (batch.imported + batch.unchanged === 0)
    throw new CommandError(
      `No line of ${batch.fileName} could be taken. The reasons are above; --map corrects the mapping.`,
    );
}

async function importArticles(app: INestApplicationContext, path: string, options: Options): Promise<void> {
  const articles = app.get(ArticleImport, { strict: false });
  const { recorded, closed, refused } = await articles.importPath(path, options.source, new Date());
  const { inserted, updated, unchanged } = recorded;
  say(
    `Help articles: ${inserted} new, ${updated} changed, ${unchanged} unchanged, ${closed} no longer there, ${refused.length} refused.`,
  );
  for (const { where, reason } of refused.slice(0, SHOWN_LINES)) say(`  ${where}: ${reason}`);
  if (options.refused)
    await writeFile(options.refused, refusedLinesCsv(refused.map(({ where, reason }) => ({ line: where, reason }))));
  if (refused.length > SHOWN_LINES && !options.refused)
    say('All refused articles: repeat the command with --refused refused.csv');
  if (inserted + updated + unchanged === 0)
    throw new CommandError(`No article of ${path} could be taken. Each needs a title and a body.`);
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

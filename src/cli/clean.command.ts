import type { Command } from 'commander';
import { cleanReceived } from '../ingest/text/clean-received.js';
import { CommandError } from './command-error.js';
import { type JsonLine, type JsonlWriter, readJsonl, readableSize, writeJsonl } from './jsonl.js';
import { startProgress } from './progress.js';

/** Reasons are listed up to this many; all are counted. */
const LISTED_LINES = 20;

interface CleanOptions {
  in: string;
  out: string;
  country?: string;
}

/** `clean`: what customers wrote in each message, masked, with its language. Needs no server and no database. */
export function registerClean(program: Command): void {
  program
    .command('clean')
    .description(
      'cut quotations and signatures, mask personal data and tell the language of each message of a JSONL file',
    )
    .requiredOption(
      '--in <file>',
      'JSONL with one { id, text, html? } a line; a text may be a whole mail with its headers',
    )
    .requiredOption('--out <file>', 'JSONL to write, or - for standard output')
    .option('--country <code>', 'country of telephone numbers without a country code, such as GB')
    .action(runClean);
}

async function runClean(options: CleanOptions): Promise<void> {
  const size = await readableSize(options.in);
  const progress = startProgress('Cleaning', size, 'bytes');
  const refused: { line: number; error: string }[] = [];
  let written = 0;
  let writer: JsonlWriter | undefined;
  try {
    for await (const entry of readJsonl(options.in)) {
      progress.to(entry.bytesRead);
      const error = entry.error ?? problemOf(entry.value);
      if (error !== undefined || entry.value === undefined) {
        refused.push({ line: entry.line, error: error ?? 'not a JSON object' });
        continue;
      }
      // Opened at the first good line: a file that is not JSONL leaves an existing result alone.
      writer ??= await writeJsonl(options.out);
      await writer.write(await cleanLine(entry.value, options.country));
      written++;
    }
  } finally {
    await writer?.close();
    progress.stop();
  }
  report(options.in, written, refused);
}

/** Why a line cannot be cleaned, or undefined. */
function problemOf(value: Record<string, unknown> | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value.id !== 'string' && typeof value.id !== 'number') return 'no "id" (a string or a number)';
  const { text, html } = value;
  if (text !== undefined && text !== null && typeof text !== 'string') return '"text" is not a string';
  if (html !== undefined && html !== null && typeof html !== 'string') return '"html" is not a string';
  return typeof text === 'string' || typeof html === 'string' ? undefined : 'neither "text" nor "html"';
}

async function cleanLine(value: Record<string, unknown>, country: string | undefined): Promise<unknown> {
  const text = typeof value.text === 'string' ? value.text : undefined;
  const html = typeof value.html === 'string' ? value.html : undefined;
  const { visible, masked, language, spans } = await cleanReceived({ text, html, defaultCountry: country });
  return { id: value.id, visible, masked, language, spans };
}

/** Refused lines go to stderr with their numbers and reasons; a file without a single good line cannot be used. */
function report(
  path: string,
  written: number,
  refused: readonly { line: number; error: NonNullable<JsonLine['error']> }[],
): void {
  for (const { line, error } of refused.slice(0, LISTED_LINES)) console.error(`line ${line}: ${error}`);
  if (refused.length > LISTED_LINES) console.error(`and ${refused.length - LISTED_LINES} more`);
  if (refused.length > 0) console.error(`${refused.length} of ${refused.length + written} lines refused`);
  if (written === 0)
    throw new CommandError(`${path} holds no line of the form {"id": "1", "text": "..."}; nothing was written.`);
}

import { describeMapping, guessColumns, type ColumnMapping } from '../ingest/imports/guess-columns.js';
import { openRows, UnreadableFileError, type OpenedRows } from '../ingest/imports/read-rows.js';
import { isTicketShaped, ticketFromObject } from '../ingest/imports/row-to-ticket.js';
import { htmlToPlain } from '../ingest/text/html-to-plain.js';
import { CommandError } from './command-error.js';

export interface TextRow {
  id: string;
  text: string;
  customer: string | null;
}

export interface TextColumns {
  textColumn?: string | undefined;
  idColumn?: string | undefined;
}

/** A line for the person at the terminal; results never go to standard output. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Broken lines are listed up to this many; all are counted. */
const LISTED_LINES = 10;

/**
 * Reads all texts of a CSV or JSONL file, for the batch commands. Which column was taken for what is printed on stderr.
 * Throws a CommandError that says what to do when the file cannot be used, or when a single cell is far too long.
 */
export async function readTexts(path: string, columns: TextColumns): Promise<TextRow[]> {
  try {
    const opened = await openLines(path);
    const mapping = mappingOf(path, opened, columns);
    say(`columns: ${describeMapping(mapping)}`);
    if (opened.encoding !== 'utf-8') say(`read as ${opened.encoding}; save the file as UTF-8 if letters look wrong`);
    return await collect(path, opened, mapping);
  } catch (error) {
    if (error instanceof UnreadableFileError) throw new CommandError(error.message);
    throw error;
  }
}

/** Opens a table that has more to it than the names of its columns. Throws CommandError. */
export async function openLines(path: string): Promise<OpenedRows> {
  const opened = await openRows(path);
  if (opened.sample.length === 0)
    throw new CommandError(`${path} holds names of columns and no readable line below them.`);
  return opened;
}

/** Throws CommandError when a column that was named by an option is not there. */
export function requireNamed(
  path: string,
  columns: readonly string[],
  named: Record<string, string | undefined>,
): void {
  for (const [option, name] of Object.entries(named)) {
    if (name === undefined || columns.includes(name)) continue;
    throw new CommandError(`${path} has no column "${name}" (${option}). Its columns are: ${columns.join(', ')}.`);
  }
}

function mappingOf(
  path: string,
  { columns, sample }: OpenedRows,
  { textColumn, idColumn }: TextColumns,
): ColumnMapping {
  requireNamed(path, columns, { '--text-column': textColumn, '--id-column': idColumn });
  if (textColumn === undefined && sample.some(isTicketShaped)) return { text: 'messages' };
  const { id, text, customerId, customerEmail } = guessColumns(columns, sample);
  const customer = customerId ?? customerEmail;
  const mapping = { text: textColumn ?? text, id: idColumn ?? id, customerId: customer };
  if (mapping.text === undefined) {
    throw new CommandError(
      `No column of ${path} looks like text. Its columns are: ${columns.join(', ')}. Name one with --text-column.`,
    );
  }
  return Object.fromEntries(Object.entries(mapping).filter(([, name]) => name !== undefined));
}

async function collect(path: string, opened: OpenedRows, mapping: ColumnMapping): Promise<TextRow[]> {
  const texts: TextRow[] = [];
  let broken = 0;
  for await (const { line, row, error } of opened.rows) {
    if (row) {
      texts.push(isWhole(mapping, row) ? firstMessageOf(row, line) : textOf(row, mapping, line));
      continue;
    }
    if (error.startsWith('longer than'))
      throw new CommandError(`Line ${line} of ${path} is ${error}, then run this again. Nothing was written.`);
    if (++broken <= LISTED_LINES) say(`line ${line} left out: ${error}`);
  }
  if (broken > LISTED_LINES) say(`and ${broken - LISTED_LINES} more lines left out`);
  if (broken > texts.length) {
    throw new CommandError(
      `${broken} of ${broken + texts.length} lines of ${path} cannot be read. Export the file again.`,
    );
  }
  if (!texts.some(({ text }) => text.trim() !== '')) {
    throw new CommandError(`Column "${mapping.text}" of ${path} holds no text. Name another one with --text-column.`);
  }
  return texts;
}

function textOf(row: Record<string, unknown>, { text, id, customerId }: ColumnMapping, line: number): TextRow {
  const cell = (name: string | undefined) => (name === undefined ? '' : asText(row[name]));
  return { id: cell(id) || String(line), text: cell(text), customer: cell(customerId) || null };
}

/** A line that is a whole ticket, and nobody named another column. */
function isWhole({ text }: ColumnMapping, row: Record<string, unknown>): boolean {
  return text === 'messages' && isTicketShaped(row);
}

/** What the customer wrote first: it opens the matter. */
function firstMessageOf(row: Record<string, unknown>, line: number): TextRow {
  const read = ticketFromObject(row);
  if ('reason' in read) return { id: String(line), text: '', customer: null };
  const { externalId, messages, requester } = read.ticket;
  const first = messages.find(({ author, public: isPublic }) => author !== 'agent' && isPublic !== false);
  const text = first?.text?.trim() ? first.text : first?.html ? htmlToPlain(first.html) : '';
  return { id: externalId, text, customer: requester?.externalId ?? null };
}

function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === null || value === undefined || typeof value === 'object' ? '' : String(value);
}

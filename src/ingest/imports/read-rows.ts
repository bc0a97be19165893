import { parse } from 'csv-parse/sync';
import {
  inspectText,
  type OnBytes,
  readText,
  type TextEncoding,
  type TextFile,
  UnreadableFileError,
} from './decode-text.js';
import { LARGEST_MAIL_BYTES, readMail } from '../mail/read-mail.js';
import { splitMbox } from '../mail/split-mbox.js';
import { guessShape, type CsvShape } from './guess-shape.js';
import { MAX_RECORD_CHARACTERS, splitRecords, type FramedRecord } from './split-records.js';

export { UnreadableFileError } from './decode-text.js';

/** One line of a file: the row by column name (JSONL keeps its JSON types), or why it could not be read. */
export type RowOrError =
  { line: number; row: Record<string, unknown>; error?: undefined } | { line: number; row?: undefined; error: string };

export interface OpenedRows {
  format: 'csv' | 'jsonl' | 'mbox';
  encoding: TextEncoding;
  /** Column names in file order; for JSONL the keys of the first lines. */
  columns: string[];
  /** The first rows (at most 50), for guessing what the columns hold. */
  sample: Record<string, unknown>[];
  /** All rows from the start, in file order, one pass. */
  rows: AsyncIterable<RowOrError>;
  /** Size on disk, for progress. */
  bytes: number;
}

const SAMPLE_ROWS = 50;
/** Enough to see the delimiter and the columns even when single lines are long. */
const HEAD_CHARACTERS = 64 * 1024;

/**
 * Opens a CSV (comma, semicolon, tab or bar; with or without header) or JSONL file, plain or .gz, in UTF-8, UTF-16 or
 * Windows-1252. Memory stays bounded whatever the file holds: a record over a million characters is a listed error.
 * Throws UnreadableFileError, with a sentence that says what to do, when the file as a whole makes no sense.
 */
export async function openRows(path: string, onBytes?: OnBytes): Promise<OpenedRows> {
  if (/\.mbox(\.gz)?$/i.test(path)) return openMails(path, onBytes);
  const file = await inspectText(path);
  const head = await headOf(file);
  if (head.trim() === '')
    throw new UnreadableFileError(`${path} holds no text. Export the file again and try once more.`);
  const format = formatOf(path, head);
  const shape = format === 'csv' ? guessShape(path, head) : null;
  const rows = (onRead?: OnBytes) => (shape ? csvRows(file, shape, onRead) : jsonRows(file, onRead));
  const sample = await firstRows(rows());
  if (format === 'jsonl' && sample.length === 0) {
    throw new UnreadableFileError(`${path} holds no JSON object. Give one object per line, such as {"text": "..."}.`);
  }
  const columns = shape ? shape.columns : [...new Set(sample.flatMap((row) => Object.keys(row)))];
  return { format, encoding: file.encoding, columns, sample, rows: rows(onBytes), bytes: file.bytes };
}

/** Mails are read as bytes, since each of them names encodings of its own. Every row is a ticket with one message. */
async function openMails(path: string, onBytes?: OnBytes): Promise<OpenedRows> {
  const file: TextFile = { ...(await inspectText(path)), encoding: 'latin1' };
  const rows = (onRead?: OnBytes) => mailRows(file, onRead);
  const sample = await firstRows(rows());
  if (sample.length === 0)
    throw new UnreadableFileError(`${path} holds no mail of a customer. An mbox begins with a line "From ".`);
  return { format: 'mbox', encoding: 'latin1', columns: [], sample, rows: rows(onBytes), bytes: file.bytes };
}

async function* mailRows(file: TextFile, onBytes?: OnBytes): AsyncGenerator<RowOrError> {
  for await (const { line, raw } of splitMbox(readText(file, onBytes), LARGEST_MAIL_BYTES)) {
    const read =
      raw === null ? { skipped: 'larger than 20 MB' } : await readMail(Buffer.from(raw, 'latin1'), [], new Date());
    yield 'ticket' in read
      ? { line, row: { ...read.ticket } }
      : { line, error: `no mail of a customer: ${read.skipped}` };
  }
}

async function headOf(file: TextFile): Promise<string> {
  let head = '';
  for await (const chunk of readText(file)) {
    head += chunk;
    if (head.length >= HEAD_CHARACTERS) break;
  }
  return head;
}

function formatOf(path: string, head: string): 'csv' | 'jsonl' {
  if (/\.(jsonl|ndjson)(\.gz)?$/i.test(path)) return 'jsonl';
  const start = head.trimStart();
  if (/^\[\s*[[{"]/.test(start)) {
    throw new UnreadableFileError(`${path} is one JSON array. Write one object per line (JSONL) and give that file.`);
  }
  return /^\{\s*("|$)/.test(start) ? 'jsonl' : 'csv';
}

async function firstRows(rows: AsyncIterable<RowOrError>): Promise<Record<string, unknown>[]> {
  const sample: Record<string, unknown>[] = [];
  let seen = 0;
  for await (const { row } of rows) {
    if (row) sample.push(row);
    if (++seen >= SAMPLE_ROWS) break;
  }
  return sample;
}

const tooLong = (line: number): RowOrError => ({
  line,
  error: `longer than ${MAX_RECORD_CHARACTERS.toLocaleString('en')} characters; shorten or remove it`,
});

async function* jsonRows(file: TextFile, onBytes?: OnBytes): AsyncGenerator<RowOrError> {
  for await (const records of splitRecords(readText(file, onBytes), null)) {
    for (const { line, text } of records) yield text === null ? tooLong(line) : jsonRow(line, text);
  }
}

function jsonRow(line: number, text: string): RowOrError {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return { line, row: value as Record<string, unknown> };
    }
    return { line, error: 'not a JSON object' };
  } catch (error) {
    // The parser's message quotes the line, and customers' words do not belong into a list of errors.
    const position = /at position \d+/.exec((error as Error).message)?.[0];
    return { line, error: position ? `not JSON: broken ${position}` : 'not JSON' };
  }
}

async function* csvRows(file: TextFile, shape: CsvShape, onBytes?: OnBytes): AsyncGenerator<RowOrError> {
  let skip = shape.hasHeader;
  for await (const records of splitRecords(readText(file, onBytes), shape.delimiter)) {
    const body = skip ? records.slice(1) : records;
    skip = false;
    yield* parseBatch(body, shape);
  }
}

/** One parser call for a block of records; line by line only when a record in it is broken. */
function parseBatch(records: FramedRecord[], shape: CsvShape): RowOrError[] {
  const whole = records.filter((record) => record.text !== null);
  if (whole.length === records.length) {
    const cells = parseCells(whole.map((record) => record.text).join('\n'), shape.delimiter);
    if (cells?.length === records.length) return cells.map((row, i) => rowOf(records[i]!.line, row, shape.columns));
  }
  return records.map(({ line, text }) => {
    if (text === null) return tooLong(line);
    const row = parseCells(text, shape.delimiter)?.[0];
    return row ? rowOf(line, row, shape.columns) : { line, error: 'a quote is opened and never closed, or misplaced' };
  });
}

/** null when the parser refuses the text. */
function parseCells(text: string, delimiter: string): string[][] | null {
  try {
    return parse(text, { delimiter, relax_quotes: true, relax_column_count: true, record_delimiter: ['\r\n', '\n'] });
  } catch {
    // The caller turns this into a listed error with the line's number.
    return null;
  }
}

function rowOf(line: number, cells: string[], columns: string[]): RowOrError {
  const extra = cells.slice(columns.length).filter((cell) => cell.trim() !== '');
  if (extra.length > 0) return { line, error: `${cells.length} cells where the header has ${columns.length}` };
  return { line, row: Object.fromEntries(columns.map((column, i) => [column, cells[i] ?? ''])) };
}

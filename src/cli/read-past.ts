import { describeMapping, guessColumns, type ColumnMapping } from '../ingest/imports/guess-columns.js';
import { UnreadableFileError } from '../ingest/imports/read-rows.js';
import { toTime } from '../ingest/imports/row-to-ticket.js';
import { CommandError } from './command-error.js';
import { openLines, requireNamed } from './read-texts.js';

/** A dated line of a file. */
export interface PastRow {
  id: string;
  at: Date;
  text: string;
  customer: string | null;
}

/** Columns that somebody named instead of leaving them to be guessed. */
export interface PastColumns {
  textColumn?: string | undefined;
  dateColumn?: string | undefined;
  idColumn?: string | undefined;
}

const LISTED_LINES = 10;
/** A column of dates may hold a few cells that are none. */
const MOSTLY = 0.9;
/** A date further than this from the middle of all is a slip of the pen, and every day up to it would be replayed. */
const FAR_MS = 5 * 365 * 86_400_000;

/**
 * All lines with a date and a text, oldest first; lines without, lines whose id came before and dates years away from all
 * others are listed on stderr and left out. Throws CommandError.
 */
export async function readPast(path: string, zone: string, named: PastColumns = {}): Promise<PastRow[]> {
  try {
    const { columns, sample, rows } = await openLines(path);
    const mapping = requireColumns(path, columns, {
      ...datesIn(columns, sample, zone),
      ...guessColumns(columns, sample),
      ...chosen(path, columns, named),
    });
    console.error(`columns: ${describeMapping(mapping)}`);
    const byId = new Map<string, PastRow & { line: number }>();
    const refused: string[] = [];
    for await (const { line, row, error } of rows) {
      const read = row ? rowOf(row, mapping, { line, zone }) : (error ?? 'cannot be read');
      if (typeof read === 'string') refused.push(`line ${line} left out: ${read}`);
      else if (byId.has(read.id)) refused.push(`line ${line} left out: the id "${read.id}" occurred before`);
      else byId.set(read.id, { ...read, line });
    }
    const past = withoutStrays([...byId.values()], refused);
    refused.slice(0, LISTED_LINES).forEach((reason) => console.error(reason));
    if (refused.length > LISTED_LINES) console.error(`and ${refused.length - LISTED_LINES} more lines left out`);
    if (past.length === 0) throw new CommandError(`${path} holds no line with a date and a text.`);
    return past;
  } catch (error) {
    if (error instanceof UnreadableFileError) throw new CommandError(error.message);
    throw error;
  }
}

function withoutStrays(rows: readonly (PastRow & { line: number })[], refused: string[]): PastRow[] {
  const sorted = [...rows].sort((a, b) => a.at.getTime() - b.at.getTime() || (a.id < b.id ? -1 : 1));
  const middle = sorted[sorted.length >> 1]?.at.getTime() ?? 0;
  return sorted.flatMap(({ line, ...row }) => {
    if (Math.abs(row.at.getTime() - middle) <= FAR_MS) return [row];
    refused.push(`line ${line} left out: ${row.at.toISOString().slice(0, 10)} lies years away from the other dates`);
    return [];
  });
}

/** A column of dates by its content, for names in any language; nothing when several hold dates: which one counts is for people to say. */
function datesIn(columns: readonly string[], sample: readonly Record<string, unknown>[], zone: string): ColumnMapping {
  const dated = columns.filter((column) => {
    const cells = sample.flatMap((row) => (typeof row[column] === 'string' ? row[column].trim() : '') || []);
    const dates = cells.filter((cell) => !/^\d+$/.test(cell) && toTime(cell, zone) !== null);
    return cells.length > 0 && dates.length >= MOSTLY * cells.length;
  });
  return dated.length === 1 ? { createdAt: dated[0]! } : {};
}

function chosen(path: string, columns: readonly string[], named: PastColumns): ColumnMapping {
  const { textColumn: text, dateColumn: createdAt, idColumn: id } = named;
  requireNamed(path, columns, { '--text-column': text, '--date-column': createdAt, '--id-column': id });
  return { ...(text && { text }), ...(createdAt && { createdAt }), ...(id && { id }) };
}

function requireColumns(path: string, columns: string[], mapping: ColumnMapping): ColumnMapping {
  for (const [role, what, option] of [
    ['text', 'the message', '--text-column'],
    ['createdAt', 'the date, such as created_at', '--date-column'],
  ] as const) {
    if (mapping[role] === undefined)
      throw new CommandError(
        `${path} has no column with ${what}. Its columns are: ${columns.join(', ')}. Name one with ${option}.`,
      );
  }
  return mapping;
}

function rowOf(
  row: Record<string, unknown>,
  mapping: ColumnMapping,
  { line, zone }: { line: number; zone: string },
): PastRow | string {
  const cell = (name: string | undefined) => {
    const value = name === undefined ? null : row[name];
    return value === null || value === undefined || typeof value === 'object' ? '' : String(value).trim();
  };
  const text = cell(mapping.text);
  const time = toTime(cell(mapping.createdAt), zone);
  if (time === null) return `"${mapping.createdAt}" holds no date`;
  if (text === '') return 'the text is empty';
  return {
    id: cell(mapping.id) || String(line),
    at: new Date(time),
    text,
    customer: cell(mapping.customerId ?? mapping.customerEmail) || null,
  };
}

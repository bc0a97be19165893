import { parse } from 'csv-parse/sync';
import { UnreadableFileError } from './decode-text.js';
import { roleOfName } from './guess-columns.js';

export interface CsvShape {
  delimiter: string;
  columns: string[];
  hasHeader: boolean;
}

const DELIMITERS = [',', ';', '\t', '|'];
const GUESS_LINES = 60;
/** Share of the first lines that must have as many cells as the first: prose with commas stays far below. */
const CONSISTENT = 0.8;

/** Finds delimiter and header in the head of a CSV file; throws UnreadableFileError when it is not a table. */
export function guessShape(path: string, head: string): CsvShape {
  const tables = DELIMITERS.map((delimiter) => ({ delimiter, table: cellsOf(head, delimiter) }));
  const best = tables
    .filter(({ table }) => (table[0]?.length ?? 0) > 1 && consistency(table) >= CONSISTENT)
    .sort((a, b) => b.table[0]!.length * consistency(b.table) - a.table[0]!.length * consistency(a.table))[0];
  if (best) return { delimiter: best.delimiter, ...header(best.table) };
  const only = singleColumn(tables[0]!.table);
  if (only) return { delimiter: ',', columns: [only], hasHeader: true };
  throw new UnreadableFileError(
    `${path} is not a CSV file: its lines do not have the same cells. Give a CSV with a header line such as id,text, or JSONL with one object per line.`,
  );
}

/** Cells of the whole lines in the head; the last line may be cut and is left out unless it is the only one. */
function cellsOf(head: string, delimiter: string): string[][] {
  try {
    const rows: string[][] = parse(head, {
      delimiter,
      relax_quotes: true,
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_error: true,
      record_delimiter: ['\r\n', '\n'],
      to: GUESS_LINES,
    });
    return rows.length > 1 && rows.length < GUESS_LINES && !head.endsWith('\n') ? rows.slice(0, -1) : rows;
  } catch {
    // A head that ends inside a quoted cell: the lines before it are enough.
    const cut = head.lastIndexOf('\n', head.length - 2);
    return cut > 0 ? cellsOf(head.slice(0, cut + 1), delimiter) : [];
  }
}

function consistency(table: string[][]): number {
  const width = table[0]!.length;
  return table.filter((row) => row.length === width).length / table.length;
}

/** A header is a row of short, different names without a digit at the start; otherwise columns are numbered. */
function header(table: string[][]): { columns: string[]; hasHeader: boolean } {
  const names = table[0]!.map((name) => name.trim());
  const plausible =
    names.every((name) => name.length <= 60 && !/^[\d+-]/.test(name)) && names.some((name) => name !== '');
  const known = names.some((name) => roleOfName(name) !== null);
  const distinct = new Set(names.filter(Boolean)).size === names.filter(Boolean).length;
  const wordy = names.some((name) => name.split(/\s+/).length > 5);
  if (!known && (!plausible || !distinct || wordy)) {
    return { columns: names.map((_, i) => `column ${i + 1}`), hasHeader: false };
  }
  return { columns: uniqueNames(names), hasHeader: true };
}

function uniqueNames(names: string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name, i) => {
    const base = name === '' ? `column ${i + 1}` : name;
    const times = (seen.get(base) ?? 0) + 1;
    seen.set(base, times);
    return times === 1 ? base : `${base} (${times})`;
  });
}

/** One column of texts needs a header we know, else any letter or log would pass for a table. */
function singleColumn(table: string[][]): string | null {
  const first = table[0];
  const name = first?.length === 1 ? first[0]!.trim() : null;
  return name && table.length > 1 && roleOfName(name) === 'text' ? name : null;
}

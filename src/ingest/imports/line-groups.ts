import { type ReadTicket, readTexts } from '../tickets/ticket-messages.js';
import { pauseNow } from './one-ahead.js';
import type { RowOrError } from './read-rows.js';
import type { TicketOrReason } from './row-to-ticket.js';

/** Lines per transaction: large enough for speed, small enough that a crash repeats little. */
const LINES_AT_ONCE = 250;
/** Lines read without looking up: other work of this process waits for some milliseconds at most. */
const LINES_IN_A_ROW = 10;

export interface Line {
  line: number;
  taken: { ticket: ReadTicket } | { reason: string };
}

export interface LineGroup {
  lines: Line[];
  /** How far the file was read with them. */
  bytesRead: number;
}

export interface GroupReading {
  toTicket: (row: Record<string, unknown>) => TicketOrReason;
  /** Lines before it were stored by an earlier attempt. */
  nextLine: number;
  bytesRead: () => number;
}

/** The lines of a file in groups of one transaction each, cleaned and ready to be stored. */
export async function* lineGroups(
  rows: AsyncIterable<RowOrError>,
  { toTicket, nextLine, bytesRead }: GroupReading,
): AsyncGenerator<LineGroup> {
  let lines: Line[] = [];
  for await (const { line, row, error } of rows) {
    if (line < nextLine) continue;
    const taken = row ? toTicket(row) : { reason: error };
    lines.push({ line, taken: 'ticket' in taken ? { ticket: readTexts(taken.ticket) } : taken });
    if (lines.length % LINES_IN_A_ROW === 0) await pauseNow();
    if (lines.length < LINES_AT_ONCE) continue;
    yield { lines, bytesRead: bytesRead() };
    lines = [];
  }
  if (lines.length > 0) yield { lines, bytesRead: bytesRead() };
}

import { guessColumns, type ColumnMapping } from '../../ingest/imports/guess-columns.js';
import { openRows, type OpenedRows, type RowOrError, UnreadableFileError } from '../../ingest/imports/read-rows.js';
import {
  isTicketShaped,
  type RowReading,
  ticketFromColumns,
  ticketFromObject,
  type TicketOrReason,
} from '../../ingest/imports/row-to-ticket.js';
import { cleanMessage } from '../../ingest/text/clean-message.js';
import type { NewTicket } from '../../ingest/tickets/ticket.schema.js';

/** A ticket with the customer's first message, cleaned and masked. */
export interface AuditTicket {
  ticket: NewTicket;
  masked: string;
  mined: string;
  language: string | null;
  /** Whether the encoder knows its language. */
  isRead: boolean;
  /** Null when the file does not say who wrote. */
  customer: string | null;
}

export interface AuditInput {
  mapping: ColumnMapping;
  columns: string[];
  hasDates: boolean;
  tickets: AuditTicket[];
  refused: { line: number; reason: string }[];
}

export interface AuditReading {
  /** Of dates without one. */
  zone: string;
  /** What the encoder reads; null for all. */
  languages: readonly string[] | null;
  now: Date;
  /** Columns that a person named; the others are guessed. */
  mapping?: ColumnMapping;
}

/** Reads an export whole. Throws UnreadableFileError with a sentence when it makes no sense as one. */
export async function readAuditTickets(path: string, reading: AuditReading): Promise<AuditInput> {
  const opened = await openRows(path);
  const isWhole = opened.sample.some(isTicketShaped);
  const mapping = { ...guessColumns(opened.columns, opened.sample), ...reading.mapping };
  requireTexts(path, opened, isWhole || mapping.text !== undefined);
  const hasIds = isWhole || mapping.id !== undefined;
  const byId = new Map<string, AuditTicket>();
  const refused: AuditInput['refused'] = [];
  for await (const row of opened.rows) {
    const taken = takeRow(row, { ...reading, mapping });
    if ('reason' in taken) {
      refused.push({ line: row.line, reason: taken.reason });
      continue;
    }
    // Without ids of their own, two tickets may say the same words.
    const key = hasIds ? taken.ticket.externalId : String(row.line);
    if (!byId.has(key)) byId.set(key, toAuditTicket(taken.ticket, reading.languages));
  }
  if (byId.size === 0)
    throw new UnreadableFileError(
      `No line of ${path} could be read as a ticket. The first reason: ${refused[0]?.reason ?? 'the file is empty'}.`,
    );
  return {
    mapping,
    columns: opened.columns,
    hasDates: isWhole || mapping.createdAt !== undefined,
    tickets: [...byId.values()],
    refused,
  };
}

function requireTexts(path: string, { format, columns, sample }: OpenedRows, hasText: boolean): void {
  if (format === 'csv' && sample.length === 0)
    throw new UnreadableFileError(`${path} has a header line, but no tickets below it.`);
  if (!hasText)
    throw new UnreadableFileError(
      `No column of ${path} reads like customers' text. Name it with --map text="...". Columns: ${columns.join(', ')}.`,
    );
}

function takeRow({ row, error }: RowOrError, reading: RowReading): TicketOrReason {
  if (!row) return { reason: error };
  return isTicketShaped(row) ? ticketFromObject(row) : ticketFromColumns(row, reading);
}

function toAuditTicket(ticket: NewTicket, languages: readonly string[] | null): AuditTicket {
  const { requester } = ticket;
  const said = wordsOf(ticket);
  const { masked, mined, language } = cleanMessage({
    text: said.text ?? undefined,
    html: said.html ?? undefined,
    knownNames: requester?.name ? [requester.name] : [],
  });
  const known = ticket.language ?? language;
  const isRead = languages === null || known === null || languages.includes(known.slice(0, 2).toLowerCase());
  const customer = requester?.externalId ?? null;
  return { ticket, masked, mined: isRead ? mined : '', language: known, isRead, customer };
}

/** The customer's first message, else the subject. */
function wordsOf({ messages, subject }: NewTicket): {
  text?: string | null | undefined;
  html?: string | null | undefined;
} {
  const first = messages.find(({ author, public: isPublic }) => author === 'customer' && isPublic);
  return first && (first.text?.trim() ?? first.html?.trim()) ? first : { text: subject, html: null };
}

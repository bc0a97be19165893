import { guessColumns, type ColumnMapping } from '../../ingest/imports/guess-columns.js';
import { openRows, UnreadableFileError } from '../../ingest/imports/read-rows.js';
import { isTicketShaped, ticketFromColumns, ticketFromObject } from '../../ingest/imports/row-to-ticket.js';
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
}

/** Reads an export whole. Throws UnreadableFileError with a sentence when it makes no sense as one. */
export async function readAuditTickets(path: string, { zone, languages, now }: AuditReading): Promise<AuditInput> {
  const opened = await openRows(path);
  const mapping = guessColumns(opened.columns, opened.sample);
  const isWhole = opened.sample.some(isTicketShaped);
  if (!mapping.text && !isWhole)
    throw new UnreadableFileError(
      `No column of ${path} reads like customers' text. Columns: ${opened.columns.join(', ')}.`,
    );
  const reading = { mapping, zone, now };
  const byId = new Map<string, AuditTicket>();
  const refused: AuditInput['refused'] = [];
  for await (const { line, row, error } of opened.rows) {
    const taken = row
      ? isTicketShaped(row)
        ? ticketFromObject(row)
        : ticketFromColumns(row, reading)
      : { reason: error };
    if ('reason' in taken) refused.push({ line, reason: taken.reason });
    else if (!byId.has(taken.ticket.externalId))
      byId.set(taken.ticket.externalId, toAuditTicket(taken.ticket, languages));
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

function toAuditTicket(ticket: NewTicket, languages: readonly string[] | null): AuditTicket {
  const first = ticket.messages.find(({ author, public: isPublic }) => author === 'customer' && isPublic);
  const said = first && hasText(first) ? first : { text: ticket.subject, html: null };
  const knownNames = ticket.requester?.name ? [ticket.requester.name] : [];
  const { masked, mined, language } = cleanMessage({
    text: said.text ?? undefined,
    html: said.html ?? undefined,
    knownNames,
  });
  const known = ticket.language ?? language;
  const isRead = languages === null || known === null || languages.includes(known.slice(0, 2).toLowerCase());
  return {
    ticket,
    masked,
    mined: isRead ? mined : '',
    language: known,
    isRead,
    customer: ticket.requester?.externalId ?? null,
  };
}

function hasText({ text, html }: NewTicket['messages'][number]): boolean {
  return Boolean(text?.trim() ?? html?.trim());
}

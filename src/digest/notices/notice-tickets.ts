import type { EntityManager } from 'typeorm';

export interface NoticeTicket {
  source: string;
  ticket: string;
  url: string | null;
  note: string;
}

/** The last ticket of everybody who raised it, with the note that an agent may paste there; for those without mail too. */
export function ticketsOfNotice(em: EntityManager, noticeId: string): Promise<NoticeTicket[]> {
  return em.query<NoticeTicket[]>(
    `SELECT t.source, t.external_id AS ticket, t.url, n.body AS note FROM customer_notice_recipient r
     JOIN customer_notice n ON n.id = r.notice_id JOIN ticket t ON t.id = r.ticket_id AND t.deleted_at IS NULL
     WHERE r.notice_id = $1 AND (r.left_out IS NULL OR r.left_out NOT IN ('left out by hand', 'does not want mails'))
     ORDER BY t.source, t.external_id`,
    [noticeId],
  );
}

/** Spreadsheets run cells that begin so as formulas (OWASP, CSV injection). */
const FORMULA = /^[=+\-@\t\r]/;

export function ticketsCsv(tickets: NoticeTicket[]): string {
  const columns = ['source', 'ticket', 'url', 'note'] as const;
  const lines = tickets.map((ticket) => columns.map((column) => cell(ticket[column] ?? '')).join(','));
  return `\uFEFF${[columns.join(','), ...lines].join('\r\n')}\r\n`;
}

function cell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

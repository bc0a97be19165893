import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { convert } from 'html-to-text';
import type { Company, SampleTicket } from './company.js';

function cell(value: unknown): string {
  const text = value === null || value === undefined ? '' : String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** RFC 4180, with a header and \n at the ends of lines. */
export function toCsv(rows: readonly Record<string, unknown>[]): string {
  const columns = Object.keys(rows[0] ?? {});
  const lines = rows.map((row) => columns.map((column) => cell(row[column])).join(','));
  return [columns.map(cell).join(','), ...lines, ''].join('\n');
}

function minutesBetween(from: string, to: string | null): number | null {
  return to ? Math.round((new Date(to).getTime() - new Date(from).getTime()) / 60_000) : null;
}

/** The columns a help desk's ticket export usually has. */
function exportRow(ticket: SampleTicket): Record<string, unknown> {
  const first = ticket.messages[0];
  return {
    'Ticket ID': ticket.external_id,
    Subject: ticket.subject,
    Description: first?.text ?? convert(first?.html ?? '', { wordwrap: false }),
    Status: ticket.status,
    Priority: ticket.priority,
    Via: ticket.channel,
    'Requester name': ticket.requester.name,
    'Requester email': ticket.requester.email,
    Assignee: ticket.agent,
    Group: ticket.team,
    Tags: ticket.tags.join(' '),
    Product: ticket.product,
    Plan: ticket.plan,
    Language: ticket.language,
    'Created at': ticket.created_at,
    'Updated at': ticket.updated_at,
    'Solved at': ticket.solved_at,
    'First reply time (min)': minutesBetween(ticket.created_at, ticket.first_reply_at),
    'Full resolution time (min)': minutesBetween(ticket.created_at, ticket.solved_at),
    Reopens: ticket.reopened_at.length,
    'Satisfaction score': ticket.csat?.score,
    'Satisfaction comment': ticket.csat?.comment,
  };
}

function csatRow(answer: Company['csat'][number]): Record<string, unknown> {
  const { ticket, score, scale, comment, answered_at, channel, agent } = answer;
  return { ticket_id: ticket, score, scale, comment, answered_at, channel, agent };
}

/**
 * Writes tickets.jsonl, tickets.csv, csat.csv, actions.json, customers.jsonl, articles/*.md and truth.json into the
 * folder, which is created. Existing files of these names are replaced.
 */
export function writeCompany(folder: string, company: Company): void {
  mkdirSync(join(folder, 'articles'), { recursive: true });
  const write = (name: string, content: string) => {
    writeFileSync(join(folder, name), content);
  };
  const jsonLines = (rows: readonly unknown[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  write('tickets.jsonl', jsonLines(company.tickets));
  write('tickets.csv', toCsv(company.tickets.map(exportRow)));
  write('csat.csv', toCsv(company.csat.map(csatRow)));
  write('customers.jsonl', jsonLines(company.customers));
  write('actions.json', `${JSON.stringify(company.actions, null, 2)}\n`);
  write('truth.json', `${JSON.stringify(company.truth, null, 2)}\n`);
  for (const article of company.articles) write(join('articles', `${article.slug}.md`), article.source);
}

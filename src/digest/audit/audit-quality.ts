import type { MinedMessages } from '../../insights/themes/mine-messages.js';
import { shareFacts } from '../facts/theme-facts.js';
import { count, number } from '../rendering/words.js';
import type { ColumnMapping } from '../../ingest/imports/guess-columns.js';
import type { AuditQuality } from './audit-report.js';
import type { AuditInput } from './read-audit-tickets.js';

/** Columns without which a part of the report is missing, and which part. */
const WANTED: [(keyof ColumnMapping)[], string][] = [
  [['createdAt'], 'a creation date: without it nothing can be said about change'],
  [['customerId', 'customerEmail'], 'a customer: without it one person who writes often looks like many'],
  [['solvedAt'], 'a solution date: without it there are no resolution figures'],
  [['firstReplyAt', 'firstReplyMinutes'], 'the first reply: without it there is no response time'],
  [['score'], 'a satisfaction score: without it there is no CSAT'],
  [['product'], 'a product: without it issues cannot be told apart by product'],
];

/** What the report rests on, so that nobody has to trust it blindly. */
export function qualityOf(input: AuditInput, { messages }: MinedMessages): AuditQuality {
  const issues = messages.filter(({ left }) => left === null);
  const inTheme = issues.filter(({ theme }) => theme >= 0).length;
  const unread = input.tickets.filter(({ isRead }) => !isRead);
  const others = [...Map.groupBy(unread, ({ language }) => language ?? 'unknown')].map(([language, tickets]) => {
    return { language, tickets: tickets.length };
  });
  others.sort((a, b) => b.tickets - a.tickets || a.language.localeCompare(b.language));
  return {
    columns: Object.fromEntries(Object.entries(input.mapping)),
    missing: isWholeTickets(input)
      ? []
      : WANTED.filter(([roles]) => !roles.some((role) => input.mapping[role])).map(([, what]) => what),
    inTheme: shareFacts(inTheme, issues.length),
    smallTalk: messages.filter(({ left }) => left === 'small talk').length,
    empty: messages.filter(({ left }, index) => left === 'blank' && input.tickets[index]!.isRead).length,
    unread: unread.length,
    otherLanguages: others.slice(0, 5),
    repeatedTexts: repeated(input),
    notes: unread.length ? [unreadWords(unread.length, others)] : [],
  };
}

function unreadWords(unread: number, others: AuditQuality['otherLanguages']): string {
  const names = new Intl.DisplayNames('en', { type: 'language' });
  const name = (code: string): string => (/^[a-z]{2,3}$/i.test(code) ? (names.of(code) ?? code) : code);
  const listed = others.slice(0, 5).map(({ language, tickets }) => `${name(language)} ${number(tickets)}`);
  return `${count(unread, 'ticket is', 'tickets are')} in languages that the encoder does not read (${listed.join(', ')}): counted, but in no theme.`;
}

function isWholeTickets({ columns }: AuditInput): boolean {
  return columns.includes('messages');
}

function repeated({ tickets }: AuditInput): number {
  const texts = new Set(tickets.map(({ masked }) => masked.toLowerCase()));
  return tickets.length - texts.size;
}

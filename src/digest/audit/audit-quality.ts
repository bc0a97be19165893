import type { MinedMessages } from '../../insights/themes/mine-messages.js';
import { shareFacts } from '../facts/theme-facts.js';
import type { AuditQuality } from './audit-report.js';
import type { AuditInput } from './read-audit-tickets.js';

/** Columns without which a part of the report is missing, and which part. */
const WANTED = [
  ['createdAt', 'a creation date: without it nothing can be said about change'],
  ['customerId', 'a customer: without it one person who writes often looks like many'],
  ['solvedAt', 'a solution date: without it there are no resolution figures'],
  ['firstReplyAt', 'the first reply: without it there is no response time'],
  ['score', 'a satisfaction score: without it there is no CSAT'],
  ['product', 'a product: without it issues cannot be told apart by product'],
] as const;

/** What the report rests on, so that nobody has to trust it blindly. */
export function qualityOf(input: AuditInput, { messages }: MinedMessages): AuditQuality {
  const issues = messages.filter(({ left }) => left === null);
  const inTheme = issues.filter(({ theme }) => theme >= 0).length;
  const languages = Map.groupBy(input.tickets, ({ language }) => language ?? 'unknown');
  const others = [...languages]
    .filter(([language]) => language !== 'en' && language !== 'unknown')
    .map(([language, tickets]) => ({ language, tickets: tickets.length }));
  others.sort((a, b) => b.tickets - a.tickets);
  const foreign = others.reduce((sum, { tickets }) => sum + tickets, 0);
  const notes = foreign
    ? [
        `The shipped encoder reads English. ${foreign} tickets seem to be in other languages; their themes are less reliable.`,
      ]
    : [];
  return {
    columns: Object.fromEntries(Object.entries(input.mapping)),
    missing: isWholeTickets(input) ? [] : WANTED.filter(([role]) => !input.mapping[role]).map(([, what]) => what),
    inTheme: shareFacts(inTheme, issues.length),
    smallTalk: messages.filter(({ left }) => left === 'small talk').length,
    empty: messages.filter(({ left }) => left === 'blank').length,
    otherLanguages: others.slice(0, 5),
    repeatedTexts: repeated(input),
    notes,
  };
}

function isWholeTickets({ columns }: AuditInput): boolean {
  return columns.includes('messages');
}

function repeated({ tickets }: AuditInput): number {
  const texts = new Set(tickets.map(({ masked }) => masked.toLowerCase()));
  return tickets.length - texts.size;
}

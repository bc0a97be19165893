import { asksNothing } from '../facts/gap-facts.js';
import type { AuditGap, AuditTheme } from './audit-report.js';
import type { AuditTicket } from './read-audit-tickets.js';

/** How well the help articles answer one theme. */
export interface Coverage {
  gap: 'likely' | 'possible' | 'none' | null;
  article: { title: string; similarity: number } | null;
  missingWords: string[];
}

/** Where fewer of all tickets carry a reply, the file does not say who was answered. */
const LEAST_TOLD = 0.5;

/** Missing articles: the likely ones first, then by tickets. What agents leave unanswered asked for nothing. */
export function gapsOf(
  coverage: Coverage[],
  themes: AuditTheme[],
  membersOf: (theme: number) => AuditTicket[],
): AuditGap[] {
  const replies = themes.map((_, index) => answeredAmong(membersOf(index)));
  const sum = (key: 'replied' | 'n'): number => replies.reduce((total, each) => total + each[key], 0);
  const isTold = sum('replied') >= LEAST_TOLD * sum('n');
  const gaps = themes.flatMap((theme, index): AuditGap[] => {
    const { gap, article, missingWords } = coverage[index]!;
    if (gap !== 'likely' && gap !== 'possible') return [];
    if (isTold && asksNothing(replies[index]!)) return [];
    const nearest = article && { title: article.title, similarity: article.similarity };
    const { id: themeId, label, tickets, quotes: questions } = theme;
    return [{ themeId, label, band: gap, tickets, nearest, missingWords: missingWords.slice(0, 6), questions }];
  });
  return gaps.sort((a, b) => (a.band === b.band ? b.tickets - a.tickets : a.band === 'likely' ? -1 : 1));
}

function answeredAmong(tickets: AuditTicket[]): { replied: number; n: number } {
  const isAnswered = ({ ticket }: AuditTicket): boolean =>
    Boolean(ticket.firstReplyAt) ||
    ticket.messages.some(({ author, public: isPublic }) => author === 'agent' && isPublic);
  return { replied: tickets.filter(isAnswered).length, n: tickets.length };
}

import type { Review } from './review.entity.js';
import type { ReviewDecision } from './review-decision.entity.js';

const WORDS: Record<string, string> = {
  accept: 'Accepted',
  dismiss: 'Dismissed',
  later: 'Left for later',
  open: 'Open',
  planned: 'Planned',
  in_progress: 'In progress',
  shipped: 'Shipped',
  declined: 'Declined',
};

export function decisionWords(decision: string): string {
  return WORDS[decision] ?? decision;
}

export interface Meeting {
  team: string;
  organisation: string;
  /** The week that the digest on the table was about. */
  period: string | null;
  lead: string | null;
  review: Review;
  decisions: ReviewDecision[];
  zone: string;
}

/** The minutes of a review as Markdown: what was decided, who does it until when. Names of themes are plain text in it. */
export function minutesOf({ team, organisation, period, lead, review, decisions, zone }: Meeting): string {
  const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: zone });
  const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: zone });
  const lines = [
    `# Weekly review: ${plain(team)}, ${day.format(review.startedAt)}`,
    '',
    `${plain(organisation)}${period ? ` · ${plain(period)}` : ''} · led by ${plain(review.startedBy)}, ${time.format(review.startedAt)}${review.endedAt ? `–${time.format(review.endedAt)}` : ''}`,
    '',
    ...(lead ? [`> ${plain(lead)}`, ''] : []),
    '## Decisions',
    '',
    ...(decisions.length ? decisions.flatMap(decisionLines) : ['None.']),
  ];
  return `${lines.join('\n')}\n`;
}

function decisionLines({ title, decision, owner, dueOn, note }: ReviewDecision): string[] {
  const who = [owner && `owner ${plain(owner)}`, dueOn && `due ${dueOn}`].filter(Boolean).join(', ');
  const line = `- **${plain(title)}**: ${decisionWords(decision)}${who ? ` (${who})` : ''}`;
  return note ? [line, ...note.split('\n').map((part) => `  ${plain(part)}`)] : [line];
}

function plain(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/([\\`*_[\]<>#|~])/g, '\\$1');
}

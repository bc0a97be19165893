import { count, percent, usualWords } from '../rendering/words.js';
import type { AuditReport } from './audit-report.js';

const MOST_STEPS = 5;
const RISING = new Set(['spike', 'rise', 'new', 'back']);
/** A theme of this share of all tickets deserves an owner. */
const LARGE_SHARE = 0.05;

/** What to do first, each step with the number that speaks for it. Rules: what rises, what lacks an article, what is largest. */
export function firstSteps({ themes, changes, gaps, quality }: AuditReport): string[] {
  const steps: string[] = [];
  for (const change of changes.filter(({ kind }) => RISING.has(kind)).slice(0, 2)) {
    steps.push(
      `Look into “${change.label}”: ${count(change.observed, 'ticket', 'tickets')} in ${daysWords(change.windowDays)}, ${usualWords(change.expected)}.`,
    );
  }
  for (const gap of (gaps ?? []).filter(({ band }) => band === 'likely').slice(0, 2)) {
    steps.push(
      `Write an article about “${gap.label}”: ${count(gap.tickets, 'ticket', 'tickets')}, and no article seems to answer them.`,
    );
  }
  const largest = themes.find(({ share }) => share.count / share.n >= LARGE_SHARE);
  if (largest)
    steps.push(
      `Give “${largest.label}” an owner: with ${percent(largest.share.count / largest.share.n)} of all tickets it is the largest issue.`,
    );
  if (quality.missing.length) steps.push(`Next time export ${quality.missing[0]!.replace(': ', ', since ')}.`);
  return steps.slice(0, MOST_STEPS);
}

export function daysWords(days: number): string {
  return days === 1 ? 'a day' : `${days} days`;
}

import { count, number, percent } from '../rendering/words.js';
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
      `Look into “${change.label}”: ${number(change.observed)} tickets in ${count(change.windowDays, 'day', 'days')} where ${number(change.expected)} were to be expected.`,
    );
  }
  for (const gap of (gaps ?? []).filter(({ band }) => band === 'likely').slice(0, 2)) {
    steps.push(
      `Write an article about “${gap.label}”: ${number(gap.tickets)} tickets, and no article seems to answer them.`,
    );
  }
  const largest = themes.find(({ share }) => share.count / share.n >= LARGE_SHARE);
  if (largest)
    steps.push(
      `Give “${largest.label}” an owner: it is ${percent(largest.share.count / largest.share.n)} of all tickets (n = ${number(largest.share.n)}).`,
    );
  if (quality.missing.length) steps.push(`Export these columns too: ${quality.missing[0]}.`);
  return steps.slice(0, MOST_STEPS);
}

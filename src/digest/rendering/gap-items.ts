import type { GapFacts } from '../facts/digest-facts.js';
import type { Item } from './document.js';
import { contacts, customers, number, shorten } from './words.js';
import { quoteSource } from './theme-items.js';

const QUESTIONS = 3;
const QUESTION_CHARACTERS = 160;

const TYPES: Record<string, string> = {
  missing: 'Article missing',
  insufficient: 'Article does not help',
  'hard-to-find': 'Hard to find',
  outdated: 'Article outdated',
  'duplicate-articles': 'Articles overlap',
};

/** One missing or failing article: what customers ask, what an article could save, what comes nearest today. */
export function gapItem(gap: GapFacts, zone: string): Item {
  return {
    key: `gap:${gap.id}`,
    subject: { kind: 'gap', id: gap.id },
    title: gap.label,
    badge: { text: TYPES[gap.type] ?? 'Article missing', tone: gap.band === 'likely' ? 'notice' : 'calm' },
    sentence: `${gap.band === 'likely' ? 'Likely' : 'Possibly'} no article answers this: ${contacts(gap.contacts)} from ${customers(gap.customers)} this week.`,
    details: detailsOf(gap),
    quotes: gap.questions
      .slice(0, QUESTIONS)
      .map((quote) => ({ text: shorten(quote.text, QUESTION_CHARACTERS), from: quoteSource(quote, zone) })),
    series: { values: gap.weekly, label: `Contacts a week, ${gap.weekly.length} weeks: ${gap.weekly.join(', ')}` },
    status: null,
    links: [
      { label: 'Evidence', path: `/themes/${gap.themeId}` },
      { label: 'Brief for the writer', path: `/gaps/${gap.id}` },
    ],
    answerable: true,
  };
}

function detailsOf(gap: GapFacts): string[] {
  const details: string[] = [];
  if (gap.avoidable) {
    const { low, median, high } = gap.avoidable;
    details.push(
      `An article could save about ${number(median)} contacts a week (80 % range ${number(low)}–${number(high)}, assuming that self-service solves 2 in 12).`,
    );
  }
  if (gap.nearest) details.push(`Nearest article: “${gap.nearest.title}”.`);
  if (gap.missingWords.length) details.push(`Customers say: ${gap.missingWords.join(', ')}.`);
  return details;
}

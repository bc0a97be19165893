import type { GapFacts } from '../facts/digest-facts.js';
import type { Item } from './document.js';
import { quoteWords } from './quote-words.js';
import { contacts, count, customers, number } from './words.js';
import { quoteSource } from './theme-items.js';

const QUESTIONS = 3;
const QUESTION_CHARACTERS = 160;
/** Less than one contact a week is told for a quarter, in which people can picture it. */
const WEEKS_OF_QUARTER = 13;

const TYPES: Record<string, string> = {
  missing: 'Article missing',
  insufficient: 'Article does not help',
  'hard-to-find': 'Hard to find',
  outdated: 'Article outdated',
  'duplicate-articles': 'Articles overlap',
};

/** One missing or failing article: what customers ask, what an article could save, what comes nearest today. */
export function gapItem(gap: GapFacts, zone: string, status: string | null): Item {
  return {
    key: `gap:${gap.id}`,
    subject: { kind: 'gap', id: gap.id },
    title: gap.label,
    badge: { text: TYPES[gap.type] ?? 'Article missing', tone: gap.band === 'likely' ? 'notice' : 'calm' },
    sentence: sentenceOf(gap),
    details: detailsOf(gap),
    quotes: gap.questions
      .slice(0, QUESTIONS)
      .map((quote) => ({ text: quoteWords(quote.text, QUESTION_CHARACTERS), from: quoteSource(quote, zone) })),
    series: { values: gap.weekly, label: `Contacts a week, ${gap.weekly.length} weeks: ${gap.weekly.join(', ')}` },
    status,
    links: [
      { label: 'Evidence', path: `/themes/${gap.themeId}` },
      { label: 'Writer’s brief', path: `/gaps/${gap.id}` },
    ],
    answerable: true,
  };
}

/** The week alone says little of an article that would serve for years, so the weeks before stand beside it. */
function sentenceOf({ band, type, contacts: now, customers: people, weekly }: GapFacts): string {
  const all = weekly.reduce((sum, value) => sum + value, 0);
  const sure = band === 'likely' ? 'Likely' : 'Possibly';
  const claim = type === 'missing' ? `${sure} no article answers this` : `${sure} the help does not answer this`;
  return `${claim}: ${contacts(now)} from ${customers(people)} this week, ${number(all)} in ${count(weekly.length, 'week', 'weeks')}.`;
}

function detailsOf({ avoidable, isRising, nearest, band, missingWords }: GapFacts): string[] {
  const details: string[] = [];
  if (isRising) details.push('It has only just risen, so it may be something broken: ask the product team first.');
  if (avoidable) details.push(savingWords(avoidable));
  if (nearest && band === 'likely') details.push(`No article comes near; the closest is “${nearest.title}”.`);
  if (nearest && band === 'possible') details.push(`The nearest article is “${nearest.title}”.`);
  if (missingWords.length) details.push(`Customers’ words for it: ${missingWords.join(', ')}.`);
  return details;
}

function savingWords({ low, median, high }: NonNullable<GapFacts['avoidable']>): string {
  const [factor, span] = median < 1 ? [WEEKS_OF_QUARTER, 'in three months'] : [1, 'a week'];
  const told = (value: number): string => number(value * factor < 2 ? value * factor : Math.round(value * factor));
  return `An article could save about ${told(median)} contacts ${span} (80 % range: ${told(low)} to ${told(high)}).`;
}

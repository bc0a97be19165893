import type { ActionFacts, EffectFacts } from '../facts/digest-facts.js';
import type { Item, Tone } from './document.js';
import { changeRange, changeWords } from './effect-words.js';
import { contacts, count, day, number } from './words.js';

export const VERDICTS: Record<string, { text: string; tone: Tone }> = {
  worked: { text: 'Worked', tone: 'good' },
  'early sign': { text: 'Early sign', tone: 'good' },
  partly: { text: 'Partly', tone: 'calm' },
  'did not halve': { text: 'Did not halve', tone: 'alarm' },
  'came back': { text: 'Came back', tone: 'alarm' },
  'too early': { text: 'Too early to tell', tone: 'calm' },
  'cannot tell': { text: 'Cannot tell', tone: 'calm' },
  'too few contacts to tell': { text: 'Too few contacts to tell', tone: 'calm' },
};

/** What a reading means, for those who do not read intervals. */
const MEANINGS: Record<string, string> = {
  'early sign': 'Fewer contacts than without the fix, by more than chance; how many fewer is not settled.',
  partly: 'It helps, but whether it removed a third or more is not settled.',
  'did not halve': 'Whatever it changed, it did not halve the contacts: the cause is likely still there.',
  'too early': 'The range still holds both a success and a failure.',
  'cannot tell': 'The range holds both a success and a failure, and more weeks would not settle it.',
  'too few contacts to tell': 'With so few contacts even a perfect fix would not show.',
};
/** Weeks after shipping of the look that follows the one after so many. */
const NEXT_LOOK: Record<number, number> = { 2: 4, 4: 8 };

const STATUSES: Record<ActionFacts['status'], string> = {
  open: 'open',
  planned: 'planned',
  in_progress: 'in progress',
  shipped: 'shipped',
  declined: 'declined',
};

/** One decision of the team and what came of it. */
export function actionItem(action: ActionFacts, zone: string): Item {
  return {
    key: `action:${action.id}`,
    subject: { kind: 'action', id: action.id },
    title: action.title,
    badge: action.effect
      ? (VERDICTS[action.effect.verdict] ?? null)
      : action.overdue
        ? { text: 'Overdue', tone: 'notice' }
        : null,
    sentence: action.effect ? effectSentence(action, action.effect, zone) : statusSentence(action, zone),
    details: action.effect ? effectDetails(action, action.effect) : [],
    quotes: [],
    series: action.weekly.length
      ? { values: action.weekly, label: `Contacts a week: ${action.weekly.join(', ')}` }
      : null,
    status: action.owner ? `Owner: ${action.owner}` : 'Nobody owns it yet',
    links: [{ label: 'History', path: `/actions/${action.id}` }],
    answerable: false,
  };
}

function effectDetails(action: ActionFacts, { verdict, weeks }: EffectFacts): string[] {
  if (verdict === 'came back') return [reopenedWords(action)];
  const meaning = MEANINGS[verdict];
  const next = NEXT_LOOK[weeks];
  const again = next && action.status === 'shipped' ? `It is looked at again ${next} weeks after shipping.` : '';
  return [[meaning, again].filter(Boolean).join(' ')].filter(Boolean);
}

function reopenedWords({ owner }: ActionFacts): string {
  return owner ? `Reopened for ${owner}: what was shipped does not hold any more.` : 'Reopened: nobody owns it yet.';
}

/** The contact rate since shipping against what was to be expected without the fix, always with the interval. */
export function effectSentence(action: ActionFacts, effect: EffectFacts, zone: string): string {
  const shipped = action.shippedAt ? `${shippedWords(action)} ${day(action.shippedAt, zone)}. ` : '';
  const counted = `${contacts(effect.observed)} in ${count(effect.weeks, 'week', 'weeks')} where ${number(effect.expected)} were to be expected without it`;
  if (effect.ratio === null || effect.low === null || effect.high === null) return `${shipped}${counted}.`;
  return `${shipped}${counted}: ${changeWords(effect.ratio)} (90 % interval: ${changeRange(effect.low, effect.high)}).`;
}

/** An article is written, a fix is shipped. */
function shippedWords({ gapId }: ActionFacts): string {
  return gapId ? 'Article written' : 'Shipped';
}

function statusSentence(action: ActionFacts, zone: string): string {
  const due = action.dueOn ? `, due ${day(action.dueOn, zone)}` : '';
  if (action.status === 'shipped' && action.shippedAt)
    return `${shippedWords(action)} ${day(action.shippedAt, zone)}; the effect is first read after two full weeks.`;
  return `${STATUSES[action.status][0]!.toUpperCase()}${STATUSES[action.status].slice(1)}${due}.`;
}

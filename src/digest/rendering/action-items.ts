import type { ActionFacts, EffectFacts } from '../facts/digest-facts.js';
import type { Item, Tone } from './document.js';
import { changeWords } from './effect-words.js';
import { count, day, number } from './words.js';

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
    details: action.effect?.verdict === 'came back' ? [reopenedWords(action)] : [],
    quotes: [],
    series: action.weekly.length
      ? { values: action.weekly, label: `Contacts a week: ${action.weekly.join(', ')}` }
      : null,
    status: [STATUSES[action.status], action.owner].filter(Boolean).join(', '),
    links: [{ label: 'History', path: `/actions/${action.id}` }],
    answerable: false,
  };
}

function reopenedWords({ owner }: ActionFacts): string {
  return owner ? `Reopened for ${owner}: what was shipped does not hold any more.` : 'Reopened: nobody owns it yet.';
}

/** The contact rate since shipping against what was to be expected without the fix, always with the interval. */
export function effectSentence(action: ActionFacts, effect: EffectFacts, zone: string): string {
  const shipped = action.shippedAt ? `Shipped ${day(action.shippedAt, zone)}. ` : '';
  const counted = `${number(effect.observed)} contacts in ${count(effect.weeks, 'week', 'weeks')} where ${number(effect.expected)} were to be expected`;
  if (effect.ratio === null || effect.low === null || effect.high === null) return `${shipped}${counted}.`;
  return `${shipped}${counted}: ${changeWords(effect.ratio)} (90 % interval ${changeWords(effect.low)} to ${changeWords(effect.high)}).`;
}

function statusSentence(action: ActionFacts, zone: string): string {
  const due = action.dueOn ? `, due ${day(action.dueOn, zone)}` : '';
  if (action.status === 'shipped' && action.shippedAt)
    return `Shipped ${day(action.shippedAt, zone)}; the effect is first read after two full weeks.`;
  return `${STATUSES[action.status][0]!.toUpperCase()}${STATUSES[action.status].slice(1)}${due}.`;
}

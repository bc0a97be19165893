import type { Effect } from '../effects/effect.entity.js';
import { VERDICTS } from '../rendering/action-items.js';
import type { Tone } from '../rendering/document.js';
import { changeRange, changeWords } from '../rendering/effect-words.js';
import { count, number } from '../rendering/words.js';
import type { ActionEvent } from './action-event.entity.js';
import { ACTION_STATUSES, type ActionStatus } from './action.entity.js';

/** Classes of the stylesheet. */
export const TONE_CLASSES: Record<Tone, string> = { alarm: 'bad', notice: 'warn', good: 'good', calm: '' };

export const STATUS_WORDS: Record<ActionStatus, string> = {
  open: 'Open',
  planned: 'Planned',
  in_progress: 'In progress',
  shipped: 'Shipped',
  declined: 'Declined',
};

export interface Badge {
  text: string;
  tone: string;
}

export function verdictBadge({ verdict }: Pick<Effect, 'verdict'>): Badge {
  const known = VERDICTS[verdict];
  return known ? { text: known.text, tone: TONE_CLASSES[known.tone] } : { text: verdict, tone: '' };
}

/** `2 Nov 2026`, as the people of the team name the day. */
export function dayWords(time: Date, zone: string): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: zone }).format(time);
}

export function statusChoices(current: ActionStatus | null) {
  return ACTION_STATUSES.map((value) => ({ value, label: STATUS_WORDS[value], isChosen: value === current }));
}

/** Each look in one line: what was counted, what was to be expected, and the change with its interval. */
export function effectRows(effects: Effect[]) {
  return effects.map((effect) => ({
    look: `after ${count(effect.weeks, 'week', 'weeks')}`,
    badge: verdictBadge(effect),
    observed: number(effect.observed),
    expected: number(effect.expected),
    change: effect.ratio === null ? '–' : changeWords(effect.ratio),
    interval: effect.low === null || effect.high === null ? '–' : changeRange(effect.low, effect.high),
    readAt: effect.readAt,
  }));
}

const FIELD_WORDS: Record<string, string> = {
  title: 'title',
  status: 'status',
  owner: 'owner',
  dueOn: 'due date',
  outsideUrl: 'outside issue',
  shippedAt: 'shipped on',
};

/** `status: open → shipped`. */
export function historyRows(events: ActionEvent[], zone: string) {
  return events.map(({ at, actor, change, note }) => ({
    at,
    actor,
    note,
    changes: Object.entries(change).map(([field, { from, to }]) => ({
      field: FIELD_WORDS[field] ?? field,
      from: valueWords(field, from, zone),
      to: valueWords(field, to, zone),
    })),
  }));
}

function valueWords(field: string, value: unknown, zone: string): string {
  if (value === null || value === undefined || value === '') return 'none';
  if (field === 'status') return (STATUS_WORDS[value as ActionStatus] ?? String(value)).toLowerCase();
  return field === 'shippedAt' ? dayWords(new Date(String(value)), zone) : String(value);
}

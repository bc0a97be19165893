import { layOut } from '../../backtest/history.js';
import type { Replay, ReplayedEvent } from '../../backtest/replay.js';
import { stack } from '../../embedding/matrix.js';
import type { AlertRehearsal } from './rehearsal.entity.js';
import { rehearsedEvents, rehearsedWeeks, whyTooShort } from './rehearse.js';
import { loudnessOf, rehearsalSentence } from './rehearsal-words.js';

/** A Wednesday; 33 days from there on, so that the history has five weeks, the first and the last cut off. */
const START = Date.parse('2025-01-08T09:00:00Z');
const messages = Array.from({ length: 33 }, (_, i) => ({
  id: `m${i}`,
  at: new Date(START + i * 86_400_000),
  customer: null,
  text: 'a',
}));
const history = layOut(messages, stack(messages.map(() => Float32Array.of(1, 0))), 'UTC');
const event = (key: number, day: number, more: Partial<ReplayedEvent> = {}) =>
  ({
    key,
    id: 't1',
    label: 'Cards',
    kind: 'spike',
    from: day,
    to: day + 1,
    day,
    until: day,
    observed: 9,
    expected: 2,
    usual: { low: 0, high: 4 },
    q: 0.01,
    members: ['m1'],
    ...more,
  }) as ReplayedEvent;
const replayed: Replay = {
  events: [event(1, 22), event(2, 30, { kind: 'new', id: null, label: 'what a customer wrote' }), event(3, 30)],
  weeks: [],
};
const done = {
  state: 'done',
  messages: 33,
  events: rehearsedEvents(history, replayed),
  weeks: rehearsedWeeks(history, replayed),
} as unknown as AlertRehearsal;

describe('a replay of the own history', () => {
  it('lists what would have been said, newest first, without words of customers', () => {
    expect(done.events.map(({ key, day, label }) => [key, day, label])).toEqual([
      [3, '2025-02-05', 'Cards'],
      [2, '2025-02-05', null],
      [1, '2025-01-28', 'Cards'],
    ]);
    expect(done.events[0]!.sentence).toBe('came all at once: 9 customers in a day where 0 to 4 are usual (2 expected)');
  });

  it('counts the weeks on which something could have been said, also the one that is cut off', () => {
    expect(done.weeks).toEqual([
      { from: '2025-01-27', days: 7, messages: 7, alerts: 1 },
      { from: '2025-02-03', days: 7, messages: 7, alerts: 2 },
    ]);
    const cut = layOut(messages.slice(0, 30), history.vectors, 'UTC');
    expect(rehearsedWeeks(cut, { events: [], weeks: [] }).map(({ days }) => days)).toEqual([7, 4]);
  });

  it('says how loud it was: 3 alerts in 2 weeks', () => {
    expect(loudnessOf(done)).toEqual({
      weeks: 2,
      alerts: 3,
      perWeek: 1.5,
      busiestWeek: 2,
      quietWeeks: 0,
      byKind: [
        { kind: 'spike', alerts: 2, perWeek: 1 },
        { kind: 'new', alerts: 1, perWeek: 0.5 },
      ],
    });
    expect(rehearsalSentence(done)).toBe(
      'On your own history of 33 messages there would have been 3 alerts in 2 weeks: 1.5 a week, 2 in the busiest.',
    );
  });

  it.each<[string | null, Partial<AlertRehearsal> | null]>([
    ['can be replayed', null],
    ['waits for its turn', { state: 'waiting' }],
    ['begins', { state: 'running', days: null, daysDone: 0 }],
    ['day 14 of 40', { state: 'running', days: 40, daysDone: 14 }],
    ['too short for a replay. Why not.', { state: 'too-short', reason: 'Why not.' }],
    ['failed. Ask again.', { state: 'failed', reason: 'Ask again.' }],
  ])('says how it stands: %s', (words, rehearsal) => {
    expect(rehearsalSentence(rehearsal as AlertRehearsal | null)).toContain(words);
  });

  it.each([
    [19, 90, '19 messages'],
    [500, 27, 'messages of 27 days'],
  ])('of %d messages in %d days is refused with the reason: %s', (count, days, reason) => {
    expect(whyTooShort(count, days)).toContain(reason);
  });

  it('of four weeks is not refused', () => {
    expect(whyTooShort(500, 28)).toBeNull();
  });
});

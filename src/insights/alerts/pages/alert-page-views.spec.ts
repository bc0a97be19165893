import type { AlertRow } from '../alert.entity.js';
import type { TrendItem } from '../../trends/trend-picture.js';
import { alertView } from '../alert-view.js';
import { alertCard, lifeLines, loudnessWords } from './alert-page-views.js';

const NOW = new Date('2026-11-23T09:00:00Z');
const at = (days: number) => new Date(NOW.getTime() + days * 86_400_000);
const ALERT = {
  id: 'a',
  themeId: 't',
  measure: 'contacts',
  kind: 'spike',
  title: 'Login',
  sentence: 'came all at once',
  windowFrom: at(-1),
  windowTo: at(0),
  raisedAt: at(-1),
  grewAt: at(-1),
  resolvedAt: null,
  snoozedUntil: null,
  judged: null,
  owners: null,
} as unknown as AlertRow;
const TEAMS = new Map([['team', 'Payments']]);
const shown = (row: AlertRow) => ({ row, view: alertView(row, TEAMS) });
const point = (day: number, contacts: number, expected: { low: number; high: number } | null) => ({
  from: at(day),
  to: at(day + 1),
  contacts,
  expected: expected && { value: 1, ...expected },
});
const trend = (...points: ReturnType<typeof point>[]) => ({ points }) as unknown as TrendItem;

describe('an alert on a page', () => {
  it('marks the days beyond what was expected, and begins where contacts begin', () => {
    const days = trend(
      point(-4, 0, null),
      point(-3, 2, null),
      point(-2, 3, { low: 0, high: 4 }),
      point(-1, 9, { low: 0, high: 4 }),
    );
    const { chart } = alertCard(shown(ALERT), days, 'UTC', NOW);
    expect(chart!.points.map(({ isOut }) => isOut)).toEqual([false, false, true]);
    expect(chart).toMatchObject({ from: '20 Nov', to: '22 Nov', top: '9' });
  });

  it('shows no chart of contacts for an alert about satisfaction', () => {
    expect(
      alertCard(shown({ ...ALERT, measure: 'csat' }), trend(point(-2, 1, null), point(-1, 1, null)), 'UTC', NOW).chart,
    ).toBeNull();
  });

  it.each([
    ['snoozed for a week', at(7), true, false],
    ['silenced until it is over', at(3650), true, true],
    ['awake again', at(-1), false, false],
  ])('is %s', (_, snoozedUntil, isSnoozed, isSilenced) => {
    expect(alertCard(shown({ ...ALERT, snoozedUntil }), undefined, 'UTC', NOW)).toMatchObject({
      isSnoozed,
      isSilenced,
    });
  });
});

describe('the owners of an alert', () => {
  it('stand there by name with the rule that gave it; a team that is gone does not', () => {
    const row = { ...ALERT, owners: ['team', 'gone'], ownerReasons: ['its rule asks for alerts', 'no rule claims it'] };
    expect(alertCard(shown(row), undefined, 'UTC', NOW).owners).toEqual([
      { id: 'team', name: 'Payments', because: 'its rule asks for alerts' },
    ]);
  });
});

describe('the life of an alert', () => {
  it.each([
    [null, 'Resolved by itself: two weeks had added nothing'],
    ['Ada', 'Resolved'],
  ])('says who ended it: %s', (by, words) => {
    expect(lifeLines([{ at: NOW, what: 'resolved', by, note: null }])).toEqual([{ at: NOW, words, by, note: null }]);
  });
});

describe('the loudness', () => {
  it.each([
    [
      { raised: 18, useful: 8, notUseful: 2 },
      '18 alerts in 12 weeks, 1.5 a week; of 10 that people judged, 8 were useful.',
    ],
    [{ raised: 1, useful: 0, notUseful: 0 }, '1 alert in 12 weeks, 0.1 a week; nobody has judged one yet.'],
  ])('is told with what it rests on', (counts, words) => {
    expect(loudnessWords({ days: 84, ...counts })).toBe(words);
  });
});

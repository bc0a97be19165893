import fc from 'fast-check';
import { businessMinutes, type BusinessCalendar } from './business-hours.js';
import { contactRate, deflection, failedSearchRate, satisfaction, themeCost } from './demand.js';
import { goalStatus } from '../goals/goal-status.js';
import { countInterval, type Kpi } from './kpi.js';
import { readings } from './readings.js';
import {
  backlog,
  escalationRate,
  firstContactResolution,
  reopenRate,
  repeatContactRate,
  resolutionRate,
} from './resolution.js';
import { firstResponseTime, handleTime, resolutionTime } from './speed.js';
import type { TicketFacts } from './ticket-facts.js';

const at = (iso: string) => new Date(iso);
const office = (zone: string, holidays: string[] = []): BusinessCalendar => ({
  zone,
  hours: {
    1: [['09:00', '17:00']],
    2: [['09:00', '17:00']],
    3: [['09:00', '17:00']],
    4: [['09:00', '17:00']],
    5: [
      ['09:00', '12:00'],
      ['13:00', '17:00'],
    ],
  },
  holidays,
});
const roundTheClock: BusinessCalendar = {
  zone: 'Europe/Berlin',
  hours: Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [day, [['00:00', '24:00']]])),
  holidays: [],
};

let next = 0;
function ticket(known: Partial<TicketFacts>): TicketFacts {
  return {
    id: `t${next++}`,
    customer: null,
    status: 'open',
    createdAt: at('2025-03-03T10:00:00Z'),
    firstReplyAt: null,
    replyTimes: [],
    solvedAt: null,
    reopenedTimes: [],
    escalatedAt: null,
    handleSeconds: null,
    csat: null,
    themes: [],
    ...known,
  };
}
const march = { from: at('2025-03-01T00:00:00Z'), to: at('2025-04-01T00:00:00Z') };
const later = at('2025-06-01T00:00:00Z');

describe('business minutes', () => {
  it.each([
    ['within a day', '2025-03-03T10:00:00Z', '2025-03-03T11:30:00Z', 90],
    ['over night: 16:00 to 10:00', '2025-03-03T16:00:00Z', '2025-03-04T10:00:00Z', 120],
    ['over the Friday lunch', '2025-03-07T11:30:00Z', '2025-03-07T13:30:00Z', 60],
    ['over a weekend: Friday 16:00 to Monday 09:30', '2025-03-07T16:00:00Z', '2025-03-10T09:30:00Z', 90],
    ['all in the night', '2025-03-03T18:00:00Z', '2025-03-04T08:00:00Z', 0],
    ['backwards', '2025-03-04T10:00:00Z', '2025-03-03T10:00:00Z', 0],
  ])('%s', (_, from, to, minutes) => {
    expect(businessMinutes(at(from), at(to), office('UTC'))).toBe(minutes);
  });

  it('skip holidays', () => {
    expect(
      businessMinutes(
        at('2025-04-17T16:00:00Z'),
        at('2025-04-22T10:00:00Z'),
        office('UTC', ['2025-04-18', '2025-04-21']),
      ),
    ).toBe(120);
  });

  it('follow the clock: the office in Berlin opens at 8:00 UTC before the change and at 7:00 UTC after it', () => {
    expect(businessMinutes(at('2025-03-28T15:00:00Z'), at('2025-03-31T08:00:00Z'), office('Europe/Berlin'))).toBe(
      60 + 60,
    );
  });

  it('of a whole day are 23 hours in spring and 25 in autumn', () => {
    expect(businessMinutes(at('2025-03-29T23:00:00Z'), at('2025-03-30T22:00:00Z'), roundTheClock)).toBe(23 * 60);
    expect(businessMinutes(at('2025-10-25T22:00:00Z'), at('2025-10-26T23:00:00Z'), roundTheClock)).toBe(25 * 60);
  });

  it('without a calendar are all minutes', () => {
    expect(businessMinutes(at('2025-03-30T00:00:00Z'), at('2025-03-31T00:00:00Z'), null)).toBe(1440);
  });

  it('of a period split anywhere add up', () => {
    const times = fc.integer({ min: Date.UTC(2025, 2, 20), max: Date.UTC(2025, 10, 5) });
    fc.assert(
      fc.property(
        times,
        times,
        times,
        fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu'),
        (a, b, c, zone) => {
          const [from, middle, to] = [a, b, c].sort((x, y) => x - y).map((ms) => new Date(ms)) as [Date, Date, Date];
          const calendar = office(zone, ['2025-05-01']);
          expect(businessMinutes(from, middle, calendar) + businessMinutes(middle, to, calendar)).toBeCloseTo(
            businessMinutes(from, to, calendar),
            6,
          );
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe('speed', () => {
  const replied = (minutes: number | null, known: Partial<TicketFacts> = {}) =>
    ticket({
      firstReplyAt: minutes === null ? null : new Date(at('2025-03-03T10:00:00Z').getTime() + minutes * 60_000),
      ...known,
    });

  it('of first replies: median 30 and p90 by hand; merged, spam, unanswered and impossible ones left out', () => {
    const tickets = [10, 20, 30, 40, 100].map((minutes) => replied(minutes));
    const others = [replied(null), replied(5, { status: 'merged' }), replied(5, { status: 'spam' }), replied(-5)];
    const { median, p90 } = firstResponseTime([...tickets, ...others], march, null);
    expect(median).toMatchObject({
      value: 30,
      n: 5,
      interval: { low: 10, high: 100 },
      note: '2 without a first reply left out',
    });
    expect(p90.value).toBeCloseTo(40 + 0.6 * 60, 9);
  });

  it('has an interval when there are enough: median of 1..100 minutes', () => {
    const { median } = firstResponseTime(
      Array.from({ length: 100 }, (_, i) => replied(i + 1)),
      march,
      null,
    );
    expect(median).toMatchObject({ value: 50.5, interval: { low: 41, high: 60 } });
  });

  it('is unknown, not zero, when no ticket was answered', () => {
    expect(firstResponseTime([replied(null)], march, null).median).toMatchObject({ value: null, n: 0 });
  });

  it('of solutions goes by the day of the solution', () => {
    const tickets = [
      ticket({ solvedAt: at('2025-03-03T12:00:00Z') }),
      ticket({ solvedAt: at('2025-04-01T00:00:00Z') }),
    ];
    expect(resolutionTime(tickets, march, null).median).toMatchObject({ value: 120, n: 1 });
  });

  it('of handling is a mean, and replies stand in when it is not recorded', () => {
    const solvedAt = at('2025-03-04T00:00:00Z');
    expect(
      handleTime([ticket({ solvedAt, handleSeconds: 600 }), ticket({ solvedAt, handleSeconds: 1200 })], march),
    ).toMatchObject({ value: 15, unit: 'minutes', n: 2 });
    const two = ticket({ solvedAt, replyTimes: [solvedAt, solvedAt] });
    expect(handleTime([two], march)).toMatchObject({ value: 2, unit: 'per ticket' });
    expect(handleTime([ticket({ solvedAt })], march)).toMatchObject({ value: null, n: 0 });
  });
});

describe('resolution', () => {
  const solvedAt = at('2025-03-10T00:00:00Z');
  const reply = at('2025-03-09T00:00:00Z');

  it('at first contact: one of four, the rest replied twice, reopened, or came back within a week', () => {
    const once = { solvedAt, replyTimes: [reply], customer: 'a', themes: ['x'] };
    const tickets = [
      ticket({ ...once }),
      ticket({ ...once, customer: 'b', replyTimes: [reply, reply] }),
      ticket({ ...once, customer: 'c', reopenedTimes: [reply] }),
      ticket({ ...once, customer: 'd' }),
      ticket({ customer: 'd', themes: ['x'], createdAt: at('2025-03-12T00:00:00Z') }),
    ];
    expect(firstContactResolution(tickets, march, later)).toMatchObject({ value: 25, n: 4 });
  });

  it('at first contact is not harmed by another theme, another customer or a month later', () => {
    const tickets = [
      ticket({ solvedAt, customer: 'a', themes: ['x'] }),
      ticket({ customer: 'a', themes: ['y'], createdAt: at('2025-03-12T00:00:00Z') }),
      ticket({ customer: 'b', themes: ['x'], createdAt: at('2025-03-12T00:00:00Z') }),
      ticket({ customer: 'a', themes: ['x'], createdAt: at('2025-04-12T00:00:00Z') }),
    ];
    expect(firstContactResolution(tickets, march, later)).toMatchObject({ value: 100, n: 1 });
  });

  it('at first contact is not judged within the week', () => {
    expect(firstContactResolution([ticket({ solvedAt })], march, at('2025-03-16T23:59:00Z'))).toMatchObject({
      value: null,
      n: 0,
    });
    expect(firstContactResolution([ticket({ solvedAt })], march, at('2025-03-17T00:00:00Z'))).toMatchObject({
      value: 100,
      n: 1,
    });
  });

  it('rate counts what was created, merged ones left out', () => {
    const tickets = [ticket({ solvedAt }), ticket({}), ticket({}), ticket({ status: 'merged', solvedAt })];
    expect(resolutionRate(tickets, march, later).value).toBeCloseTo(100 / 3, 9);
    expect(resolutionRate([ticket({})], march, later).value).toBeNull();
  });

  it('reopen and escalation rates are unknown when the source never says', () => {
    expect(reopenRate([ticket({ solvedAt })], march).value).toBeNull();
    expect(reopenRate([ticket({ solvedAt, reopenedTimes: [reply] }), ticket({ solvedAt })], march).value).toBe(50);
    expect(escalationRate([ticket({})], march).value).toBeNull();
    expect(escalationRate([ticket({ escalatedAt: reply }), ticket({}), ticket({}), ticket({})], march)).toMatchObject({
      value: 25,
      n: 4,
    });
  });

  it('repeat contacts: same customer and theme, 7 and 30 days', () => {
    const tickets = ['2025-03-01', '2025-03-06', '2025-03-25'].map((day) =>
      ticket({ customer: 'a', themes: ['x'], createdAt: at(`${day}T12:00:00Z`) }),
    );
    expect(repeatContactRate(tickets, march, 7)).toMatchObject({ value: expect.closeTo(100 / 3, 6), n: 3 });
    expect(repeatContactRate(tickets, march, 30).value).toBeCloseTo(200 / 3, 6);
    expect(repeatContactRate([ticket({ themes: ['x'] })], march, 7).value).toBeNull();
  });

  it('backlog is what was open at that instant, with the median age', () => {
    const tickets = [
      ticket({ createdAt: at('2025-03-01T00:00:00Z') }),
      ticket({ createdAt: at('2025-03-02T00:00:00Z'), status: 'solved', solvedAt: at('2025-03-20T00:00:00Z') }),
      ticket({ createdAt: at('2025-03-02T00:00:00Z'), status: 'solved', solvedAt: at('2025-03-02T10:00:00Z') }),
      ticket({ createdAt: at('2025-03-20T00:00:00Z') }),
      ticket({ createdAt: at('2025-03-01T00:00:00Z'), status: 'merged' }),
    ];
    expect(backlog(tickets, at('2025-03-03T00:00:00Z'))).toMatchObject({
      open: { value: 2, interval: null },
      age: { value: 1.5 * 1440 },
    });
  });
});

describe('splitting a period', () => {
  const instants = fc.date({ min: at('2025-02-01T00:00:00Z'), max: at('2025-05-01T00:00:00Z'), noInvalidDate: true });
  const tickets = fc.array(
    fc.record({
      createdAt: instants,
      solvedAt: fc.option(instants),
      escalatedAt: fc.option(instants),
      status: fc.constantFrom('open' as const, 'solved' as const, 'merged' as const),
    }),
    { maxLength: 40 },
  );

  it('adds up: counts and successes of the halves are those of the whole', () => {
    fc.assert(
      fc.property(tickets, fc.date({ min: march.from, max: march.to, noInvalidDate: true }), (known, middle) => {
        const all = [
          ...known.map((one) => ticket(one)),
          ticket({ escalatedAt: later, createdAt: at('2020-01-01T00:00:00Z') }),
        ];
        const parts = [
          { from: march.from, to: middle },
          { from: middle, to: march.to },
        ];
        const yes = ({ value, n }: Kpi) => ((value ?? 0) * n) / 100;
        const whole = escalationRate(all, march);
        const halves = parts.map((part) => escalationRate(all, part));
        expect(halves.reduce((sum, half) => sum + half.n, 0)).toBe(whole.n);
        expect(halves.reduce((sum, half) => sum + yes(half), 0)).toBeCloseTo(yes(whole), 6);
        const solved = parts.map((part) => resolutionTime(all, part, null).median.n);
        expect(solved[0]! + solved[1]!).toBe(resolutionTime(all, march, null).median.n);
      }),
    );
  });
});

describe('demand', () => {
  it('per 1,000 customers, with the interval of the count', () => {
    const rate = contactRate(40, 2000);
    expect(rate).toMatchObject({ value: 20, n: 40 });
    expect(rate.interval!.low).toBeCloseTo(countInterval(40).low / 2, 9);
    expect(contactRate(1, null).value).toBeNull();
  });

  it('of a count has about the exact Poisson interval: 10 is 4.8 to 18.4', () => {
    expect(countInterval(10).low).toBeCloseTo(4.9, 0);
    expect(countInterval(10).high).toBeCloseTo(17.3, 0);
    expect(countInterval(0).low).toBe(0);
  });

  it('self-service is unknown unless supplied', () => {
    expect(deflection({ sessions: null, sessionsWithContact: null }).value).toBeNull();
    expect(deflection({ sessions: 200, sessionsWithContact: null }).value).toBeNull();
    expect(deflection({ sessions: 200, sessionsWithContact: 50 })).toMatchObject({ value: 75, n: 200 });
    expect(failedSearchRate({ searches: null, failedSearches: null }).value).toBeNull();
    expect(failedSearchRate({ searches: 50, failedSearches: 5 }).value).toBe(10);
  });

  it('satisfaction is 4 and 5 of 5, 8 to 10 of 10, and says what it left out', () => {
    const answer = (score: number, scale: number) => ticket({ csat: { score, scale, at: at('2025-03-05T00:00:00Z') } });
    expect(
      satisfaction([answer(4, 5), answer(3, 5), answer(8, 10), answer(7, 10), answer(50, 100)], march),
    ).toMatchObject({ value: 50, n: 4, note: '1 on unknown scales left out' });
    expect(satisfaction([], march).value).toBeNull();
  });

  it('a theme costs contacts x hours x hourly cost, with the interval of the handling time', () => {
    const handle: Kpi = { value: 15, n: 30, interval: { low: 12, high: 18 }, unit: 'minutes', fields: [] };
    expect(themeCost(100, handle, 40)).toMatchObject({
      value: expect.closeTo(1000, 6),
      interval: { low: 800, high: 1200 },
    });
    expect(themeCost(100, handle, null).value).toBeNull();
    expect(themeCost(100, { ...handle, unit: 'per ticket' }, 40).value).toBeNull();
  });
});

describe('a goal', () => {
  const goal = { kpi: 'csat', target: 85, direction: 'at least' as const, by: at('2025-06-30T00:00:00Z') };
  const kpi = (low: number, high: number): Kpi => ({
    value: (low + high) / 2,
    n: 100,
    interval: { low, high },
    unit: 'percent',
    fields: [],
  });
  const [before, after] = [at('2025-06-01T00:00:00Z'), at('2025-07-01T00:00:00Z')];

  it.each([
    [kpi(86, 92), before, 'on track'],
    [kpi(70, 80), before, 'off track'],
    [kpi(80, 90), before, 'cannot tell'],
    [kpi(86, 92), after, 'reached'],
    [kpi(70, 80), after, 'missed'],
    [kpi(80, 90), after, 'cannot tell'],
    [{ ...kpi(0, 0), value: null, interval: null }, before, 'cannot tell'],
  ])('with %o on %o is %s', (value, now, status) => {
    expect(goalStatus(goal, value, now)).toBe(status);
  });

  it('may be an upper bound, and a count needs no interval', () => {
    const open = { ...kpi(0, 0), value: 30, interval: null, unit: 'count' as const };
    expect(goalStatus({ ...goal, target: 40, direction: 'at most' }, open, before)).toBe('on track');
  });
});

describe('readings', () => {
  const kpi = (value: number, half: number): Kpi => ({
    value,
    n: 200,
    interval: { low: value - half, high: value + half },
    unit: 'percent',
    fields: [],
  });

  it('fire when both changes are established, with their numbers', () => {
    const found = readings({
      handleTime: { before: kpi(20, 1), now: kpi(14, 1) },
      csat: { before: kpi(88, 2), now: kpi(79, 2) },
    });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      rule: 'fast-but-unhappy',
      rests: [
        { kpi: 'handleTime', before: 20, now: 14, n: 200 },
        { kpi: 'csat', before: 88, now: 79 },
      ],
    });
  });

  it('stay silent when the intervals touch or a number is unknown', () => {
    expect(
      readings({ handleTime: { before: kpi(20, 4), now: kpi(14, 4) }, csat: { before: kpi(88, 2), now: kpi(79, 2) } }),
    ).toEqual([]);
    expect(readings({ firstContactResolution: { before: kpi(70, 2), now: kpi(50, 2) } })).toEqual([]);
  });
});

import fc from 'fast-check';
import { seededRandom } from '../statistics/random.js';
import { advanceAlerts, explainedDays, type Alert } from './alert-life.js';
import { countDays, detect, type DatedMessage } from './detect.js';
import { expectation } from './expectation.js';
import type { Finding } from './finding.js';
import { scanNeighbours, type ScanMessage } from './neighbour-scan.js';
import { overdispersion } from './overdispersion.js';
import { others, volumeOf, type Series } from './series.js';
import { DAILY, FALLS, findDecreases, findIncreases, WEEKLY } from './theme-tests.js';
import { whySentence } from './why.js';

const finding = (known: Partial<Finding> = {}): Finding => ({
  id: 'a',
  kind: 'spike',
  from: 30,
  to: 31,
  observed: 12,
  expected: 1.5,
  usual: { low: 0, high: 4 },
  history: 20,
  q: 0.001,
  members: ['m1', 'm2'],
  ...known,
});

/** Poisson themes with equal daily means. */
function quietThemes(themes: number, days: number, mean: number, seed = 1): Series[] {
  const random = seededRandom(seed);
  return Array.from({ length: themes }, (_, i) => ({
    id: `t${i}`,
    counts: Array.from({ length: days }, () => random.poisson(mean)),
  }));
}

function countsWith(series: Series[], today: number) {
  return { series, volume: volumeOf(series), today };
}

describe('expectation', () => {
  it('is (H + .5) / Eh x E with shape 1 / (1/(H + .5) + spread): 19.5 / 1000 x 50 = .975', () => {
    const { mean, shape } = expectation({
      history: 19,
      othersThen: 1000,
      othersNow: 50,
      spreadNow: 0.1,
      spreadThen: 0.0125,
    })!;
    expect(mean).toBeCloseTo(0.975, 9);
    expect(shape).toBeCloseTo(1 / (1 / 19.5 + 0.1125), 9);
  });

  it('is unknown without a baseline', () => {
    expect(expectation({ history: 0, othersThen: 0, othersNow: 5, spreadNow: 0, spreadThen: 0 })).toBeNull();
  });
});

describe('volume', () => {
  it('is what all others add, bursts cut', () => {
    const volume = volumeOf(
      [
        { id: 'a', counts: [1, 1, 40] },
        { id: 'b', counts: [2, 2, 2] },
      ],
      [0, 5, 0],
    );
    expect(others(volume, 'a', { from: 0, to: 3 })).toBe(11);
    expect(others(volume, 'b', { from: 2, to: 3 })).toBeLessThan(7);
    expect(others(volume, 'b', { from: 0, to: 3 }, new Set([2]))).toBe(7);
  });
});

describe('overdispersion', () => {
  it('is about nothing for Poisson counts', () => {
    const series = quietThemes(60, 84, 1.2);
    expect(overdispersion(series, volumeOf(series), 83).week).toBeLessThan(0.03);
  });

  it('finds a relative variance of .2 between weeks, and less over longer windows', () => {
    const random = seededRandom(3);
    const series = Array.from({ length: 100 }, (_, i) => {
      let level = 1;
      const counts = Array.from({ length: 84 }, (_, day) => {
        if (day % 7 === 0) level = random.gamma(5, 1);
        return random.poisson(2 * level);
      });
      return { id: `t${i}`, counts };
    });
    const { week, fortnight, month } = overdispersion(series, volumeOf(series), 83);
    expect(week).toBeGreaterThan(0.13);
    expect(week).toBeLessThan(0.24);
    expect(fortnight).toBeLessThan(week * 0.75);
    expect(month).toBeLessThanOrEqual(fortnight);
  });

  it('assumes some restlessness while it cannot know', () => {
    const series = quietThemes(5, 84, 1);
    expect(overdispersion(series, volumeOf(series), 83).week).toBe(0.1);
  });
});

describe('tests of themes', () => {
  const day = 83;
  const change = (from: number, to: number, count: (n: number) => number) => {
    const series = quietThemes(40, 84, 0.6);
    series[7] = { id: 't7', counts: series[7]!.counts.map((n, d) => (d >= from && d < to ? count(n) : n)) };
    return countsWith(series, day);
  };

  it('find a spike on its day, with what is usual', () => {
    const found = findIncreases(
      change(83, 84, () => 9),
      DAILY,
    );
    expect(found.map(({ id, kind }) => [id, kind])).toEqual([['t7', 'spike']]);
    expect(found[0]!.observed).toBeGreaterThanOrEqual(9);
    expect(found[0]!.expected).toBeLessThan(2.5);
    expect(found[0]!.usual.high).toBeLessThan(7);
  });

  it('find a rise over two weeks and a theme that was hardly there before', () => {
    expect(
      findIncreases(
        change(70, 84, (n) => n + 2),
        WEEKLY,
      ),
    ).toMatchObject([{ id: 't7', kind: 'rise' }]);
    const fresh = change(70, 84, () => 1);
    fresh.series = fresh.series.map((one) =>
      one.id === 't7' ? { ...one, counts: one.counts.map((n, d) => (d < 70 ? 0 : n)) } : one,
    );
    expect(findIncreases(countsWith(fresh.series as Series[], day), WEEKLY)).toMatchObject([
      { id: 't7', kind: 'new', history: 0 },
    ]);
  });

  it('find a fall, and a theme that went quiet', () => {
    expect(
      findDecreases(
        change(56, 84, () => 0),
        FALLS,
      ),
    ).toMatchObject([{ id: 't7', kind: 'quiet', observed: 0 }]);
  });

  it('stay silent when everything doubles on one day', () => {
    const series = quietThemes(40, 84, 0.6).map(({ id, counts }) => ({
      id,
      counts: counts.map((n, d) => (d === 83 ? 2 * n : n)),
    }));
    expect(findIncreases(countsWith(series, day), DAILY)).toEqual([]);
  });

  it('do not find what an alert has explained', () => {
    const counts = change(83, 84, () => 9);
    expect(findIncreases(counts, DAILY, (id) => new Set(id === 't7' ? [83] : []))).toEqual([]);
  });

  it('claim nothing in the first three weeks', () => {
    const series = quietThemes(40, 15, 0.6).map((one, i) =>
      i ? one : { ...one, counts: one.counts.map((n, d) => (d === 14 ? 20 : n)) },
    );
    expect(findIncreases(countsWith(series, 14), DAILY)).toEqual([]);
  });

  it('never find more when the counts of a theme fall (monotone in the window)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 12 }), (n) => {
        const many = findIncreases(
          change(83, 84, () => n + 1),
          DAILY,
        ).some(({ id }) => id === 't7');
        const few = findIncreases(
          change(83, 84, () => n),
          DAILY,
        ).some(({ id }) => id === 't7');
        expect(!few || many).toBe(true);
      }),
      { numRuns: 10 },
    );
  });
});

describe('neighbour scan', () => {
  /** 8 weeks of 20 messages a day spread over 50 places on a ring; neighbours are those of the same place. */
  function ring(extra: number): { messages: ScanMessage[]; place: number[] } {
    const random = seededRandom(9);
    const place: number[] = [];
    const messages: ScanMessage[] = [];
    for (let day = 0; day < 70; day++) {
      for (let i = 0; i < 20; i++) {
        messages.push({ day, customer: null });
        place.push(random.below(50));
      }
    }
    for (let i = 0; i < extra; i++) {
      messages.push({ day: 69, customer: `c${i}` });
      place.push(17);
    }
    return { messages, place };
  }
  const scan = ({ messages, place }: ReturnType<typeof ring>) =>
    scanNeighbours({
      messages,
      today: 69,
      overdispersion: 0,
      neighboursOf: (centre) => {
        const index = place.flatMap((other, i) => (other === place[centre] && i !== centre ? [i] : []));
        return { index, similarity: index.map(() => 0.9) };
      },
    });

  it('finds eight messages about the same on one day, once, with its members', () => {
    const { messages, place } = ring(8);
    const bursts = scan({ messages, place });
    expect(bursts).toHaveLength(1);
    expect(bursts[0]!.members.filter((i) => place[i] === 17).length).toBe(bursts[0]!.members.length);
    expect(bursts[0]!.observed).toBeGreaterThanOrEqual(7);
  });

  it('finds nothing where nothing happened', () => {
    expect(scan(ring(0))).toEqual([]);
  });

  it('does not find again what an event that is over has told', () => {
    const { messages, place } = ring(8);
    expect(scan({ messages: messages.map((one) => ({ ...one, isTold: one.customer !== null })), place })).toEqual([]);
  });

  it('counts a customer who writes eight times once', () => {
    const { messages, place } = ring(8);
    expect(scan({ messages: messages.map((one) => ({ ...one, customer: one.customer && 'same' })), place })).toEqual(
      [],
    );
  });
});

describe('the life of an alert', () => {
  const same = (alert: Alert, other: Finding) => alert.id === other.id;

  it('is raised once, grows on the next day and resolves after 14 days without growth', () => {
    const first = advanceAlerts([], [finding()], 30, same);
    expect(first.raised).toHaveLength(1);
    const second = advanceAlerts(
      first.alerts,
      [finding({ from: 31, to: 32, members: ['m3'], q: 1e-6, observed: 15 })],
      31,
      same,
    );
    expect(second.raised).toEqual([]);
    expect(second.grown).toMatchObject([
      { key: 1, members: ['m1', 'm2', 'm3'], days: [30, 31], observed: 15, raisedOn: 30 },
    ]);
    expect(advanceAlerts(second.alerts, [], 44, same).resolved).toEqual([]);
    expect(advanceAlerts(second.alerts, [], 45, same).resolved).toMatchObject([{ key: 1, resolvedOn: 45 }]);
  });

  it('does not count twice what is said twice on a day', () => {
    const { raised, grown } = advanceAlerts([], [finding(), finding({ members: ['m2', 'm9'] })], 30, same);
    expect(raised).toMatchObject([{ members: ['m1', 'm2', 'm9'] }]);
    expect(grown).toEqual([]);
  });

  it('is a new one after it was resolved, and for the other direction', () => {
    const old = advanceAlerts([], [finding()], 30, same).alerts;
    const resolved = advanceAlerts(old, [], 50, same).alerts;
    expect(advanceAlerts(resolved, [finding({ from: 51, to: 52 })], 51, same).raised).toMatchObject([{ key: 2 }]);
    expect(advanceAlerts(old, [finding({ kind: 'fall' })], 31, same).raised).toMatchObject([{ key: 2, kind: 'fall' }]);
  });

  it('explains its days until it has become what is usual', () => {
    const [alert] = advanceAlerts([], [finding({ kind: 'rise', from: 3, to: 31 })], 30, same).alerts as [Alert];
    expect(explainedDays([alert], 31).size).toBe(28);
    expect(explainedDays([alert], 58).size).toBe(0);
    expect(explainedDays([{ ...alert, kind: 'fall' }], 31).size).toBe(0);
  });
});

describe('a day', () => {
  const message = (id: string, day: number, theme: string | null, customer: string | null = null): DatedMessage => ({
    id,
    day,
    theme,
    customer,
  });

  it('counts customers, not messages', () => {
    const { series, rest } = countDays(
      [message('1', 0, 'a', 'x'), message('2', 0, 'a', 'x'), message('3', 0, 'a'), message('4', 1, null)],
      2,
    );
    expect(series).toEqual([{ id: 'a', counts: [2, 0] }]);
    expect(rest).toEqual([0, 1]);
  });

  it('says that a theme is back, naming the messages, when it had been silent for four weeks', () => {
    const random = seededRandom(2);
    const usual = Array.from({ length: 84 * 20 }, (_, i) =>
      message(`u${i}`, Math.floor(i / 20), `t${random.below(20)}`),
    );
    const old = Array.from({ length: 10 }, (_, i) => message(`o${i}`, 2 * i, 'gone'));
    const now = Array.from({ length: 8 }, (_, i) => message(`n${i}`, 83, 'gone'));
    const messages = [...usual, ...old, ...now].sort((a, b) => a.day - b.day);
    const found = detect({ messages, today: 83, isWeekEnd: true, scan: null, explained: () => new Set() });
    expect(found.find(({ id }) => id === 'gone')).toMatchObject({ kind: 'back', members: now.map(({ id }) => id) });
  });

  it('is explained in one sentence with the numbers', () => {
    expect(whySentence(finding())).toBe(
      'came all at once: 12 customers in a day where 0 to 4 are usual (1.5 expected)',
    );
    expect(whySentence(finding({ kind: 'rise', to: 44, observed: 23, expected: 11.4 }))).toBe(
      'is up: 23 customers in 14 days where 0 to 4 are usual (11 expected)',
    );
  });
});

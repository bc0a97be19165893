import { Kernels } from '../../embedding/kernels.js';
import { matrixOf, normaliseRows, type Matrix } from '../../embedding/matrix.js';
import { shippedModels } from '../../embedding/model-folder.js';
import { seededRandom, type Random } from '../../statistics/random.js';
import { linkageTree } from '../../themes/lifecycle/average-linkage.js';
import type { ScanMessage } from '../neighbour-scan.js';
import { scanGroups } from './group-scan.js';
import { groupMessages, groupsOf, type MessageGroups } from './message-groups.js';

let kernels: Kernels;
beforeAll(async () => {
  kernels = await Kernels.open(shippedModels('kernels'), 1);
});

/** Unit vectors around a point of their own for each place. */
function around(places: readonly number[], random: Random): Matrix {
  const cols = 24;
  const centres = Array.from({ length: 60 }, () => Array.from({ length: cols }, () => random.uniform() - 0.5));
  const data = Float32Array.from(
    places.flatMap((place) => centres[place]!.map((x) => x + 0.3 * (random.uniform() - 0.5))),
  );
  return normaliseRows(matrixOf(data, cols));
}

const membersOf = ({ order, from, to }: MessageGroups, g: number) =>
  [...order.subarray(from[g]!, to[g]!)].sort((a, b) => a - b);
const groupNumbers = (groups: MessageGroups) => [...groups.from.keys()];

describe('groups of messages', () => {
  it('are nodes of a tree whose joins are at the mean cosine between the members of the two', async () => {
    const random = seededRandom(4);
    const rows = around(
      Array.from({ length: 40 }, () => random.below(8)),
      random,
    );
    const cosines = await kernels.similarities(rows, rows);
    const joins = linkageTree({ ...cosines, data: cosines.data.slice() });
    expect(joins).toHaveLength(39);
    const members: number[][] = Array.from({ length: 40 }, (_, i) => [i]);
    for (const { left, right, cosine } of joins) {
      const pairs = members[left]!.flatMap((a) => members[right]!.map((b) => cosines.data[a * 40 + b]!));
      expect(cosine).toBeCloseTo(pairs.reduce((a, b) => a + b, 0) / pairs.length, 4);
      members.push([...members[left]!, ...members[right]!]);
    }
    const groups = groupsOf(
      joins,
      Array.from({ length: 40 }, (_, i) => [i]),
    );
    const expected = members.slice(40).filter(({ length }) => length >= 3);
    expect(groupNumbers(groups).map((g) => String(membersOf(groups, g)))).toEqual(
      expected.map((one) => String([...one].sort((a, b) => a - b))),
    );
  });

  it('weigh 1 on average, an issue of its own more than a part of one', async () => {
    const random = seededRandom(5);
    const places = Array.from({ length: 120 }, (_, i) => i % 6);
    const groups = await groupMessages(kernels, around(places, random));
    const apart = groupNumbers(groups).map((g) => groups.apart[g]!);
    expect(apart.reduce((a, b) => a + b, 0) / apart.length).toBeCloseTo(1, 4);
    const whole = groupNumbers(groups).filter((g) => groups.to[g]! - groups.from[g]! === 20);
    const parts = groupNumbers(groups).filter((g) => groups.to[g]! - groups.from[g]! < 10);
    expect(whole).toHaveLength(6);
    expect(Math.min(...whole.map((g) => groups.apart[g]!))).toBeGreaterThan(
      Math.max(...parts.map((g) => groups.apart[g]!)),
    );
  });

  it('hold every message once, however many there are', async () => {
    const random = seededRandom(6);
    const places = Array.from({ length: 4300 }, () => random.below(60));
    const groups = await groupMessages(kernels, around(places, random));
    expect([...groups.order].sort((a, b) => a - b)).toEqual([...places.keys()]);
    const whole = groupNumbers(groups).filter((g) => {
      const members = membersOf(groups, g);
      const inPlace = members.filter((i) => places[i] === places[members[0]!]).length;
      return inPlace === members.length && inPlace === places.filter((place) => place === places[members[0]!]).length;
    });
    expect(whole).toHaveLength(60);
  });
});

describe('scan of groups', () => {
  const WINDOW = { days: 7, baseline: 56, least: 3, ratio: 2, alpha: 0.05 };

  /** Nine weeks of 12 messages a day in 30 groups, and a group of some messages of its own, as tight as the others or less. */
  function weeks(own: readonly ScanMessage[], apart = 1) {
    const random = seededRandom(9);
    const places: number[] = [];
    const messages: ScanMessage[] = Array.from({ length: 63 * 12 }, (_, i) => {
      places.push(random.below(30));
      return { day: Math.floor(i / 12), customer: null };
    });
    const groupOf = (place: number) => [...places.keys()].filter((i) => places[i] === place);
    const members = [
      ...Array.from({ length: 30 }, (_, place) => groupOf(place)),
      own.map((_, i) => messages.length + i),
    ];
    const to = members.map((_, g) => members.slice(0, g + 1).flat().length);
    const groups = {
      order: Int32Array.from(members.flat()),
      from: Int32Array.from(members, (one, g) => to[g]! - one.length),
      to: Int32Array.from(to),
      apart: Float32Array.from(members, (_, g) => (g === 30 ? apart : 1)),
    };
    return scanGroups({ messages: [...messages, ...own], today: 62, overdispersion: 0 }, groups, [WINDOW]);
  }
  const written = (days: readonly number[]): ScanMessage[] => days.map((day, i) => ({ day, customer: `c${i}` }));
  const FRESH = [56, 58, 59, 61, 62];

  it('finds five customers who write for the first time about one thing, and only them', () => {
    const found = weeks(written(FRESH));
    expect(found.map(({ observed, customers, history }) => [observed, customers, history])).toEqual([[5, 5, 0]]);
    expect(found[0]!.members).toEqual([756, 757, 758, 759, 760]);
    expect(found[0]!.usual.mean).toBeLessThan(0.1);
  });

  it('finds nothing where the same was asked before', () => {
    expect(weeks(written([...FRESH, 3, 17, 30, 41]))).toEqual([]);
  });

  it('asks more of a group that hardly stands out', () => {
    const three = written(FRESH.slice(2));
    expect(weeks(three)).toHaveLength(1);
    expect(weeks(three, 0.1)).toEqual([]);
  });

  it('counts a customer once, and not what has been told', () => {
    expect(weeks(FRESH.map((day) => ({ day, customer: 'same' })))).toEqual([]);
    expect(weeks(written(FRESH).map((one) => ({ ...one, isTold: true })))).toEqual([]);
  });
});

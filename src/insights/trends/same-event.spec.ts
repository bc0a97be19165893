import type { Alert } from './alert-life.js';
import type { DatedMessage } from './detect.js';
import type { Finding } from './finding.js';
import { directionOf, explainedBy, recountNear, resembles, themesOf, type Scene } from './same-event.js';
import { scanOf, scanParts } from './scan-day.js';

/** Messages on a circle: the angle in degrees says what each is about. */
function sceneOf(messages: Record<string, { theme: string | null; angle: number | null }>): Scene {
  const vectorOf = (id: string) => {
    const angle = messages[id]?.angle;
    if (angle === null || angle === undefined) return null;
    const radians = (angle * Math.PI) / 180;
    return Float32Array.of(Math.cos(radians), Math.sin(radians));
  };
  return { themeOf: (id) => messages[id]?.theme ?? null, vectorOf };
}

const finding = (known: Partial<Finding>): Finding => ({
  id: null,
  kind: 'spike',
  from: 30,
  to: 31,
  observed: 5,
  expected: 1,
  usual: { low: 0, high: 3 },
  history: 2,
  q: 0.001,
  members: [],
  ...known,
});
const alert = (known: Partial<Alert>): Alert => ({
  ...finding(known),
  key: 1,
  raisedOn: 30,
  grewOn: 30,
  resolvedOn: null,
  days: [30],
  ...known,
});

describe('two reports are of one event', () => {
  const scene = sceneOf({
    a: { theme: 't1', angle: 0 },
    b: { theme: 't1', angle: 5 },
    c: { theme: 't2', angle: 35 },
    d: { theme: null, angle: 60 },
    e: { theme: null, angle: null },
  });
  const known = alert({ members: ['a', 'b'] });

  it('when they share messages', () => {
    expect(resembles(scene, known, finding({ members: ['b', 'c', 'd'] }))).toBe(true);
  });

  it('when the messages of the first are now in the theme of the second', () => {
    expect(resembles(scene, known, finding({ id: 't1', members: ['x'] }))).toBe(true);
    expect(resembles(scene, known, finding({ id: 't2', members: ['x'] }))).toBe(false);
  });

  it('when they mean nearly the same, and what comes at once needs less for it', () => {
    const other = finding({ members: ['c'] });
    expect(resembles(scene, known, other)).toBe(true);
    expect(resembles(scene, { ...known, grewOn: 20 }, other)).toBe(false);
    expect(resembles(scene, known, finding({ members: ['d'] }))).toBe(false);
  });

  it('but not by meaning when nothing is embedded, nor for what fell', () => {
    expect(resembles(scene, alert({ members: ['e'] }), finding({ members: ['d'] }))).toBe(false);
    const fall = finding({ kind: 'fall', id: 't9', members: ['c'] });
    expect(resembles(scene, alert({ kind: 'fall', id: 't8', members: ['a'] }), fall)).toBe(false);
    expect(resembles(scene, alert({ kind: 'fall', id: 't9', members: [] }), fall)).toBe(true);
  });

  it('and a later division of the theme is followed', () => {
    expect(themesOf(scene, ['a', 'b', 'c'])).toEqual(['t1', 't2']);
    expect(themesOf(scene, ['a', 'b', 'x', 'y', 'c'])).toEqual(['t1']);
    expect(directionOf(scene, ['e'])).toBeNull();
  });

  it('whose days are not counted again, except the day that is looked at', () => {
    const explained = explainedBy(scene, [alert({ members: ['a', 'b'], days: [29, 30] })], 30);
    expect([...explained('t1')]).toEqual([29]);
    expect([...explained('t2')]).toEqual([]);
  });
});

describe('counting without regard to themes', () => {
  it('finds the messages that a neighbour took over', () => {
    const message = (id: string, day: number, theme: string): DatedMessage => ({ id, day, theme, customer: null });
    const messages = [
      message('a', 0, 't1'),
      message('b', 1, 't1'),
      message('f', 1, 't1'),
      message('c', 2, 't2'),
      message('d', 2, 't2'),
    ];
    const scene = sceneOf({
      a: { theme: 't1', angle: 0 },
      b: { theme: 't1', angle: 2 },
      f: { theme: 't1', angle: 30 },
      c: { theme: 't2', angle: 12 },
      d: { theme: 't2', angle: 80 },
    });
    expect(recountNear(scene, messages, 't1', 3)).toEqual([1, 1, 1, 0]);
  });
});

describe('a scan', () => {
  const dated = (day: number, i: number): DatedMessage => ({ id: `${day}-${i}`, day, theme: null, customer: null });

  it('looks at twelve weeks and begins bursts in the last four', () => {
    const { before, recent } = scanParts(
      Array.from({ length: 100 }, (_, day) => dated(day, 0)),
      98,
    );
    expect([before[0]!.day, before.at(-1)!.day]).toEqual([15, 70]);
    expect([recent[0]!.day, recent.at(-1)!.day]).toEqual([71, 98]);
  });

  it('takes a part of a baseline that is too large, and fewer days where a month is too much', () => {
    const days = (each: number) =>
      Array.from({ length: 84 }, (_, day) => Array.from({ length: each }, (_, i) => dated(day, i))).flat();
    const large = scanParts(days(400), 83);
    expect(large.recent).toHaveLength(28 * 400);
    expect(large.before.length).toBeGreaterThan(3000);
    expect(large.before.length).toBeLessThanOrEqual(6000);
    expect(scanParts(days(1000), 83).recent).toHaveLength(12_000);
  });

  it('has no neighbours where none were looked for', () => {
    const parts = scanParts([dated(0, 0), dated(40, 0), dated(41, 0)], 41);
    const found = {
      index: Int32Array.of(2, 1),
      similarity: Float32Array.of(0.9, 0.9),
      each: 1,
      space: null,
      groups: null,
    };
    const { messages, neighboursOf } = scanOf(parts, found)!;
    expect(messages.map(({ day }) => day)).toEqual([0, 40, 41]);
    expect([0, 1, 2].map((position) => [...Array.from(neighboursOf(position).index)])).toEqual([[], [2], [1]]);
  });
});

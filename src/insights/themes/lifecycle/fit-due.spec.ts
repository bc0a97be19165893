import { fitDue } from './fit-due.js';
import { planRebuild } from './plan-rebuild.js';
import { stack } from '../../embedding/matrix.js';

describe('the fit that is due', () => {
  const last = { isThisWeek: true, encoderId: 1, discoveredAmong: 100 };
  const now = { ready: 100, waiting: 0, last, encoderId: 1 };

  it.each([
    ['none below twenty messages', { ...now, ready: 19, last: null }, null],
    ['the first at twenty', { ...now, ready: 20, last: null }, 'first'],
    ['none while a large import is still being read', { ...now, waiting: 11, last: null }, null],
    ['none twice in a week', now, null],
    ['the weekly one in a new week', { ...now, last: { ...last, isThisWeek: false } }, 'weekly'],
    ['a new search among three times as many', { ...now, ready: 300 }, 'grown'],
    ['one for another encoder', { ...now, encoderId: 2 }, 'encoder'],
    ['none for another encoder that has not read nearly everything', { ...now, encoderId: 2, waiting: 2 }, null],
  ])('is %s', (_name, situation, kind) => expect(fitDue(situation)).toBe(kind));
});

describe('a new search', () => {
  const name = (label: string) => ({ label, keywords: [label], subtitle: label });
  const live = ['old-a', 'old-b', 'old-c'].map((id) => ({
    id,
    rootId: id,
    state: 'active' as const,
    pinned: false,
    notAnIssue: false,
    label: id,
    namedBy: 'engine' as const,
  }));
  const themes = ['old-a', 'old-a', 'old-a', 'old-b', 'old-b', 'old-c', null, 'old-c'];
  const inputs = {
    ids: themes.map((_, i) => `s${i}`),
    vectors: stack(themes.map(() => Float32Array.of(1, 0))),
    texts: [],
    people: [],
    themes,
    fixed: [false, false, false, false, false, false, false, true],
    hash: '',
    rest: Buffer.alloc(0),
  };
  const found = {
    assignments: [0, 0, 0, 1, 1, 0, 2, 0],
    centroids: stack([Float32Array.of(1, 0), Float32Array.of(0, 1), Float32Array.of(0, 1)]),
    themes: [
      { ...name('a'), size: 5 },
      { ...name('b'), size: 2 },
      { ...name('new'), size: 1 },
    ],
    projected: null,
    assignAt: 0.7,
  };

  it('gives found themes the identity of the old ones whose messages they hold', () => {
    const plan = planRebuild(inputs, live, new Set(), found);
    expect(plan.moves.map(({ id }) => id)).toEqual(['old-a', 'old-b']);
    expect(plan.births.map(({ label }) => label)).toEqual(['new']);
    expect(plan.retired).toEqual([{ id: 'old-c', into: 'old-a' }]);
  });

  it('ends no theme that people have touched, and moves no message that a person placed', () => {
    const plan = planRebuild(inputs, live, new Set(['old-c']), found);
    expect(plan.retired).toEqual([]);
    expect(plan.themes[7]).toBe('old-c');
  });
});

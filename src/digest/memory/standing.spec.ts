import { exampleFacts } from '../rendering/example-facts.js';
import { boostOf, hasGrown, isAway, standingWords } from './standing.js';

const { memory: empty } = exampleFacts();

describe('hasGrown', () => {
  it.each([
    [10, 14, false],
    [10, 16, false],
    [10, 21, false],
    [10, 22, true],
    [100, 149, false],
    [100, 150, true],
    [0, 3, false],
    [0, 4, true],
  ])('from %d to %d is %s', (level, now, grown) => {
    expect(hasGrown(level, now)).toBe(grown);
  });
});

describe('a dismissed item', () => {
  const memory = { ...empty, dismissed: { 'theme:a': { on: '2026-11-03T09:00:00Z', level: 12, reason: 'Known' } } };

  it('stays away until it has grown', () => {
    expect([isAway(memory, 'theme:a', 15), isAway(memory, 'theme:a', 31), isAway(memory, 'theme:b', 15)]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('says why it is back', () => {
    expect(standingWords(memory, 'theme:a', 31, 'UTC')).toEqual([
      'Dismissed on 3 November at 12 contacts a week (“Known”); shown again since it has grown to 31.',
    ]);
  });
});

describe('what readers found useful', () => {
  it.each([
    [{ useful: 1, notUseful: 0 }, 2],
    [{ useful: 9, notUseful: 0 }, 2],
    [{ useful: 0, notUseful: 9 }, 0.5],
    [{ useful: 2, notUseful: 2 }, 1],
  ])('%j moves it by %d', (answers, boost) => {
    expect(boostOf({ ...empty, answers: { 'theme:a': answers } }, 'theme:a')).toBe(boost);
  });

  it('is said', () => {
    const memory = { ...empty, answers: { 'theme:a': { useful: 2, notUseful: 0 } } };
    expect(standingWords(memory, 'theme:a', 5, 'UTC')).toEqual(['Stands higher: 2 readers found it useful lately.']);
    expect(standingWords(empty, 'theme:a', 5, 'UTC')).toEqual([]);
  });
});

import type { Alert } from '../trends/alert-life.js';
import type { Finding } from '../trends/finding.js';
import { isEndedByHand, isNews } from './alert-state.js';

const FINDING: Finding = {
  id: 'cards',
  kind: 'spike',
  from: 30,
  to: 31,
  observed: 12,
  expected: 2,
  usual: { low: 0, high: 5 },
  history: 60,
  q: 0.001,
  members: ['a', 'b', 'c', 'd'],
};
const ENDED: Alert = { ...FINDING, key: 1, raisedOn: 30, grewOn: 30, resolvedOn: 30, days: [30] };

describe('what a person has ended', () => {
  it.each<[string, Partial<Finding>, boolean]>([
    ['is not raised again by the same messages', {}, true],
    ['nor by a few more of them', { observed: 17, members: ['a', 'b', 'c', 'd', 'e'] }, true],
    ['but when it is half as much again', { observed: 18 }, false],
    ['but by other messages of the same theme', { members: ['x', 'y', 'z'] }, false],
    ['but when it turns around', { kind: 'quiet' }, false],
    ['nor, without messages, in an overlapping window', { members: [], from: 25, to: 39 }, true],
    ['but, without messages, in a later window', { members: [], from: 31, to: 45 }, false],
    ['but, without messages, about another theme', { members: [], id: 'fees' }, false],
  ])('%s', (_, found, isEnded) => {
    expect(isEndedByHand([ENDED], { ...FINDING, ...found })).toBe(isEnded);
  });
});

describe('news of an alert', () => {
  it.each([
    [{ kind: 'spike' as const, observed: 14 }, false],
    [{ kind: 'spike' as const, observed: 15 }, true],
    [{ kind: 'rise' as const, observed: 10 }, true],
  ])('since 10 customers came at once: %o is %s', (now, isTold) => {
    expect(isNews({ kind: 'spike', observed: 10 }, now)).toBe(isTold);
  });
});

import { whyLeftOut } from './left-out.js';

const now = new Date('2026-11-23T09:00:00Z');
const daysAgo = (days: number): Date => new Date(now.getTime() - days * 86_400_000);
const history = (lastMailAt: Date | null, hasOptedOut = false) => ({ person: 'p', lastMailAt, hasOptedOut });

describe('whyLeftOut', () => {
  it.each([
    ['tells somebody we know nothing else of', 'p', null, [], null],
    ['tells somebody who heard from us 30 days ago', 'p', history(daysAgo(30)), [], null],
    ['leaves out who has no address', null, null, [], 'no address'],
    ['leaves out who heard from us 29 days ago', 'p', history(daysAgo(29)), [], 'heard from us lately'],
    ['leaves out who does not want mails', 'p', history(null, true), [], 'does not want mails'],
    ['tells one address once', 'p', null, ['p'], 'same address'],
  ] as const)('%s', (_title, person, known, seen, reason) => {
    expect(whyLeftOut(person, { seen: new Set(seen), history: known, now })).toBe(reason);
  });
});

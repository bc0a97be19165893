import {
  answersByItem,
  dismissalsByItem,
  type EarlierDigest,
  heldOver,
  missedWeeks,
  restatedWeeks,
} from './recollect.js';

const weeks = [44, 45, 46, 47].map((n, i) => ({
  name: `2026-W${n}`,
  to: new Date(Date.UTC(2026, 10, 2 + 7 * i)),
  contacts: 100 + i,
}));
const digest = (n: number, changes: Partial<EarlierDigest> = {}): EarlierDigest => ({
  week: `2026-W${n}`,
  label: `week ${n}`,
  lead: `Lead ${n}`,
  contacts: 100 + n - 44,
  held: null,
  ...changes,
});

describe('answersByItem', () => {
  it('counts a reader once, however often they click', () => {
    const answer = { itemKey: 'theme:a', reader: 'r1', answer: 'useful' };
    const others = [
      { ...answer, reader: 'r2' },
      { ...answer, reader: 'r2', answer: 'not-useful' },
      { ...answer, answer: 'accept' },
    ];
    expect(answersByItem([answer, answer, ...others])).toEqual({ 'theme:a': { useful: 2, notUseful: 1 } });
  });
});

describe('dismissalsByItem', () => {
  const weekly = new Map([['a', [3, 5, 8, 21]]]);
  const at = new Date('2026-11-11T10:00:00Z');
  const dismissal = { itemKey: 'theme:a', themeId: 'a', at, reason: 'Known limit' };

  it('takes the level of the last complete week before it', () => {
    expect(dismissalsByItem([dismissal], weekly, weeks)).toEqual({
      'theme:a': { on: at.toISOString(), level: 5, reason: 'Known limit' },
    });
  });

  it('lets the newest dismissal count', () => {
    const older = { ...dismissal, at: new Date('2026-11-03T10:00:00Z'), reason: 'Older' };
    expect(dismissalsByItem([older, dismissal], weekly, weeks)['theme:a']!.reason).toBe('Known limit');
  });

  it('takes the earliest known week when the theme is younger, and 0 for a theme without weeks', () => {
    const long = { ...dismissal, at: new Date('2026-06-01T10:00:00Z') };
    expect(dismissalsByItem([long], weekly, weeks)['theme:a']!.level).toBe(3);
    expect(dismissalsByItem([long], new Map(), weeks)['theme:a']!.level).toBe(0);
  });
});

describe('earlier weeks', () => {
  it('are restated when they count otherwise now', () => {
    const told = [digest(45, { contacts: 96 }), digest(46)];
    expect(restatedWeeks(told, weeks)).toEqual([{ week: '2026-W45', told: 96, now: 101 }]);
  });

  it('are named when no digest was built for them', () => {
    expect(missedWeeks([digest(44)], weeks, '2026-W47')).toEqual(['2026-W45', '2026-W46']);
    expect(missedWeeks([digest(46)], weeks, '2026-W47')).toEqual([]);
    expect(missedWeeks([], weeks, '2026-W47')).toEqual([]);
  });

  it('are told later when they were held back to be combined', () => {
    const earlier = [
      digest(43, { held: 'combined' }),
      digest(44),
      digest(45, { held: 'combined' }),
      digest(46, { held: 'skipped' }),
    ];
    expect(heldOver(earlier, '2026-W47').map(({ week }) => week)).toEqual(['2026-W45']);
  });
});

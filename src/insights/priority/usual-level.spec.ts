import { knownPeriods, usualLevel } from './usual-level.js';

const theme = (...contacts: number[]) => ({ before: contacts.map((count) => ({ contacts: count })) });

describe('the usual level of a theme', () => {
  it('leaves out the periods before anything was connected, and the one in which it was', () => {
    const themes = [theme(0, 2, 30, 30), theme(0, 0, 0, 12)];
    const known = knownPeriods(themes);
    expect(known).toBe(2);
    expect(themes.map((one) => usualLevel(one, known))).toEqual([30, 6]);
  });

  it('counts a quiet period once others had contacts', () => {
    expect(usualLevel(theme(0, 8), knownPeriods([theme(0, 8), theme(5, 5)]))).toBe(4);
  });

  it('is not known of few contacts or none', () => {
    expect(usualLevel(theme(0, 3), 1)).toBeNull();
    expect(usualLevel(theme(), knownPeriods([theme()]))).toBeNull();
    expect(knownPeriods([])).toBe(0);
    expect(knownPeriods([theme(0, 0, 5)])).toBe(1);
  });
});

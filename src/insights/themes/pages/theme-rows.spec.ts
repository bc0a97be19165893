import type { ReadTheme } from '../reading/theme-reader.service.js';
import { byArea, segmentTable, sentimentRows, themeRow } from './theme-rows.js';

const THEME = {
  id: 't',
  label: 'Login',
  area: null,
  state: 'active',
  coverage: null,
  sentiment: null,
} as unknown as ReadTheme;
const inArea = (id: string, area: string | null, contacts: number) =>
  themeRow({ ...THEME, id, contacts, area: area ? { id: area, label: area } : null }, undefined, 'UTC');

describe('a theme as a row', () => {
  it('says plainly what is not known', () => {
    expect(themeRow(THEME, undefined, 'UTC')).toMatchObject({
      answered: 'not judged yet',
      negative: null,
      chart: null,
      change: null,
    });
  });
});

describe('areas', () => {
  it('come by contacts, themes without one last', () => {
    const rows = [inArea('1', null, 50), inArea('2', 'small', 2), inArea('3', 'large', 9), inArea('4', 'small', 3)];
    const groups = byArea(rows, new Map(), 'UTC');
    expect(groups.map(({ label, themes }) => [label, themes.length])).toEqual([
      ['large', 1],
      ['small', 2],
      ['In no area', 1],
    ]);
  });
});

describe('segments', () => {
  const segments = (free: number, paid: number) => [
    { dimension: 'plan' as const, value: 'free', contacts: free },
    { dimension: 'plan' as const, value: 'paid', contacts: paid },
  ];

  it('stand beside their share of everything, and are marked where the theme concentrates', () => {
    const rows = segmentTable({ ...THEME, segments: segments(30, 2) }, { segments: segments(100, 100) });
    expect(rows.map(({ value, contacts, everywhere }) => [value, contacts, everywhere])).toEqual([
      ['free', 30, 0.5],
      ['paid', 2, 0.5],
    ]);
    expect(rows[0]!.odds).toContain('95 %');
    expect(rows[1]!.odds).toBeNull();
  });

  it('are not marked when it is spread as everything is', () => {
    const rows = segmentTable({ ...THEME, segments: segments(5, 5) }, { segments: segments(100, 100) });
    expect(rows.every(({ odds }) => odds === null)).toBe(true);
  });
});

describe('sentiment', () => {
  it('is nothing of no message', () => {
    expect(sentimentRows(null)).toBeNull();
  });
});

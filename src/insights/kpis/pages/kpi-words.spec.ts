import { KPI_KEYS } from '../definitions.js';
import type { KpiGroupResult } from '../kpis.service.js';
import { type CardContext, kpiCards, type KpiView, readingRows, trendWeeks } from './kpi-cards.js';
import { changeVerdict, kpiText, whyUnknown } from './kpi-words.js';

describe('the words of figures', () => {
  it.each([
    [84.23, 'percent', '84.2 %'],
    [0.4, 'minutes', '0.4 min'],
    [45, 'minutes', '45 min'],
    [60, 'minutes', '1 h'],
    [200, 'minutes', '3 h 20 min'],
    [119.6, 'minutes', '2 h'],
    [4380, 'minutes', '73 h'],
    [32, 'points', '+32'],
    [-4.5, 'points', '-4.5'],
    [1.24, 'per ticket', '1.2 replies'],
    [12_345.6, 'money', '12,346 EUR'],
    [null, 'percent', 'not known'],
  ] as const)('of %s %s are %s', (value, unit, text) => {
    expect(kpiText(value, unit, 'EUR')).toBe(text);
  });
});

describe('a change', () => {
  const percent = (low: number, high: number) => ({
    value: (low + high) / 2,
    interval: { low, high },
    unit: 'percent' as const,
  });

  it.each([
    ['good', percent(80, 85), percent(70, 75), 'higher'],
    ['bad', percent(80, 85), percent(70, 75), 'lower'],
    ['calm', percent(80, 85), percent(70, 82), 'higher'],
    ['calm', percent(80, 85), percent(70, 75), null],
  ] as const)('is %s', (tone, now, before, better) => {
    expect(changeVerdict(now, before, better)!.tone).toBe(tone);
  });

  it('is not judged of what is not known, has no interval or another unit', () => {
    const now = percent(80, 85);
    expect(changeVerdict(now, { ...now, value: null }, 'higher')).toBeNull();
    expect(changeVerdict(now, { ...now, interval: null }, 'higher')).toBeNull();
    expect(changeVerdict(now, { ...percent(1, 2), unit: 'minutes' }, 'higher')!.tone).toBe('calm');
  });
});

describe('the reason why a figure is not known', () => {
  it.each([
    ['csat', undefined, 'nobody gave a rating in this period'],
    ['deflection', 'no help-centre sessions were supplied', 'no help-centre sessions were supplied'],
    ['cost', 'needs handling times and an hourly cost', 'it needs handling times and an hourly cost'],
    ['resolutionRate', undefined, 'no ticket of this period has status'],
  ] as const)('of %s is told', (key, note, why) => {
    expect(whyUnknown({ key, fields: ['status'], ...(note && { note }) })).toBe(why);
  });
});

describe('a reading', () => {
  it('names what it rests on, in its units', () => {
    const items = [
      { key: 'csat', name: 'CSAT', unit: 'percent' },
      { key: 'repeatContact7', name: 'Repeat contacts, 7 days', unit: 'percent' },
    ] as unknown as KpiView['items'];
    const rests = [
      { kpi: 'csat' as const, before: 80, now: 71.23, n: 40 },
      { kpi: 'repeatContact' as const, before: 2, now: 5, n: 90 },
    ];
    const [row] = readingRows({ items, readings: [{ rule: 'r', says: 'Look.', rests }] }, null);
    expect(row!.rests).toEqual([
      { name: 'CSAT', before: '80 %', now: '71.2 %', n: 40 },
      { name: 'Repeat contacts, 7 days', before: '2 %', now: '5 %', n: 90 },
    ]);
  });
});

describe('the weeks of a figure', () => {
  const zone = 'Europe/Berlin';
  const weeks = trendWeeks({ from: new Date(0), to: new Date('2026-11-25T12:00:00Z') }, zone);

  it('are the twelve complete ones before the end, across a change of clocks', () => {
    expect([weeks.from.toISOString(), weeks.to.toISOString()]).toEqual([
      '2026-08-30T22:00:00.000Z',
      '2026-11-22T23:00:00.000Z',
    ]);
  });

  it('begin with the first that is known, and have a gap where nothing is', () => {
    const kpi = (value: number | null) => ({ value, n: 10, interval: null, unit: 'percent', fields: [] });
    const csat = { key: 'csat', name: 'CSAT', definition: 'd', better: 'higher', ...kpi(80), before: kpi(70) };
    const unknown = KPI_KEYS.filter((key) => key !== 'csat').map((key) => ({ key, ...kpi(null), before: kpi(null) }));
    const view = { items: [csat, ...unknown] } as unknown as KpiView;
    const byWeek = [
      ['2026-10-05', 70],
      ['2026-10-19', 90],
    ].map(([group, value]) => ({ group, kpis: { csat: kpi(Number(value)) } })) as unknown as KpiGroupResult[];
    const context: CardContext = { query: {}, weeks, byWeek, zone, currency: null };
    const card = kpiCards(view, context).sections[0]!.cards[0]!;
    expect(card.chart!.points.map(({ value }) => value)).toEqual([70, null, 90, null, null, null, null]);
    expect(card.chart).toMatchObject({ from: '5 Oct', to: '16 Nov' });
  });
});

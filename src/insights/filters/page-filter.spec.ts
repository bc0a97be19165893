import { z } from 'zod';
import { filterBar, pagePeriod, pageQuery, PageFilterQuery, periodWords } from './page-filter.js';

const NOW = new Date('2026-11-23T09:00:00Z');
const BERLIN = { now: NOW, zone: 'Europe/Berlin' };
const read = (query: Record<string, string>) => z.object(PageFilterQuery).parse(query);

describe('the filter of a page', () => {
  it('takes what a form leaves open as not given', () => {
    expect(read({ days: '', until: '', product: '', plan: 'pro' })).toEqual({ plan: 'pro' });
  });

  it('refuses what is no day and no length', () => {
    expect(() => read({ until: 'tomorrow' })).toThrow();
    expect(() => read({ days: '3' })).toThrow();
  });

  it.each([
    ['28 days up to now', {}, '2026-10-26T09:00:00.000Z', '2026-11-23T09:00:00.000Z'],
    [
      'whole local days up to a day',
      { days: '7', until: '2026-11-15' },
      '2026-11-08T23:00:00.000Z',
      '2026-11-15T23:00:00.000Z',
    ],
    [
      'across a change of clocks',
      { days: '28', until: '2026-11-15' },
      '2026-10-18T22:00:00.000Z',
      '2026-11-15T23:00:00.000Z',
    ],
    [
      'no longer than until now',
      { days: '7', until: '2026-12-24' },
      '2026-11-16T09:00:00.000Z',
      '2026-11-23T09:00:00.000Z',
    ],
    [
      'a linked period as it is',
      { from: '2026-11-02T00:00:00Z', to: '2026-11-09T00:00:00Z' },
      '2026-11-02T00:00:00.000Z',
      '2026-11-09T00:00:00.000Z',
    ],
  ])('means %s', (_, query, from, to) => {
    const period = pagePeriod(read(query as Record<string, string>), BERLIN);
    expect([period.from.toISOString(), period.to.toISOString()]).toEqual([from, to]);
  });

  it('never gives a period that ends before it begins', () => {
    const { from, to } = pagePeriod(read({ from: '2026-11-09T00:00:00Z', to: '2026-11-02T00:00:00Z' }), BERLIN);
    expect(from < to).toBe(true);
  });

  it('keeps the filter in links', () => {
    expect(pageQuery(read({ days: '7', product: 'A & B' }), { by: 'plan', days: null })).toBe(
      '?product=A+%26+B&by=plan',
    );
    expect(pageQuery({})).toBe('');
  });

  it('offers the values there are and the one that was asked for', () => {
    const choices = [{ name: 'product' as const, value: 'web' }];
    const bar = filterBar(read({ product: 'gone' }), { action: '/kpis', choices });
    expect(bar.selects).toEqual([
      {
        name: 'product',
        label: 'Product',
        options: [
          { value: 'gone', isChosen: true },
          { value: 'web', isChosen: false },
        ],
      },
    ]);
    expect(bar.isNarrowed).toBe(true);
  });

  it('names the days it touches', () => {
    const week = { from: new Date('2026-11-08T23:00:00Z'), to: new Date('2026-11-15T23:00:00Z') };
    expect(periodWords(week, 'Europe/Berlin')).toBe('9 Nov to 15 Nov 2026');
  });
});

import type { TrendFacts } from '../facts/digest-facts.js';
import { composeDigest, type DigestContext, weekLabel } from './compose.js';
import type { TeamKind } from './document.js';
import { exampleFacts, exampleTheme } from './example-facts.js';

const context = (kind: TeamKind): DigestContext => ({
  organisation: 'Acme',
  team: { id: 't', name: 'Team', kind },
  provenance: { inputsHash: 'h', model: 'm', settings: 's', version: '1' },
});

const spike: TrendFacts = {
  kind: 'spike',
  windowDays: 1,
  observed: 16,
  expected: 4,
  expectedLow: 1,
  expectedHigh: 9,
  q: 0.001,
  day: '2026-11-18T00:00:00.000Z',
};

describe('composeDigest', () => {
  it('gives the same words for the same facts', () => {
    expect(composeDigest(exampleFacts(), context('product'))).toEqual(
      composeDigest(exampleFacts(), context('product')),
    );
  });

  it('tells a change with what was expected and its range', () => {
    const facts = exampleFacts({ themes: [exampleTheme({ trend: spike })] });
    const changed = composeDigest(facts, context('product')).sections.find(({ key }) => key === 'changed')!;
    expect(changed.items[0]!.sentence).toBe(
      '16 contacts on 18 November, about 4 times the usual 4 (range 1–9); 34 contacts from 31 customers this week.',
    );
    expect(changed.items[0]!.badge).toEqual({ text: 'Spike', tone: 'alarm' });
  });

  it('tells an item once: what changed is not among the unresolved', () => {
    const facts = exampleFacts({ themes: [exampleTheme({ trend: spike })] });
    const items = composeDigest(facts, context('product')).sections.flatMap((section) => section.items);
    expect(items.filter(({ key }) => key.startsWith('theme:'))).toHaveLength(1);
  });

  it('says plainly, with counts, that nothing is established', () => {
    const changed = composeDigest(exampleFacts(), context('product')).sections.find(({ key }) => key === 'changed')!;
    expect(changed.items).toEqual([]);
    expect(changed.empty).toBe(
      'Nothing changed beyond chance: 1 theme and 210 contacts were compared with the weeks before.',
    );
  });

  it('shows at most five items of a section, says how many more there are, and names them', () => {
    const themes = Array.from({ length: 8 }, (_, i) => exampleTheme({ id: `theme-${i}`, trend: spike }));
    const changed = composeDigest(exampleFacts({ themes }), context('product')).sections[0]!;
    expect([changed.items.length, changed.more, changed.rest!.length]).toEqual([5, 3, 3]);
  });

  it('leaves declined and shipped themes out of the unresolved', () => {
    const action = {
      id: 'a',
      teamId: 't',
      title: 'x',
      themeId: exampleTheme().id,
      gapId: null,
      owner: null,
      status: 'declined' as const,
      dueOn: null,
      shippedAt: null,
      overdue: false,
      effect: null,
      weekly: [],
      dimensions: {},
    };
    const document = composeDigest(exampleFacts({ actions: [action] }), context('product'));
    expect(document.sections.flatMap(({ items }) => items).filter(({ key }) => key.startsWith('theme:'))).toEqual([]);
  });

  it('orders sections by what the audience can act on', () => {
    expect(composeDigest(exampleFacts(), context('content')).sections[0]!.key).toBe('gaps');
    expect(composeDigest(exampleFacts(), context('support')).sections[0]!.key).toBe('kpis');
  });

  it('tells a small sample as a count, never as a share', () => {
    const facts = exampleFacts({
      scores: [{ name: 'CSAT', value: 0.5, unit: 'percent', n: 4, low: 0.1, high: 0.9, before: null, change: null }],
    });
    expect(composeDigest(facts, context('product')).tiles.find(({ label }) => label === 'CSAT')).toEqual({
      label: 'CSAT',
      value: 'n = 4',
      detail: '4 answers, too few for a score',
    });
  });
});

describe('weekLabel', () => {
  it.each([
    ['2026-W47', '2026-11-16T00:00:00Z', '2026-11-23T00:00:00Z', 'week 47, 16 to 22 November 2026'],
    ['2026-W53', '2026-12-28T00:00:00Z', '2027-01-04T00:00:00Z', 'week 53, 28 December to 3 January 2027'],
    ['2026-W05', '2026-01-26T00:00:00Z', '2026-02-02T00:00:00Z', 'week 5, 26 January to 1 February 2026'],
  ])('names %s', (name, from, to, label) => {
    expect(weekLabel(name, from, to, 'UTC')).toBe(label);
  });
});

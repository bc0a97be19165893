import type { ListedGap } from '../gap-list.service.js';
import { decisionsOf, effectWords, gapRow } from './gap-views.js';

const before = { contacts: 40, others: 960, days: 28 };
const effect = (contacts: number, days: number, ratio: [number, number, number] | null) => ({
  before,
  after: { contacts, others: 1000, days },
  ratio: ratio && { ratio: ratio[0], low: ratio[1], high: ratio[2] },
});

describe('the words for what happened after an article', () => {
  it('say nothing before one was written', () => {
    expect(effectWords(null)).toBeNull();
  });

  it.each([
    ['good', 'Fewer contacts: 50 %', effect(20, 28, [0.5, 0.3, 0.8])],
    ['bad', 'More contacts: 200 %', effect(80, 28, [2, 1.4, 2.9])],
    ['calm', 'No clear change yet: 90 %', effect(36, 28, [0.9, 0.6, 1.4])],
    ['calm', 'Too early to tell', effect(3, 4, null)],
    ['calm', 'Too few contacts to compare', effect(0, 20, null)],
  ])('are %s: %s', (tone, text, given) => {
    const words = effectWords(given)!;
    expect(words.tone).toBe(tone);
    expect(words.text).toContain(text);
    expect(words.detail).toContain('40 of 1000 contacts in the 28 days before');
  });
});

describe('the head of a gap', () => {
  it.each([
    ['likely', 'missing', 'Article missing'],
    ['possible', null, 'Article missing'],
    ['none', 'outdated', 'Article outdated'],
    ['none', 'none', 'Answered by an article'],
    ['none', null, 'Answered by an article'],
    ['unknown', 'none', 'Not judged yet'],
  ])('of %s, %s is "%s"', (verdict, type, words) => {
    const gap = {
      verdict,
      type,
      avoidable: null,
      weekly: null,
      state: 'proposed',
      because: null,
    } as unknown as ListedGap;
    expect(gapRow(gap).typeWords).toBe(words);
  });
});

describe('what may be decided', () => {
  it('is never what was decided already', () => {
    expect(decisionsOf('proposed')).toMatchObject({ mayAccept: true, mayReopen: false });
    expect(decisionsOf('dismissed')).toMatchObject({ mayAccept: false, mayDismiss: false, mayReopen: true });
  });
});

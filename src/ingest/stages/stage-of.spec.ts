import { type StageFacts, stageOf } from './stage-of.js';

const facts = (more: Partial<StageFacts> = {}): StageFacts => ({ tags: [], fields: {}, ...more });

describe('stageOf', () => {
  it.each([
    ['tag', 'Setup', facts({ tags: ['x', 'setup'] })],
    ['tags', 'setup*', facts({ tags: ['setup-wizard'] })],
    ['tag', '*wizard', facts({ tags: ['setup-wizard'] })],
    ['tag', 's*up*ard', facts({ tags: ['setup-wizard'] })],
    ['product', 'Trial', facts({ fields: { product: 'trial' } })],
    ['custom_7', '*', facts({ fields: { custom_7: 'anything' } })],
  ])('places by %s %s', (field, value, given) => {
    expect(stageOf(given, [{ field, value, stage: 'onboarding' }])).toBe('onboarding');
  });

  it.each([
    ['tag', 'set', facts({ tags: ['setup'] })],
    ['tag', 'ab*ba', facts({ tags: ['aba'] })],
    ['product', '*', facts()],
  ])('does not place by %s %s', (field, value, given) => {
    expect(stageOf(given, [{ field, value, stage: 'onboarding' }])).toBeNull();
  });

  it('lets the first rule that fits decide', () => {
    const rules = [
      { field: 'tag', value: 'a', stage: 'billing' },
      { field: 'tag', value: 'b', stage: 'use' },
    ];
    expect(stageOf(facts({ tags: ['b', 'a'] }), rules)).toBe('billing');
  });
});

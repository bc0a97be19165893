import { duplicateKey, estimatedSimilarity, groupRepetitions, nearDuplicateSignature } from './duplicates.js';

const LONG =
  'the export of my yearly report stops at ninety percent and then the page turns white, please have a look at it soon';

describe('duplicateKey', () => {
  it('ignores case, spacing, punctuation, numbers and placeholders', () => {
    expect(duplicateKey('Where is order 123?!')).toBe(duplicateKey('where  is ORDER 456'));
    expect(duplicateKey('mail [EMAIL_1]')).toBe(duplicateKey('mail [EMAIL_2]'));
    expect(duplicateKey('where is my order')).not.toBe(duplicateKey('where is my refund'));
  });

  it('is null when there is no word', () => {
    expect(duplicateKey(' …!? ')).toBeNull();
  });
});

describe('nearDuplicateSignature', () => {
  it('is close for nearly equal texts and far for others', () => {
    const near = estimatedSimilarity(nearDuplicateSignature(LONG), nearDuplicateSignature(`${LONG} thanks`));
    const far = estimatedSimilarity(
      nearDuplicateSignature(LONG),
      nearDuplicateSignature('cannot change the billing address of the second account'),
    );
    expect(near).toBeGreaterThan(0.8);
    expect(far).toBeLessThan(0.2);
  });
});

describe('groupRepetitions', () => {
  it('maps repetitions of one customer to the first, and nothing across customers', () => {
    const groups = groupRepetitions([
      { id: '1', customer: 'a', text: LONG },
      { id: '2', customer: 'a', text: LONG.toUpperCase() },
      { id: '3', customer: 'a', text: `${LONG} thanks` },
      { id: '4', customer: 'b', text: LONG },
      { id: '5', customer: 'a', text: 'a different matter altogether' },
      { id: '6', customer: 'a', text: '!!!' },
      { id: '7', customer: 'a', text: '???' },
    ]);
    expect(Object.fromEntries(groups)).toEqual({ 1: '1', 2: '1', 3: '1', 4: '4', 5: '5', 6: '6', 7: '7' });
  });
});

import { rankByBoth, wordScore, wordWeights } from './rank.js';
import { snippet } from './snippet.js';

describe('ranking by meaning and words', () => {
  const documents = new Map([
    ['refund', 100],
    ['e4711', 1],
  ]);
  const hits = (counts: [string, number][], length = 5) => ({ length, counts: new Map(counts) });

  it('weighs rare words more, and gives 1 at most', () => {
    const weights = wordWeights(['refund', 'e4711'], documents, 1000);
    expect(weights.get('e4711')!).toBeGreaterThan(weights.get('refund')!);
    expect(
      wordScore(
        hits(
          [
            ['refund', 50],
            ['e4711', 50],
          ],
          1,
        ),
        weights,
        5,
      ),
    ).toBeLessThanOrEqual(1);
    expect(wordScore(undefined, weights, 5)).toBe(0);
    expect(wordScore(hits([]), new Map(), 5)).toBe(0);
  });

  it('lets an exact code outrank a slightly nearer meaning, and breaks ties by id', () => {
    const cosines = new Map([
      ['a', 0.6],
      ['b', 0.65],
      ['c', 0.65],
    ]);
    const words = { stems: ['e4711'], documents, total: 1000, hits: new Map([['a', hits([['e4711', 1]])]]) };
    expect(rankByBoth(['c', 'b', 'a'], cosines, words).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  });

  it('ranks by words alone while the encoder is away', () => {
    const words = { stems: ['refund'], documents, total: 1000, hits: new Map([['b', hits([['refund', 2]])]]) };
    expect(rankByBoth(['a', 'b'], new Map(), words)).toMatchObject([
      { id: 'b', cosine: null },
      { id: 'a', score: 0 },
    ]);
  });
});

describe('snippets', () => {
  it('are whole when short, and cut between words around the first hit when long', () => {
    expect(snippet('short  text\nhere', ['text'])).toBe('short text here');
    const long = `${'lorem ipsum dolor '.repeat(30)}invoice is wrong ${'sit amet '.repeat(30)}`;
    const cut = snippet(long, ['invoic']);
    expect(cut).toMatch(/^… .*invoice.* …$/);
    expect(cut.length).toBeLessThanOrEqual(246);
  });

  it('live through any letters, also those that mean something in a pattern', () => {
    expect(snippet('x'.repeat(1000), ['(', '[a', '\\']).length).toBeLessThan(260);
    expect(snippet('', ['a'])).toBe('');
  });
});

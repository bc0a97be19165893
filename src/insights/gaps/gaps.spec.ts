import { avoidableContacts, selfServiceOf } from './avoidable.js';
import { bm25, wordIndex } from './bm25.js';
import { fitGapModel, gapBand, gapModelOf, gapProbability, USUAL_GAP_MODEL } from './gap-probability.js';
import { gapType, type GapEvidence } from './gap-type.js';
import { articleCosines, bestTwo, rankArticles } from './rank-articles.js';
import { stems } from './stems.js';
import { gapByMessages, gapByTheme } from './theme-gaps.js';
import { documentFrequencies, themeWords, wordsInArticle } from './theme-words.js';
import { seededRandom } from '../statistics/random.js';

describe('words', () => {
  it('are stemmed, without stop words', () => {
    expect(stems('Hello, my payments were DECLINED!').map(({ stem }) => stem)).toEqual(['payment', 'declin']);
  });

  it('score by BM25: one word of two, f = 1, equal lengths', () => {
    const index = wordIndex(['refund card', 'parcel late']);
    const scores = bm25(index, 'refund delayed');
    const idf = Math.log(1 + 1.5 / 1.5);
    const unseen = Math.log(1 + 2.5 / 0.5);
    expect(scores[0]).toBeCloseTo(idf / ((idf + unseen) * 2.2), 9);
    expect(scores[1]).toBe(0);
  });

  it('of no meaning score nothing', () => {
    expect([...bm25(wordIndex(['refund']), 'the of')]).toEqual([0]);
  });

  it('of a theme are weighed by rarity and compared with an article', () => {
    const members = ['refund not arrived', 'refunds missing', 'where is my refund'];
    const all = [...members, 'card lost', 'card stolen', 'missing parcel'];
    const words = themeWords(members, documentFrequencies(all), all.length);
    expect(words[0]).toMatchObject({ stem: 'refund', word: 'refund', weight: Math.log(3) });
    const { share, missing } = wordsInArticle(words.slice(0, 1), 'How refunds work');
    expect(share).toBe(1);
    expect(missing).toEqual([]);
    expect(wordsInArticle(words, 'Parcels').missing).toContain('refund');
  });
});

describe('ranking of articles', () => {
  it('takes the best chunk of each article', () => {
    const cosines = articleCosines(Float32Array.of(0.2, 0.7, 0.5), Int32Array.of(0, 0, 2), 3);
    expect([...cosines].map((c) => Math.round(c * 10))).toEqual([7, -10, 5]);
    expect(bestTwo(cosines).second).toBeCloseTo(0.5);
  });

  it('adds a fifth of the word score', () => {
    const ranked = rankArticles(Float32Array.of(0.5, 0.45), Float64Array.of(0, 0.5), 1);
    expect(ranked).toEqual([{ article: 1, score: expect.closeTo(0.55, 6) }]);
  });
});

/** Covered messages at .75, gaps at .45, second best always about .45. */
function messages(covered: number, gaps: number, seed: number) {
  const random = seededRandom(seed);
  const near = (centre: number) => centre + 0.15 * (random.uniform() + random.uniform() - 1);
  return [
    ...Array.from({ length: covered }, () => ({ first: near(0.75), second: near(0.45) })),
    ...Array.from({ length: gaps }, () => ({ first: near(0.47), second: near(0.43) })),
  ];
}

describe('gap probability', () => {
  it('finds the share of gaps without labels', () => {
    const list = messages(300, 100, 1);
    const model = fitGapModel(list)!;
    expect(model.prior).toBeCloseTo(0.25, 1);
    expect(gapProbability(model, 0.8)).toBeLessThan(0.05);
    expect(gapProbability(model, 0.4)).toBeGreaterThan(0.95);
  });

  it('never rises with the cosine', () => {
    const model = fitGapModel(messages(100, 60, 3))!;
    const scores = Array.from({ length: 101 }, (_, i) => gapProbability(model, i / 100));
    scores.slice(1).forEach((p, i) => expect(p).toBeLessThanOrEqual(scores[i]! + 1e-12));
  });

  it('is not claimed for a handful of messages', () => {
    expect(fitGapModel(messages(5, 4, 1))).toBeNull();
    expect(gapModelOf(messages(5, 4, 1), 100)).toBeNull();
  });

  it('rests on what is usual elsewhere below sixteen articles', () => {
    const alone = messages(20, 20, 4).map(({ first }) => ({ first, second: -1 }));
    expect(gapModelOf(alone, 1)).toEqual(USUAL_GAP_MODEL);
    expect(gapProbability(gapModelOf(alone, 15)!, 0.3)).toBeGreaterThan(0.9);
    expect(gapModelOf(messages(20, 20, 4), 16)).toEqual(fitGapModel(messages(20, 20, 4)));
  });

  it('is shown as a band', () => {
    expect([0.1, 0.5, 0.9].map(gapBand)).toEqual(['answered', 'unclear', 'missing']);
  });
});

describe('gap of a theme', () => {
  it('by messages is the lower bound: 9 of 10 is likely, 4.2 of 10 possible, nothing is null', () => {
    expect(gapByMessages(new Array(10).fill(0.9))).toMatchObject({
      verdict: 'likely',
      bound: expect.closeTo(0.715, 2),
    });
    expect(gapByMessages(new Array(10).fill(0.42))!.verdict).toBe('possible');
    expect(gapByMessages([0.9])!.verdict).toBe('possible');
    expect(gapByMessages([])).toBeNull();
  });

  it('by theme computes the formula: three equal themes and one that differs in its margin', () => {
    const theme = { n: 3, relative: 0.1, margin: 0.1, words: 0.6, nearWords: 0.6, match: 0.2 };
    const [p, , , other] = gapByTheme([theme, theme, theme, { ...theme, margin: 0 }])!;
    const spread = Math.sqrt(3) * (1.52 / 4);
    const logit = (u: number) => (spread / 1.6) ** 2 * (u - 3.39 + 0.93 * spread);
    expect(p!.p).toBeCloseTo(1 / (1 + Math.exp(-logit(-1.52))), 9);
    expect(other!.p).toBeCloseTo(1 / (1 + Math.exp(-logit(0))), 9);
  });

  it('by theme finds nothing where all themes look alike', () => {
    const theme = { n: 300, relative: 0.1, margin: 0.05, words: 0.6, nearWords: 0.6, match: 0.2 };
    expect(gapByTheme([theme, theme, theme, theme])!.map(({ verdict }) => verdict)).toEqual(new Array(4).fill('none'));
  });

  it('by theme singles out the one whose members are nearer to each other than to any article', () => {
    const covered = { n: 10, relative: 0.1, margin: 0.15, words: 0.9, nearWords: 0.9, match: 0.5 };
    const odd = { n: 10, relative: -0.45, margin: 0.01, words: 0.1, nearWords: 0.1, match: 0 };
    const verdicts = gapByTheme([...new Array(9).fill(covered), odd])!.map(({ verdict }) => verdict);
    expect(verdicts).toEqual([...new Array(9).fill('none'), 'likely']);
  });

  it('by theme is not claimed for three themes', () => {
    expect(gapByTheme([])).toBeNull();
  });

  it('moves with what was learnt from decisions, and keeps the chance without it', () => {
    const theme = { n: 3, relative: 0.1, margin: 0.1, words: 0.6, nearWords: 0.6, match: 0.2 };
    const themes = [theme, theme, theme, { ...theme, margin: 0 }];
    const [plain] = gapByTheme(themes)!;
    const [learnt] = gapByTheme(themes, -1)!;
    expect(learnt!.unshifted).toBe(plain!.p);
    expect(learnt!.p).toBeLessThan(plain!.p);
  });
});

describe('type of a gap', () => {
  const evidence: GapEvidence = {
    verdict: 'none',
    margin: 0.01,
    words: 0.9,
    afterArticle: null,
    articleUpdatedAt: null,
    changedAt: null,
    twins: null,
    defects: null,
  };

  it.each<[Partial<GapEvidence>, string]>([
    [{ verdict: 'likely' }, 'missing'],
    [{ verdict: 'likely', defects: { low: 0.6, high: 0.9 } }, 'not-documentation'],
    [{ verdict: 'none', defects: { low: 0.3, high: 0.9 } }, 'none'],
    [{ margin: 0.08, words: 0.2 }, 'hard-to-find'],
    [{ margin: 0.08, words: 0.8 }, 'none'],
    [{ afterArticle: { contacts: 9, solved: 2 } }, 'insufficient'],
    [{ afterArticle: { contacts: 4, solved: 0 } }, 'none'],
    [{ articleUpdatedAt: new Date('2025-01-01'), changedAt: new Date('2025-02-01') }, 'outdated'],
    [{ articleUpdatedAt: new Date('2025-03-01'), changedAt: new Date('2025-02-01') }, 'none'],
    [{ twins: { titles: ['a', 'b'], cosine: 0.95, contradiction: null } }, 'duplicate-articles'],
    [{ twins: { titles: ['a', 'b'], cosine: 0.85, contradiction: null } }, 'none'],
    [
      { twins: { titles: ['a', 'b'], cosine: 0.85, contradiction: { one: '5 days', other: '9 days' } } },
      'duplicate-articles',
    ],
  ])('of %o is %s', (known, type) => {
    expect(gapType({ ...evidence, ...known }).type).toBe(type);
  });
});

describe('avoidable contacts', () => {
  const input = { weekly: { mean: 12, shape: 6 }, gaps: { sum: 18, n: 20 } };

  it('are an interval around rate x uncovered x solved (12 x .86 x 1/6 = 1.7), the same every time', () => {
    const { p10, p50, p90, assumptions } = avoidableContacts(input);
    expect(p50).toBeGreaterThan(1.2);
    expect(p50).toBeLessThan(1.7);
    expect(p10).toBeLessThan(p50 / 2);
    expect(p90).toBeGreaterThan(2 * p50);
    expect(assumptions[0]).toContain('assumption');
    expect(avoidableContacts(input)).toEqual(avoidableContacts(input));
  });

  it('follow own experience once there is some', () => {
    const own = avoidableContacts({ ...input, selfService: { avoided: 60, contacts: 100 } });
    expect(own.p50).toBeGreaterThan(3 * avoidableContacts(input).p50);
    expect(own.assumptions[0]).toBe('after earlier articles of yours 60 of 100 expected contacts did not come');
  });

  const side = (contacts: number, others: number) => ({ contacts, others });
  it.each([
    [
      'half of 40, when all else stayed',
      [{ before: side(40, 1000), after: side(20, 1000) }],
      { avoided: 20, contacts: 40 },
    ],
    [
      'none, when all else fell as much',
      [{ before: side(40, 1000), after: side(20, 500) }],
      { avoided: 0, contacts: 20 },
    ],
    [
      'what is left when others became more',
      [
        { before: side(40, 1000), after: side(20, 1000) },
        { before: side(40, 1000), after: side(50, 1000) },
      ],
      { avoided: 10, contacts: 80 },
    ],
    ['nothing that can be told from few', [{ before: side(10, 1000), after: side(0, 1000) }], null],
    ['nothing that can be told from nothing', [], null],
  ])('were avoided by own articles: %s', (_, effects, expected) => {
    expect(selfServiceOf(effects)).toEqual(expected);
  });
});

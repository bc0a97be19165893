import { matrixOf, row } from '../../embedding/matrix.js';
import { classTfIdf } from './class-tf-idf.js';
import { pickKeywords } from './keywords.js';
import { nameThemes } from './name-themes.js';
import { pickQuotes } from './quotes.js';
import { minedSentences, shorten, splitSentences } from './sentences.js';
import { stemOf, Vocabulary } from './words.js';

describe('splitSentences', () => {
  it.each([
    ['One. Two! Three?', ['One.', 'Two!', 'Three?']],
    ['It costs 3.50 at example.com today. Really?', ['It costs 3.50 at example.com today.', 'Really?']],
    ['I spoke to Dr. Smith, e.g. yesterday. He agreed.', ['I spoke to Dr. Smith, e.g. yesterday.', 'He agreed.']],
    ['First line\nsecond line', ['First line', 'second line']],
    ['Wait... what?!', ['Wait...', 'what?!']],
    ['', []],
    ['...', []],
    ['no end', ['no end']],
  ])('%j', (text, sentences) => {
    expect(splitSentences(text)).toEqual(sentences);
  });

  it('joins fragments under six words to their neighbour', () => {
    expect(
      minedSentences('Hi there. My card has still not arrived yet. Please help. The app also crashes when I open it.'),
    ).toEqual(['Hi there. My card has still not arrived yet. Please help.', 'The app also crashes when I open it.']);
  });
});

describe('shorten', () => {
  it('cuts at a word and says that something is missing', () => {
    expect(shorten('one two three four', 12)).toBe('one two…');
    expect(shorten('short', 12)).toBe('short');
    expect(shorten('x'.repeat(50), 10)).toHaveLength(10);
  });
});

describe('words', () => {
  it('leaves stop words and politeness out and joins forms of one word', () => {
    expect(['the', 'please', "don't", 'a'].map(stemOf)).toEqual([null, null, null, null]);
    expect(stemOf('Refunds')).toBe(stemOf('refunded'));
  });

  it('keeps punctuation and masked data out of phrases', () => {
    const runs = new Vocabulary().read('Card lost, send [EMAIL_1] new card');
    expect(runs.map((run) => run.map(({ surface }) => surface))).toEqual([['Card', 'lost'], ['send'], ['new', 'card']]);
  });
});

describe('classTfIdf', () => {
  it('gives a theme the words it has more than others, weighted by the formula', () => {
    const vocabulary = new Vocabulary();
    const read = (texts: string[]) => texts.map((text) => vocabulary.read(text));
    const [cards] = classTfIdf([read(['card', 'card', 'bank']), read(['bank', 'bank'])], vocabulary);
    expect(cards!.map(({ shown }) => shown)).toEqual(['card', 'bank']);
    expect(cards![0]!.weight).toBeCloseTo((2 / 3) * Math.sqrt(Math.log(1 + 1 / (2 / 3))));
    expect(cards![1]!.weight).toBeCloseTo((1 / 3) * Math.sqrt(Math.log(1 + 1 / (1 / 3 + 1))));
    expect(cards![0]!.support).toBe(2);
  });
});

describe('nameThemes', () => {
  const refunds = ['My refund has not arrived', 'The refund has not arrived yet', 'When will the refund arrive?'];
  const crashes = ['The app crashes at start', 'Your app crashes at start every day', 'App crashes when I start it'];
  const centre = Float32Array.of(1);

  it('takes a phrase that customers wrote', () => {
    const names = nameThemes(
      [...refunds, ...crashes],
      [
        { members: [0, 1, 2], centre },
        { members: [3, 4, 5], centre },
      ],
    );
    expect(names[0]!.label).toBe('Refund has not arrived');
    expect(names[1]!.label).toContain('App crashes');
    expect(names[1]!.keywords.join(' ')).toContain('crashes');
    expect(refunds).toContain(names[0]!.subtitle);
  });

  it('never breaks a clause off, nor begins with what belongs to a verb', () => {
    const exports = [
      'the export that my accountant reads',
      'an export that my accountant cannot open',
      'accountant export',
    ];
    const breaks = ['turn off the breaks', 'switch off the breaks', 'get rid of the breaks'];
    const names = nameThemes(
      [...exports, ...breaks],
      [
        { members: [0, 1, 2], centre },
        { members: [3, 4, 5], centre },
      ],
    );
    expect(names[0]!.label).not.toMatch(/that my accountant$/i);
    expect(names[1]!.label).not.toMatch(/^off/i);
  });

  it('names themes of equal, empty or wordless messages all the same, each differently', () => {
    const texts = ['a', '!', '', 'ok ok', 'Same words here', 'Same words here'];
    const names = nameThemes(texts, [
      { members: [0, 1], centre },
      { members: [2, 3], centre },
      { members: [4], centre },
      { members: [5], centre },
    ]);
    expect(new Set(names.map(({ label }) => label)).size).toBe(4);
    for (const { label } of names) expect(label).not.toBe('');
  });
});

describe('common words', () => {
  const backPain = ['back pain', 'my back hurts a lot', 'is it good for back pain', 'back pain every morning'];
  const delivery = ['how long does delivery take', 'how long is delivery', 'delivery date', 'how long until delivery'];
  const orders = [
    'cancel my order',
    'cancel the order today',
    'please cancel order',
    'take it back and cancel my order',
  ];
  const centre = Float32Array.of(1);
  const names = nameThemes(
    [...backPain, ...delivery, ...orders],
    [0, 4, 8].map((from) => ({ members: [from, from + 1, from + 2, from + 3], centre })),
  );

  it('name the theme that is about them', () => {
    expect(names[0]!.label).toBe('Back pain');
    expect(names[1]!.label).toMatch(/^How long/);
  });

  it('do not name one where they are said in passing', () => {
    expect(names[2]!.label).toBe('Cancel my order');
    expect(names[2]!.keywords).not.toContain('back');
  });
});

describe('pickKeywords', () => {
  const term = (shown: string, stems: number[], support: number, spread: number) => ({
    shown,
    stems,
    support,
    spread,
    weight: support,
  });
  const shownOf = (terms: ReturnType<typeof term>[], count = 10) =>
    pickKeywords(terms, count).map(({ shown }) => shown);

  it('leaves out a pair whose words are both there', () => {
    expect(shownOf([term('card', [0], 9, 9), term('lost', [1], 8, 8), term('card lost', [0, 1], 7, 7)])).toEqual([
      'card',
      'lost',
    ]);
  });

  it('fills up what is short with words of one message, but none that only it knows or that are others’', () => {
    const terms = [
      term('month', [0], 5, 9),
      term('delayed', [1], 1, 4),
      term('miller', [2], 1, 1),
      term('csv', [3], 1, 9),
    ];
    expect(shownOf(terms)).toEqual(['month', 'delayed']);
    expect(shownOf(terms, 1)).toEqual(['month']);
    expect(shownOf([term('miller', [2], 1, 1)])).toEqual(['miller']);
  });
});

describe('pickQuotes', () => {
  const vectors = matrixOf(Float32Array.from([1, 0, 1, 0, 0.96, 0.28, 0.8, 0.6, 0.6, 0.8, 1, 0]), 2);
  const texts = [
    'The card has not arrived',
    'the card has not arrived!',
    'My card is still not here',
    'Where did you send my card?',
    'Card lost in the mail again',
    'Card has not come until now',
  ];
  const members = (customers: (string | null)[]) =>
    texts.map((text, member) => ({ member, text, customer: customers[member]! }));

  it('never repeats the same words or the same customer', () => {
    const chosen = pickQuotes(vectors, row(vectors, 0), members(['a', 'b', 'c', 'c', 'd', 'a']));
    expect(chosen[0]).toBe(0);
    expect(chosen).not.toContain(1);
    expect(chosen).not.toContain(5);
    expect(chosen.filter((i) => i === 2 || i === 3)).toHaveLength(1);
  });

  it('takes at most five, and what there is when customers are unknown', () => {
    expect(pickQuotes(vectors, row(vectors, 0), members([null, null, null, null, null, null]))).toHaveLength(5);
    expect(pickQuotes(vectors, row(vectors, 0), [])).toEqual([]);
  });
});

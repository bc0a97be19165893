import { MiningProcess } from '../embedding/mining-process.js';
import { shippedModels } from '../embedding/model-folder.js';
import { loadHeads, type Heads } from '../sentiment/heads.js';
import { adjustedRand, bCubed } from './agreement.js';
import { LABELLED_MESSAGES } from './fixtures/labelled-messages.js';
import { mineMessages, type MinedMessages } from './mine-messages.js';
import { stemOf } from './naming/words.js';

const issues = Object.keys(LABELLED_MESSAGES);
const labelled = issues.flatMap((issue, truth) => LABELLED_MESSAGES[issue]!.map((text) => ({ text, truth })));
const message = (text: string, customer: string | null = null) => ({ mined: text, masked: text, customer });

const mining = new MiningProcess({ threads: 1 });
let heads: Heads;
let mined: MinedMessages;
beforeAll(async () => {
  heads = await loadHeads(shippedModels('hearback-support-en'), 384);
  mined = await mineMessages(
    mining,
    heads,
    labelled.map(({ text }, i) => message(text, `customer ${i % 40}`)),
  );
});
afterAll(() => mining.close());

/** The floor on messages written for this test; it may only be raised. */
describe('the quality of themes', () => {
  const truth = labelled.map((row) => row.truth);
  const found = () => mined.messages.map(({ theme }) => theme);

  it('stays above its floor', () => {
    expect(adjustedRand(found(), truth)).toBeGreaterThan(0.9);
    expect(bCubed(found(), truth)).toBeGreaterThan(0.9);
  });

  it('finds about as many themes as there are issues, leaves few out and none too large', () => {
    expect(mined.themes.length).toBeGreaterThanOrEqual(issues.length / 2);
    expect(mined.themes.length).toBeLessThanOrEqual(issues.length * 2);
    expect(found().filter((theme) => theme < 0).length).toBeLessThan(0.1 * truth.length);
    for (const { size } of mined.themes) expect(size).toBeLessThan(0.3 * truth.length);
  });

  it('names themes by a word of the issue', () => {
    const named = mined.themes.filter(({ label, keywords }, j) => {
      const words = new Set([label, ...keywords].flatMap((text) => text.split(/\s+/).map(stemOf)));
      const counts = issues.map(
        (_, t) => mined.messages.filter(({ theme }, i) => theme === j && truth[i] === t).length,
      );
      const majority = issues[counts.indexOf(Math.max(...counts))]!;
      return majority.split(' ').some((word) => words.has(stemOf(word)));
    });
    expect(named.length / mined.themes.length).toBeGreaterThanOrEqual(0.8);
  });

  it('never gives two themes the same label', () => {
    expect(new Set(mined.themes.map(({ label }) => label.toLowerCase())).size).toBe(mined.themes.length);
  });

  it('quotes three to five members, each from another customer', () => {
    for (const [j, { quotes, size }] of mined.themes.entries()) {
      expect(quotes.length).toBeGreaterThanOrEqual(Math.min(3, size));
      expect(quotes.length).toBeLessThanOrEqual(5);
      expect(new Set(quotes.map((i) => i % 40)).size).toBe(quotes.length);
      for (const i of quotes) expect(mined.messages[i]!.theme).toBe(j);
    }
  });
});

describe('mineMessages', () => {
  it('leaves small talk and blanks out, and says which', async () => {
    const { messages } = await mineMessages(
      mining,
      heads,
      ['Hello!', 'thank you so much', ' ', 'My refund has not arrived'].map((text) => message(text)),
    );
    expect(messages.map(({ left }) => left)).toEqual(['small talk', 'small talk', 'blank', null]);
    expect(messages[2]).toEqual({ theme: -1, similarity: null, left: 'blank', reading: null, further: [] });
  });

  it('finds the second issue of a message, with the sentence that raises it', async () => {
    const both =
      'I was charged twice for my subscription this month, please look. The mobile app also crashes every time I open it.';
    const { messages, themes } = await mineMessages(mining, heads, [
      ...labelled.map(({ text }) => message(text)),
      message(both),
    ]);
    const last = messages.at(-1)!;
    const labels = [last.theme, ...last.further.map(({ theme }) => theme)].map((j) => themes[j]!.keywords.join(' '));
    expect(labels.some((words) => words.includes('crash'))).toBe(true);
    expect(labels.some((words) => words.includes('twice'))).toBe(true);
    expect(both).toContain(last.further[0]!.sentence);
  });

  it('reads anger as negative and praise as positive', async () => {
    const { messages } = await mineMessages(mining, heads, [
      message('This is terrible, I am very angry and disappointed'),
      message('I love it, great work, best support ever'),
    ]);
    expect(messages[0]!.reading!.sentiment!.negative).toBeGreaterThan(0.5);
    expect(messages[1]!.reading!.sentiment!.positive).toBeGreaterThan(0.5);
  });
});

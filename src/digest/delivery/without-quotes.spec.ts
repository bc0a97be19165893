import { isQuoteOf, withoutQuotes } from './without-quotes.js';

const SAID = 'The export of\nlarge reports fails since Monday, and nobody answers.';

describe('isQuoteOf', () => {
  it.each([
    ['The export of large reports fails since Monday, and nobody answers.', true],
    ['The export of large reports …', true],
    ['The export of large… …', true],
    ['The import of large reports fails', false],
    ['…', false],
    ['', false],
  ])('%j: %s', (quote, expected) => {
    expect(isQuoteOf([SAID])(quote)).toBe(expected);
  });
});

describe('withoutQuotes', () => {
  const quote = { text: 'The export of large reports …', at: '2026-03-01T10:00:00.000Z' };
  const other = { text: 'Where is my invoice?', from: 'pro plan' };

  it('takes the quotes of one customer out of every list and leaves the rest as it was', () => {
    const facts = { themes: [{ label: 'Exports', quotes: [quote, other] }], gaps: [{ questions: [quote] }], n: 3 };
    expect(withoutQuotes(facts, isQuoteOf([SAID]))).toEqual({
      themes: [{ label: 'Exports', quotes: [other] }],
      gaps: [{ questions: [] }],
      n: 3,
    });
  });

  it('says so when there was none', () => {
    expect(withoutQuotes({ themes: [{ quotes: [other] }] }, isQuoteOf([SAID]))).toBeNull();
  });
});

import { highlighted } from './highlight.js';

const marked = (text: string, question: string) =>
  highlighted(text, question)
    .map((part) => (part.isHit ? `«${part.text}»` : part.text))
    .join('');

describe('what was searched for', () => {
  it.each([
    ['invoices were rejected again', 'rejecting an invoice', '«invoices» were «rejected» again'],
    ['the of and', 'the of and', 'the of and'],
    ['<b>refund</b>', 'refund', '<b>«refund»</b>'],
    ['Überweisung fehlt', 'überweisung', '«Überweisung» fehlt'],
    ['', 'refund', ''],
    ['a text', '', 'a text'],
  ])('is marked in %s', (text, question, expected) => {
    expect(marked(text, question)).toBe(expected);
  });
});

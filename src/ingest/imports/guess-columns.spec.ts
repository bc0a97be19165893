import { describeMapping, guessColumns } from './guess-columns.js';

describe('guessColumns', () => {
  it('knows the usual names, whatever their case and spelling', () => {
    const row = {
      'Ticket ID': '7',
      Message: 'Where is my card?',
      createdAt: '2026-01-01',
      'Customer-Email': 'a@b.example',
    };
    const mapping = guessColumns(Object.keys(row), [row]);
    expect(mapping).toEqual({
      id: 'Ticket ID',
      text: 'Message',
      createdAt: 'createdAt',
      customerEmail: 'Customer-Email',
    });
    expect(describeMapping(mapping)).toBe(
      'text <- Message, id <- Ticket ID, createdAt <- createdAt, customerEmail <- Customer-Email',
    );
  });

  it('finds the text by content when its name says nothing', () => {
    const sample = [
      { a: '1', b: 'my parcel never arrived at home', c: 'open case' },
      { a: '2', b: 'I was charged two times for it', c: 'closed' },
    ];
    expect(guessColumns(['a', 'b', 'c'], sample)).toEqual({ text: 'b' });
  });

  it('prefers the name that comes first in the list', () => {
    const row = { description: 'long words of an agent', text: 'short' };
    expect(guessColumns(['description', 'text'], [row]).text).toBe('text');
  });

  it('passes over a column called text that holds no words', () => {
    const row = { text: '123', body: 'real words here' };
    expect(guessColumns(['text', 'body'], [row]).text).toBe('body');
  });

  it('leaves the text open when nothing reads like text', () => {
    expect(guessColumns(['id', 'amount'], [{ id: '1', amount: '12.50' }]).text).toBeUndefined();
  });
});

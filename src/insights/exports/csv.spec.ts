import { csvCell, csvLine } from './csv.js';

describe('a cell of CSV', () => {
  it.each([
    ['=HYPERLINK("http://x")', `"'=HYPERLINK(""http://x"")"`],
    ['+49 30', `'+49 30`],
    ['-5 apples', `'-5 apples`],
    ['@SUM(A1)', `'@SUM(A1)`],
    ['\tx', `'\tx`],
    ['two\nlines', '"two\nlines"'],
    ['a, b', '"a, b"'],
    [-5, '-5'],
    [null, ''],
    [['a', '=b'], 'a; =b'],
    [new Date('2025-03-01T00:00:00Z'), '2025-03-01T00:00:00.000Z'],
  ])('%j is harmless and whole', (value, cell) => {
    expect(csvCell(value)).toBe(cell);
  });

  it('stands in its column, and a missing one is empty', () => {
    expect(csvLine({ b: 2, a: 'x' }, ['a', 'c', 'b'])).toBe('x,,2\r\n');
  });
});

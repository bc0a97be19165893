import { parse } from 'csv-parse/sync';
import { csvLine, refusedLinesCsv } from './refused-lines.js';

describe('refusedLinesCsv', () => {
  it.each(['=HYPERLINK("x")', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '＝1', '\n=cmd', '|calc', '\0=1'])(
    'makes %j inert',
    (cell) => {
      const [[read]] = parse(csvLine([cell]), { record_delimiter: '\r\n' }) as [[string]];
      expect(read).toBe(`'${cell}`);
    },
  );

  it('survives quotes, commas and line breaks', () => {
    const reason = 'say "a, b"\nand c';
    const csv = refusedLinesCsv([{ line: 3, reason }]);
    expect(parse(csv, { bom: true, record_delimiter: '\r\n' })).toEqual([
      ['line', 'reason'],
      ['3', reason],
    ]);
  });
});

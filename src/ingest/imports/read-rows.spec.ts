import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { openRows, type RowOrError } from './read-rows.js';
import { splitRecords } from './split-records.js';

const folder = mkdtempSync(join(tmpdir(), 'read-rows-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** Every cell quoted, so that blank rows stay rows. */
const stringify = (rows: readonly (readonly string[])[]) =>
  rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\n') + '\n';

async function read(path: string) {
  const opened = await openRows(path);
  const all: RowOrError[] = [];
  for await (const row of opened.rows) all.push(row);
  return { ...opened, all };
}

const rowsOf = async (path: string) => (await read(path)).all.map((line) => line.row);

describe('openRows', () => {
  it.each([
    ['comma.csv', 'id,text\n1,hello there\n2,"a, b"\n'],
    ['semicolon.csv', 'id;text\r\n1;hello there\r\n2;a, b\r\n'],
    ['tab.tsv', 'id\ttext\n1\thello there\n2\ta, b'],
    ['bar.csv', 'id|text\n1|hello there\n2|a, b\n'],
    ['bom.csv', '\ufeffid,text\n1,hello there\n2,"a, b"\n'],
    ['lines.jsonl', '{"id":"1","text":"hello there"}\n\n{"id":"2","text":"a, b"}\n'],
    ['lines.txt', '{"id":"1","text":"hello there"}\n{"id":"2","text":"a, b"}'],
  ])('reads %s', async (name, content) => {
    expect(await rowsOf(file(name, content))).toEqual([
      { id: '1', text: 'hello there' },
      { id: '2', text: 'a, b' },
    ]);
  });

  it('reads gzip, UTF-16 with a byte order mark, and Latin-1 whose first odd letter stands late', async () => {
    const table = 'id,text\n1,na\u00efve caf\u00e9\n';
    expect(await rowsOf(file('t.csv.gz', gzipSync(table)))).toEqual([{ id: '1', text: 'naïve café' }]);
    const wide = file('wide.csv', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(table, 'utf16le')]));
    expect(await rowsOf(wide)).toEqual([{ id: '1', text: 'naïve café' }]);
    const many = 'id,text\n' + '1,plain words here\n'.repeat(10_000);
    const late = await read(file('late.csv', Buffer.concat([Buffer.from(many), Buffer.from('2,caf\xe9\n', 'latin1')])));
    expect(late.encoding).toBe('windows-1252');
    expect(late.all.at(-1)).toEqual({ line: 10_002, row: { id: '2', text: 'café' } });
  });

  it('names the line of a broken record and reads on', async () => {
    const { all } = await read(file('broken.csv', 'id,text\n1,fine\n2,too,many\n3,"two\nlines"\n4,5" screen\n'));
    expect(all).toEqual([
      { line: 2, row: { id: '1', text: 'fine' } },
      { line: 3, error: '3 cells where the header has 2' },
      { line: 4, row: { id: '3', text: 'two\nlines' } },
      { line: 6, row: { id: '4', text: '5" screen' } },
    ]);
    const json = await read(file('broken.jsonl', '{"text":"a"}\nnot json\n[1]\n{"text":"b"}\n'));
    expect(json.all.map((line) => (line.row ? line.row.text : line.line))).toEqual(['a', 2, 3, 'b']);
  });

  it('lists a cell of 5 MB as an error and keeps the rest', async () => {
    const { all } = await read(file('huge.csv', `id,text\n1,"${'x '.repeat(2_500_000)}"\n2,fine\n`));
    expect(all[0]).toEqual({ line: 2, error: expect.stringContaining('longer than 1,000,000') });
    expect(all[1]?.row).toEqual({ id: '2', text: 'fine' });
  });

  it('numbers the columns of a file without a header', async () => {
    const { columns, all } = await read(file('bare.csv', '1,my card is lost\n2,my card is stolen\n'));
    expect(columns).toEqual(['column 1', 'column 2']);
    expect(all).toHaveLength(2);
  });

  it.each([
    ['empty.csv', '', /is empty/],
    ['blank.csv', ' \n\n', /holds no text/],
    ['picture.png', Buffer.from([0x89, 0x50, 0, 1, 2, 0, 0, 3]), /not a text file/],
    ['book.csv', Buffer.from('PK\x03\x04 and more', 'latin1'), /save it as "CSV UTF-8"/],
    ['array.json', '[{"text":"a"}]', /one object per line/],
    ['letter.csv', 'Dear all,\n\nthis is a letter, not, a table.\nIt has, well,\nlines\nBye\n', /not a CSV/],
    ['noise.gz', 'this is not gzip', /cannot be unpacked/],
  ])('refuses %s with a sentence', async (name, content, message) => {
    await expect(openRows(file(name, content))).rejects.toThrow(message);
  });

  it('says so when there is no such file', async () => {
    await expect(openRows(join(folder, 'nowhere.csv'))).rejects.toThrow(/There is no file .*nowhere\.csv/);
  });

  it('gives back any table that was written as CSV', async () => {
    const cell = fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => text.replace(/\r/g, ' '));
    const table = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(table, async (rows) => {
        const path = file('any.csv', stringify([['id', 'subject', 'text'], ...rows]));
        expect(await rowsOf(path)).toEqual(rows.map(([id, subject, text]) => ({ id, subject, text })));
      }),
      { numRuns: 60 },
    );
  });
});

describe('splitRecords', () => {
  it('never holds more than the limit, however long a line is', async () => {
    async function* endless() {
      for (let i = 0; i < 4000; i++) yield 'x'.repeat(65_536);
      yield '\nshort\n';
    }
    const before = process.memoryUsage().rss;
    const records = [];
    for await (const block of splitRecords(endless(), ',')) records.push(...block);
    expect(records).toEqual([
      { line: 1, text: null },
      { line: 2, text: 'short' },
    ]);
    expect(process.memoryUsage().rss - before).toBeLessThan(150e6);
  });
});

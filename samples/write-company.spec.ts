import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { generateCompany } from './generate-company.js';
import { toCsv, writeCompany } from './write-company.js';

describe('writeCompany', () => {
  const company = generateCompany({ seed: 4, endsOn: new Date('2026-11-22') });
  const folder = mkdtempSync(join(tmpdir(), 'company-'));
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');

  beforeAll(() => {
    writeCompany(folder, company);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('writes a line of JSON for each ticket', () => {
    const tickets = read('tickets.jsonl')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(tickets).toEqual(company.tickets);
  });

  it('writes a table that a CSV reader reads back, with readable text for HTML mails', () => {
    const rows = parse<Record<string, string>>(read('tickets.csv'), { columns: true });
    expect(rows).toHaveLength(company.tickets.length);
    expect(rows.map((row) => row['Ticket ID'])).toEqual(company.tickets.map(({ external_id }) => external_id));
    expect(rows.filter((row) => !row['Description'] || /<div|<p /.test(row['Description']))).toEqual([]);
  });

  it('writes the survey answers, the fixes, the truth and the articles', () => {
    expect(parse(read('csat.csv'), { columns: true })).toHaveLength(company.csat.length);
    expect(JSON.parse(read('actions.json'))).toEqual(company.actions);
    expect(JSON.parse(read('truth.json'))).toEqual(company.truth);
    expect(readdirSync(join(folder, 'articles'))).toHaveLength(40);
    expect(read('articles/shift-swaps.md')).toMatch(/^---\ntitle: Swap and offer shifts\n/);
  });

  it('quotes cells with commas, quotes and line breaks', () => {
    expect(toCsv([{ a: 'x,y', b: 'say "no"', c: 'two\nlines', d: null }])).toBe(
      'a,b,c,d\n"x,y","say ""no""","two\nlines",\n',
    );
  });
});

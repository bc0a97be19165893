import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { Command } from 'commander';
import { LABELLED_MESSAGES } from '../insights/themes/fixtures/labelled-messages.js';
import { registerBacktest } from './backtest.command.js';
import { registerCoverage } from './coverage.command.js';

const folder = mkdtempSync(join(tmpdir(), 'backtest-'));
let complaints: string[] = [];
beforeEach(() => {
  complaints = [];
  const listen = (line: unknown) => void complaints.push(String(line));
  jest.spyOn(console, 'error').mockImplementation(listen);
  jest.spyOn(process.stderr, 'write').mockImplementation((line) => {
    listen(line);
    return true;
  });
});
afterEach(() => jest.restoreAllMocks());
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

async function run(...words: string[]): Promise<void> {
  const program = new Command().exitOverride();
  registerBacktest(program);
  registerCoverage(program);
  await program.parseAsync(['node', 'hearback', ...words]);
}

interface Report {
  events: { kind: string; day: string; ids: string[] }[];
  weeks: { from: string; messages: number; missingArticles: unknown }[];
  loudness: { weeks: number; alerts: number; alertsPerWeek: number | null };
}
const out = join(folder, 'out.json');
const backtest = async (input: string, ...words: string[]): Promise<Report> => {
  await run('backtest', '--in', input, '--out', out, ...words);
  return JSON.parse(readFileSync(out, 'utf8')) as Report;
};

const issues = Object.values(LABELLED_MESSAGES);
const day = (n: number) => new Date(Date.parse('2025-01-06T10:00:00Z') + n * 86_400_000).toISOString();

/** Ten issues, each every third day for eight weeks, and on day 50 ten messages about one of them. */
function history(): string[] {
  const lines: string[] = [];
  for (let n = 0; n < 56; n++) {
    issues.forEach((texts, issue) => {
      const count = (n + issue) % 3 === 0 ? 1 : 0;
      const extra = issue === 4 && n === 50 ? 10 : 0;
      for (let i = 0; i < count + extra; i++)
        lines.push(`k${lines.length},${day(n)},"${texts[(Math.floor(n / 3) + i) % texts.length]!}"`);
    });
  }
  return lines;
}

describe('backtest', () => {
  it('says on its day what came all at once, with the messages, and how loud the past would have been', async () => {
    const report = await backtest(file('history.csv', `id,created_at,text\n${history().join('\n')}\n`));
    const spike = report.events.find((event) => event.day === '2025-02-25')!;
    expect(spike.kind).toBe('spike');
    expect(spike.ids.length).toBeGreaterThanOrEqual(8);
    expect(report.weeks.length).toBeGreaterThanOrEqual(4);
    expect(report.loudness.alerts).toBe(report.events.length);
  });

  it('leaves out lines without a date, a text or an id of their own, and dates years away, and says so', async () => {
    const lines = [
      `k0,${day(9)},"the same id again"`,
      'x1,yesterday,"no date"',
      `x2,${day(3)},""`,
      'x3,1970-01-01,"typed without a year"',
    ];
    await backtest(file('odd.csv', `id,created_at,text\n${[...history(), ...lines].join('\n')}\n`));
    const said = complaints.join('\n');
    expect(said).toContain('the id "k0" occurred before');
    expect(said).toContain('"created_at" holds no date');
    expect(said).toContain('the text is empty');
    expect(said).toContain('1970-01-01 lies years away from the other dates');
  });

  it('claims nothing of a short past', async () => {
    const lines = history().slice(0, 30);
    const { events, loudness } = await backtest(file('short.csv', `id,created_at,text\n${lines.join('\n')}\n`));
    expect(events).toEqual([]);
    expect(loudness).toMatchObject({ alerts: 0 });
  });

  it.each([
    ['an empty file', '', /empty|no/i],
    ['only a header', 'id,created_at,text\n', /names of columns and no readable line below them/],
    ['no column of dates', 'id,text\n1,"my card is lost"\n', /no column with the date.*id, text.*--date-column/],
    ['no date that can be read', 'id,created_at,text\n1,soon,"my card is lost"\n', /no line with a date and a text/],
  ])('refuses %s in one sentence', async (_, content, why) => {
    await expect(backtest(file('bad.csv', content))).rejects.toThrow(why);
  });
});

describe('backtest with columns that somebody names', () => {
  const lines = ['a,2025-01-06,2025-02-06,"my card is lost"', 'b,2025-01-07,2025-02-07,"where is my refund"'];
  const input = file('named.csv', `key,opened,closed,said\n${lines.join('\n')}\n`);

  it('reads them, however they are called', async () => {
    await backtest(input, '--date-column', 'closed', '--id-column', 'key', '--text-column', 'said');
    expect(complaints.join('\n')).toContain('text <- said, id <- key, createdAt <- closed');
  });

  it('finds the one column of dates by what it holds', async () => {
    const german = ['1;13.01.2025 09:12;"wo ist meine Karte geblieben"', '2;14.01.2025 10:00;"die Karte ist weg"'];
    await backtest(file('german.csv', `Nr;Erstellt am;Nachricht\n${german.join('\n')}\n`));
    expect(complaints.join('\n')).toContain('createdAt <- Erstellt am');
  });

  it('says which there are when there is none of that name', async () => {
    await expect(backtest(input, '--date-column', 'solved')).rejects.toThrow(
      /no column "solved" \(--date-column\). Its columns are: key, opened, closed, said/,
    );
  });
});

describe('coverage', () => {
  const kb = file(
    'kb.jsonl',
    [
      { id: 'a', title: 'Reset your password', text: 'Open the sign-in page and choose forgotten password.' },
      { id: 'b', title: 'Download an invoice', text: 'Invoices are under Billing, as PDF.' },
    ]
      .map((article) => JSON.stringify(article))
      .join('\n'),
  );

  it('ranks the articles of each question, and is silent about a blank one', async () => {
    const questions = file('questions.csv', 'id,text\n1,"how can I reset my password"\n2,"invoice as pdf"\n3,""\n');
    const found = join(folder, 'coverage.jsonl');
    await run('coverage', '--kb', kb, '--in', questions, '--out', found);
    const lines = readFileSync(found, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string; gap: number | null; articles: { id: string }[] });
    expect(lines.map(({ articles }) => articles[0]?.id)).toEqual(['a', 'b', undefined]);
    expect(lines[2]!.gap).toBeNull();
    for (const { gap } of lines.slice(0, 2)) expect(gap! >= 0 && gap! <= 1).toBe(true);
  });

  it('takes one article an id, and says which others it leaves out', async () => {
    const twice = file(
      'twice.jsonl',
      ['a', 'a', 'b'].map((id, i) => JSON.stringify({ id, title: `T${i}`, text: 'Help.' })).join('\n'),
    );
    const found = join(folder, 'twice-found.jsonl');
    await run('coverage', '--kb', twice, '--in', file('one.csv', 'id,text\n1,"where is my invoice"\n'), '--out', found);
    const { articles } = JSON.parse(readFileSync(found, 'utf8')) as { articles: { id: string }[] };
    expect(articles.map(({ id }) => id).sort()).toEqual(['a', 'b']);
    expect(complaints.join('\n')).toContain('the id "a" occurred before');
  });

  it.each([
    ['questions without text', 'id,text\n1,\n', /No column .* looks like text.*id, text/],
    ['only a header', 'id,text\n', /names of columns and no readable line below them/],
    ['an empty file', '', /empty|no/i],
  ])('refuses %s in one sentence', async (_, content, why) => {
    const input = file('questions-bad.csv', content);
    await expect(run('coverage', '--kb', kb, '--in', input, '--out', join(folder, 'o.jsonl'))).rejects.toThrow(why);
  });
});

import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { LABELLED_MESSAGES } from '../insights/themes/fixtures/labelled-messages.js';
import { CommandError } from './command-error.js';
import { registerMine } from './mine.command.js';
import { registerSentiment } from './sentiment.command.js';

const folder = mkdtempSync(join(tmpdir(), 'mine-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function run(...words: string[]): Promise<void> {
  const program = new Command().exitOverride();
  registerMine(program);
  registerSentiment(program);
  await program.parseAsync(['node', 'hearback', ...words]);
}

function file(name: string, content: string | Buffer): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

const texts = Object.values(LABELLED_MESSAGES).flat();
const table = file('table.csv', `ticket,message\n${texts.map((text, i) => `k${i},"${text}"`).join('\n')}\n`);

interface Mined {
  model: { fingerprint: string };
  timings: null;
  themes: {
    id: string;
    size: number;
    label: string;
    quotes: { id: string; text: string }[];
    sentiment: { n: number };
    coverage: { article: { id: string } } | null;
  }[];
  assignments: { id: string; themeId: string | null; similarity: number | null }[];
}
const read = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as Mined;

describe('mine', () => {
  it('writes the same bytes twice, with one assignment a line of the file', async () => {
    const [one, two] = [join(folder, 'one.json'), join(folder, 'two.json')];
    await run('mine', '--in', table, '--out', one, '--seed', '3');
    await run('mine', '--in', table, '--out', two, '--seed', '3');
    expect(readFileSync(one, 'utf8')).toBe(readFileSync(two, 'utf8'));
    const { themes, assignments, model, timings } = read(one);
    expect(timings).toBeNull();
    expect(model.fingerprint).toMatch(/^[0-9a-f]{16}$/);
    expect(assignments.map(({ id }) => id)).toEqual(texts.map((_, i) => `k${i}`));
    expect(themes.length).toBeGreaterThan(4);
    for (const { id, size, sentiment, coverage } of themes) {
      expect(assignments.filter(({ themeId }) => themeId === id)).toHaveLength(size);
      expect(sentiment.n).toBe(size);
      expect(coverage).toBeNull();
    }
  });

  it('masks personal data in quotes, and says which article is nearest to a theme', async () => {
    mkdirSync(join(folder, 'kb'));
    file(
      'kb/reset.md',
      '# Reset your password\n\nOpen the login page and press Forgot password. We send you a link.\n',
    );
    file('kb/invoice.md', '# Download an invoice\n\nOpen Billing and press Download beside the invoice you need.\n');
    const rows = texts.map((text, i) => JSON.stringify({ id: i, text: `${text} mail me at user${i}@mail.example` }));
    const out = join(folder, 'masked.json');
    await run('mine', '--in', file('rows.jsonl', rows.join('\n')), '--kb', join(folder, 'kb'), '--out', out);
    expect(readFileSync(out, 'utf8')).not.toContain('mail.example');
    const theme = read(out).themes.find(({ quotes }) => quotes.some(({ text }) => /password/.test(text)))!;
    expect(theme.coverage!.article.id).toContain('reset');
  });

  it.each([
    ['empty.csv', '', [], /is empty/],
    ['prose.csv', 'Dear all,\nthis, well, is\nno table, at all, is it, no\n', [], /not a CSV/],
    ['numbers.csv', 'id,amount\n1,2\n2,3\n', [], /No column of .* looks like text.*--text-column/],
    [
      'huge.csv',
      `id,text\n1,"${'x '.repeat(2_500_000)}"\n2,fine words here\n`,
      [],
      /Line 2 of .* longer than 1,000,000/,
    ],
    ['column.csv', 'id,text\n1,some words here\n', ['--text-column', 'body'], /has no column "body".*id, text/],
    ['blank.csv', 'id,text\n1,\n2, \n', ['--text-column', 'text'], /holds no text/],
    ['seed.csv', 'id,text\n1,some words here\n', ['--seed', 'x'], /--seed must be a whole number/],
  ])('refuses %s with a sentence and exit code 2, and writes nothing', async (name, content, options, message) => {
    const out = join(folder, 'refused.json');
    const error = await run('mine', '--in', file(name, content), '--out', out, ...options).catch(
      (e: unknown) => e as CommandError,
    );
    expect(error).toBeInstanceOf(CommandError);
    expect((error as CommandError).message).toMatch(message);
    expect((error as CommandError).exitCode).toBe(2);
    expect(existsSync(out)).toBe(false);
    expect(readdirSync(folder).filter((entry) => entry.endsWith('.tmp'))).toEqual([]);
  });

  it('says that a file or the folder of the result is missing', async () => {
    await expect(run('mine', '--in', join(folder, 'none.csv'), '--out', join(folder, 'x.json'))).rejects.toThrow(
      /There is no file/,
    );
    await expect(run('mine', '--in', table, '--out', join(folder, 'no/x.json'))).rejects.toThrow(/There is no folder/);
  });

  it('reads Latin-1 and a byte order mark, and mines a single message', async () => {
    const out = join(folder, 'latin.json');
    await run(
      'mine',
      '--in',
      file('latin.csv', Buffer.from('id,text\n1,Mein Caf\xe9 ist zu\n', 'latin1')),
      '--out',
      out,
    );
    expect(read(out).assignments).toEqual([{ id: '1', themeId: null, similarity: 0 }]);
    await run('mine', '--in', file('bom.csv', '\ufeffid,text\n7,Where is my card?\n'), '--out', out);
    expect(read(out).assignments).toEqual([{ id: '7', themeId: null, similarity: 0 }]);
  });
});

describe('sentiment', () => {
  it('writes label, score and probabilities of every line, null for a line without text', async () => {
    const path = file('feelings.csv', 'id,text\na,This is terrible and I am very angry\nb,\nc,I love it great work\n');
    const out = join(folder, 'feelings.jsonl');
    await run('sentiment', '--in', path, '--out', out);
    const lines = readFileSync(out, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.map(({ id, label }) => [id, label])).toEqual([
      ['a', 'negative'],
      ['b', null],
      ['c', 'positive'],
    ]);
    const { negative, neutral, positive } = lines[0]!.probabilities as Record<string, number>;
    expect(negative! + neutral! + positive!).toBeCloseTo(1);
    expect(lines[0]!.score).toBeCloseTo(positive! - negative!);
  });
});

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { Command } from 'commander';
import { registerClean } from './clean.command.js';
import { CommandError } from './command-error.js';

let folder: string;
let complaints: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hearback-clean-'));
  complaints = [];
  jest.spyOn(console, 'error').mockImplementation((line: string) => void complaints.push(line));
});

afterEach(async () => {
  jest.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

async function clean(content: string | Buffer): Promise<unknown[]> {
  const input = join(folder, 'in.jsonl');
  const output = join(folder, 'out.jsonl');
  await writeFile(input, content);
  const program = new Command().exitOverride();
  registerClean(program);
  await program.parseAsync(['node', 'hearback', 'clean', '--in', input, '--out', output]);
  const written = await readFile(output, 'utf8');
  return written
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
}

describe('clean', () => {
  it('writes one cleaned object for each line, in order', async () => {
    const lines = [
      { id: 'a', text: 'Please refund me.\n\n-- \nAna' },
      { id: 2, html: '<p>Mail me: ana@example.org</p>' },
    ];
    const written = await clean(lines.map((line) => JSON.stringify(line)).join('\r\n'));
    expect(written).toEqual([
      { id: 'a', visible: 'Please refund me.', masked: 'Please refund me.', language: 'en', spans: [] },
      {
        id: 2,
        visible: 'Mail me: ana@example.org',
        masked: 'Mail me: [EMAIL_1]',
        language: null,
        spans: [{ start: 9, end: 24, type: 'EMAIL' }],
      },
    ]);
  });

  it('opens a text that is a whole mail', async () => {
    const text =
      'Message-ID: <1@client.example>\r\nFrom: Ela <ela@client.example>\r\nSubject: Order\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nThe caf=C3=A9 table is broken.\r\n\r\n-- \r\nEla\r\n';
    expect(await clean(JSON.stringify({ id: 1, text }))).toEqual([
      { id: 1, visible: 'The café table is broken.', masked: 'The café table is broken.', language: 'en', spans: [] },
    ]);
  });

  it('reports refused lines by number and reason, and cleans the rest', async () => {
    const written = await clean(
      '\ufeff{"id":1,"text":"fine"}\nnonsense\n\n{"text":"no id"}\n{"id":2}\n[1]\n{"id":3,"text":"also fine"}',
    );
    expect(written).toHaveLength(2);
    expect(complaints).toEqual([
      'line 2: not JSON',
      'line 4: no "id" (a string or a number)',
      'line 5: neither "text" nor "html"',
      'line 6: not a JSON object',
      '4 of 6 lines refused',
    ]);
  });

  it.each([
    ['an empty file', ''],
    ['a file of another kind', 'id,text\n1,hello'],
    ['bytes', Buffer.from([0xff, 0xfe, 0, 1, 2])],
  ])('refuses %s with exit code 2 and writes nothing', async (_what, content) => {
    await expect(clean(content)).rejects.toMatchObject({ exitCode: 2 });
    await expect(readFile(join(folder, 'out.jsonl'))).rejects.toThrow('ENOENT');
  });

  it('refuses a missing file with exit code 2', async () => {
    const program = new Command().exitOverride();
    registerClean(program);
    const run = program.parseAsync(['node', 'hearback', 'clean', '--in', join(folder, 'none'), '--out', '-']);
    await expect(run).rejects.toThrow(CommandError);
  });
});

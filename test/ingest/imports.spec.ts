import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { ImportJob } from '../../src/ingest/imports/import.job.js';
import { ImportsService } from '../../src/ingest/imports/imports.service.js';
import { UnreadableFileError } from '../../src/ingest/imports/read-rows.js';
import { startApp, type TestApp } from '../app.js';
import { adminBrowser, type Client, keyClient } from '../client.js';

const NOW = new Date('2026-03-10T00:00:00Z');
const folder = mkdtempSync(join(tmpdir(), 'hearback-import-'));
let app: TestApp;
let api: Client;
let run = 0;
let source: string;

beforeAll(async () => {
  app = await startApp({ RATE_LIMIT_FACTOR: '100' });
  api = await keyClient(app, ['ingest']);
});
afterAll(() => app.close());
beforeEach(() => (source = `file${run++}`));

function file(name: string, content: string | Buffer): string {
  const path = join(folder, `${run}-${name}`);
  writeFileSync(path, content);
  return path;
}

const take = (path: string, more = {}) => app.get(ImportsService).importTickets({ path, source, now: NOW, ...more });
const texts = async () =>
  (
    await app.db.query<{ masked: string }[]>('SELECT masked FROM feedback WHERE source = $1 ORDER BY external_id', [
      source,
    ])
  ).map((row) => row.masked);
const csv = (rows: number, bad: number[] = []) =>
  [
    'id,message,created_at',
    ...Array.from(
      { length: rows },
      (_, i) => `${i},Row ${i} says something,${bad.includes(i) ? 'never' : '2026-03-01'}`,
    ),
  ].join('\n');

describe('an import', () => {
  it('takes good lines, lists bad ones with their line, and changes nothing the second time', async () => {
    const path = file('a.csv', csv(1200, [3, 700]));
    expect(await take(path)).toMatchObject({ state: 'done', imported: 1198, unchanged: 0, refused: 2 });
    const batch = await take(path);
    expect(batch.imported).toBe(1198);
    expect(await app.get(ImportsService).errorsOf(batch.id)).toMatchObject([{ line: 5 }, { line: 702 }]);
    expect(await texts()).toHaveLength(1198);
  });

  it('goes on where a crash stopped it', async () => {
    const path = file('b.csv', csv(1200));
    const crash = new Error('crash');
    await expect(
      take(path, {
        onProgress: () => {
          throw crash;
        },
      }),
    ).rejects.toBe(crash);
    expect(await texts()).toHaveLength(250);
    expect(await take(path)).toMatchObject({ state: 'done', imported: 1200 });
    expect(await texts()).toHaveLength(1200);
  });

  it.each([
    ['prose', 'Dear all, this is a letter, no table.\nIt goes on, and on.\n'],
    ['no text column', 'id,amount\n1,2\n3,4\n'],
    ['broken gzip', Buffer.from([0x1f, 0x8b, 1, 2, 3])],
  ])('of %s stores nothing and says what to do', async (_, content) => {
    const name = typeof content === 'string' ? 'x.csv' : 'x.csv.gz';
    await expect(take(file(name, content))).rejects.toThrow(UnreadableFileError);
    expect(await app.db.query('SELECT 1 FROM import_batch WHERE source = $1', [source])).toEqual([]);
  });

  it('of a view that Zendesk exports reads names, tags between blanks, answers in words, and dashes as nothing', async () => {
    const head = [
      '"Summation column","Id","Requester","Requester id","Requester email","Assignee","Group","Subject","Tags","Status","Created at"',
      '"Updated at","Solved at","Satisfaction Score","First reply time in minutes"',
    ].join(',');
    const row = (cells: string[]) => cells.map((cell) => `"${cell}"`).join(',');
    const ilse = [
      '1',
      '101',
      'Ilse Brandvold',
      '9001',
      'ilse@c.example',
      'Robin',
      'Billing',
      'Ilse Brandvold was charged twice',
    ];
    const marek = ['1', '102', 'Marek Nowak', '9002', 'marek@c.example', '-', '-', 'Export of reports fails'];
    const lines = [
      row([
        ...ilse,
        'billing refund',
        'Solved',
        '2026-10-02 09:14:05',
        '2026-10-03 10:00:00',
        '2026-10-03 10:00:00',
        'Good',
        '12',
      ]),
      row([...marek, '', 'Open', '2026-10-04 11:00:00', '2026-10-04 11:30:00', '-', 'Offered', '']),
    ];
    await take(file('view.csv', [head, ...lines].join('\n')));
    expect(await texts()).toEqual(['[PERSON_1] was charged twice', 'Export of reports fails']);
    const tickets = await app.db.query(
      `SELECT tags, agent, team, csat_score, csat_scale, first_reply_at FROM ticket WHERE source = $1 ORDER BY external_id`,
      [source],
    );
    expect(tickets).toEqual([
      {
        tags: ['billing', 'refund'],
        agent: 'Robin',
        team: 'Billing',
        csat_score: 2,
        csat_scale: 2,
        first_reply_at: new Date('2026-10-02T09:26:05Z'),
      },
      { tags: [], agent: null, team: null, csat_score: null, csat_scale: null, first_reply_at: null },
    ]);
  });

  it('of a packed JSONL file of whole tickets takes them as they are', async () => {
    const line = JSON.stringify({
      external_id: '9',
      created_at: '2026-03-01T00:00:00Z',
      status: 'solved',
      messages: [{ text: 'It crashes.' }, { author: 'agent', text: 'Fixed.' }],
    });
    await take(file('c.jsonl.gz', gzipSync(`${line}\n`)));
    expect(await texts()).toEqual(['It crashes.']);
  });

  it('of an mbox joins threads, and leaves out what machines wrote', async () => {
    const mail = (id: string, headers: string, body: string) =>
      `From x@y Mon Mar  2 00:00:00 2026\nMessage-ID: <${id}>\nFrom: Ilse Brandvold <ilse@c.example>\nDate: Mon, 2 Mar 2026 10:00:00 +0000\n${headers}\n\n${body}\n\n`;
    const mails = [
      mail('one@c', 'Subject: Lost parcel', 'My parcel is lost.'),
      mail(
        'two@c',
        'Subject: Re: Lost parcel\nIn-Reply-To: <one@c>\nReferences: <one@c>',
        'Any news?\n>From the shop I heard nothing.',
      ),
      mail('auto@c', 'Subject: Away\nAuto-Submitted: auto-replied', 'I am away.'),
      mail(
        'latin@c',
        'Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable',
        'Die T=FCr klemmt.',
      ),
    ];
    const batch = await take(file('d.mbox', mails.join('')));
    expect(await app.get(ImportsService).errorsOf(batch.id)).toMatchObject([
      { reason: 'no mail of a customer: an automatic reply' },
    ]);
    expect((await texts()).sort()).toEqual([
      'Any news?\nFrom the shop I heard nothing.',
      'Die Tür klemmt.',
      'My parcel is lost.',
    ]);
    const rows = await app.db.query(
      'SELECT count(*)::int AS messages FROM feedback WHERE source = $1 GROUP BY ticket_id ORDER BY 1',
      [source],
    );
    expect(rows).toEqual([{ messages: 1 }, { messages: 2 }]);
  });
});

describe('POST /v1/imports', () => {
  const upload = async (content: string, name: string, query: string) => {
    const form = new FormData();
    form.set('source', source);
    form.set('file', new Blob([content]), name);
    const { key } = await app
      .get((await import('../../src/platform/auth/api-keys.service.js')).ApiKeysService)
      .insert(
        { name: 'up', scopes: ['ingest'], teamIds: [], expiresAt: null },
        { kind: 'system', id: null, name: 'test' },
        new Date(),
      );
    return fetch(`${app.url}/v1/imports?${query}`, {
      method: 'POST',
      body: form,
      headers: { authorization: `Bearer ${key}` },
    });
  };

  it('takes a form, imports in the background, tells progress as events, and reports refused lines', async () => {
    const answer = await upload(csv(600, [2]), '=evil.csv', '');
    expect(answer.status).toBe(202);
    const { id } = (await answer.json()) as { id: string };
    await app.drain(NOW, ['ingest.import']);
    expect((await api.get(`/v1/imports/${id}`)).body).toMatchObject({
      state: 'done',
      imported: 599,
      refused: 1,
      progress: 1,
    });
    const events = await api.get(`/v1/imports/${id}/events`);
    expect(events.headers.get('content-type')).toContain('text/event-stream');
    expect(events.text).toContain('"state":"done"');
    const report = await api.get(`/v1/imports/${id}/refused.csv`);
    expect(report.text).toContain('"4"');
    expect(report.headers.get('content-disposition')).toContain('attachment');
  });

  it('is let go between two groups of lines when the service stops, and goes on at the next start', async () => {
    const { id } = (await (await upload(csv(5000), 'long.csv', '')).json()) as { id: string };
    const state = async () =>
      (await app.db.query('SELECT state, next_line, claimed_until FROM import_batch WHERE id = $1', [id]))[0];
    const stopping = new AbortController();
    const work = app.get(ImportJob).run({ now: NOW, signal: stopping.signal });
    for (let tries = 0; tries < 1000 && (await state()).next_line === 0; tries++) await pause(5);
    stopping.abort();
    expect(await work).toEqual({ imported: 0, failed: 0 });
    const { next_line: stoppedAt, ...held } = await state();
    expect(held).toEqual({ state: 'running', claimed_until: null });
    expect(stoppedAt).toBeLessThan(5000);
    await app.drain(NOW, ['ingest.import']);
    expect((await api.get(`/v1/imports/${id}`)).body).toMatchObject({ state: 'done', imported: 5000 });
    expect(await texts()).toHaveLength(5000);
  });

  it('waits for a confirmed mapping when asked to, and takes the same file once', async () => {
    const content = 'a,b,created_at\nReal words of a customer,other words of somebody here,2026-03-01\n';
    const { id } = (await (await upload(content, 'x.csv', 'start=false')).json()) as { id: string };
    expect((await api.get(`/v1/imports/${id}`)).body).toMatchObject({ state: 'waiting' });
    expect((await api.post(`/v1/imports/${id}/start`, { mapping: { text: 'nope' } })).status).toBe(422);
    expect((await api.post(`/v1/imports/${id}/start`, { mapping: { text: 'a' } })).status).toBe(202);
    await app.drain(NOW, ['ingest.import']);
    expect(await texts()).toEqual(['Real words of a customer']);
    const again = (await (await upload(content, 'x.csv', 'start=false')).json()) as { id: string };
    expect((await api.post<{ id: string }>(`/v1/imports/${again.id}/start`, { mapping: { text: 'a' } })).body.id).toBe(
      id,
    );
  });

  it('refuses a file that makes no sense with a sentence that names it as the person does', async () => {
    const answer = await upload('Dear all, a letter, no table.\nAnd on, it goes.\n', 'letter.csv', '');
    expect(answer.status).toBe(422);
    expect(((await answer.json()) as { detail: string }).detail).toMatch(/^letter\.csv is not a CSV file/);
  });
});

describe('the pages', () => {
  it('lead from upload to mapping to result', async () => {
    const browser = await adminBrowser(app);
    const list = await browser.get('/imports');
    expect(list.text).toContain('enctype="multipart/form-data"');
    const path = file('page.csv', csv(3));
    const batch = await take(path, { fileName: '<script>alert(1)</script>.csv' });
    const page = await browser.get(`/imports/${batch.id}`);
    expect(page.status).toBe(200);
    expect(page.text).not.toContain('<script>alert');
    expect(page.text).toContain('tickets new or changed');
  });
});

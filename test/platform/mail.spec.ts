import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { SYSTEM } from '../../src/platform/audit/actor.js';
import { MailPauses } from '../../src/platform/mail/mail-pauses.js';
import { type MailOrder, MailService } from '../../src/platform/mail/mail.service.js';
import { SuppressionsService } from '../../src/platform/mail/suppressions.service.js';
import { type TestApp, startApp } from '../app.js';
import { adminBrowser, keyClient } from '../client.js';

const NOW = new Date('2026-03-02T09:00:00.000Z');
const later = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);
const order = (change: Partial<MailOrder> = {}): MailOrder => ({
  kind: 'survey',
  to: { name: 'Ada', address: 'ada@example.com' },
  subject: 'How did we do?',
  html: '<p>Hello</p>',
  text: 'Hello',
  ...change,
});

interface Sink {
  url: string;
  /** What arrived: envelope and message. */
  received: { from: string; to: string[]; message: string }[];
  /** Replies to give instead of accepting: by stage, `code text`. */
  rcpt: (address: string) => string | null;
  data: () => string | null;
  close(): Promise<void>;
}

async function startSink(): Promise<Sink> {
  const sink: Sink = { url: '', received: [], rcpt: () => null, data: () => null, close: async () => undefined };
  const refusal = (reply: string): Error =>
    Object.assign(new Error(reply.slice(4)), { responseCode: Number(reply.slice(0, 3)) });
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo: ({ address }, _session, done) => {
      const reply = sink.rcpt(address);
      done(reply ? refusal(reply) : null);
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const reply = sink.data();
        if (reply) return done(refusal(reply));
        const { mailFrom, rcptTo } = session.envelope;
        sink.received.push({
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          message: Buffer.concat(chunks).toString(),
        });
        done();
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as { port: number };
  sink.url = `smtp://127.0.0.1:${port}`;
  sink.close = () => new Promise((resolve) => server.close(() => resolve()));
  return sink;
}

const rowOf = async (service: TestApp, id: string) => {
  const [row] = await service.db.query<
    { state: string; attempts: number; last_error: string | null; next_attempt_at: Date }[]
  >('SELECT * FROM mail_outbox WHERE id = $1', [id]);
  return row!;
};

describe('mail by SMTP', () => {
  let service: TestApp;
  let sink: Sink;
  let mail: MailService;

  beforeAll(async () => {
    sink = await startSink();
    service = await startApp({ SMTP_URL: sink.url, MAIL_FROM: 'Hearback <hello@hearback.example>' });
    mail = service.get(MailService);
  });
  beforeEach(async () => {
    sink.received.length = 0;
    sink.rcpt = () => null;
    sink.data = () => null;
    await service.db.query('DELETE FROM mail_outbox');
    await service.db.query('DELETE FROM mail_pause');
  });
  afterAll(async () => {
    await service.close();
    await sink.close();
  });

  const send = (now = NOW) => service.drain(now, ['mail.send']);

  it('arrives once, with both parts and the headers of an automatic mail', async () => {
    const headers = {
      'List-Unsubscribe': '<https://example.com/u/1>',
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    };
    const { id } = await mail.enqueue(
      order({ headers, images: [{ cid: 'chart', contentType: 'image/png', base64: 'AAAA' }] }),
      NOW,
    );
    await send();
    await send(later(10));
    expect(sink.received).toHaveLength(1);
    const { from, to, message } = sink.received[0]!;
    expect([from, to]).toEqual(['hello@hearback.example', ['ada@example.com']]);
    const parsed = await PostalMime.parse(message);
    expect(parsed).toMatchObject({
      subject: 'How did we do?',
      html: '<p>Hello</p>\n',
      text: 'Hello\n',
      messageId: `<${id}@hearback.example>`,
    });
    const header = Object.fromEntries(parsed.headers.map(({ key, value }) => [key, value]));
    expect(header).toMatchObject({
      'auto-submitted': 'auto-generated',
      'list-unsubscribe-post': 'List-Unsubscribe=One-Click',
    });
    expect(await rowOf(service, id)).toMatchObject({ state: 'sent', attempts: 1 });
  });

  it('is the same mail when it is ordered twice under one key', async () => {
    const first = await mail.enqueue(order({ dedupeKey: 'survey:1' }), NOW);
    const second = await mail.enqueue(order({ dedupeKey: 'survey:1' }), NOW);
    expect(second).toEqual({ id: first.id, isNew: false });
    await send();
    expect(sink.received).toHaveLength(1);
  });

  it('goes out once when five workers run at the same time', async () => {
    for (let i = 0; i < 30; i++) await mail.enqueue(order({ to: { name: '', address: `p${i}@example.com` } }), NOW);
    await Promise.all(Array.from({ length: 5 }, () => send()));
    expect(sink.received.flatMap(({ to }) => to).sort()).toEqual(
      Array.from({ length: 30 }, (_, i) => `p${i}@example.com`).sort(),
    );
  });

  it('tries a deferred mail again under the same Message-ID', async () => {
    let isFirst = true;
    sink.rcpt = () => {
      const reply = isFirst ? '451 4.7.1 greylisted' : null;
      isFirst = false;
      return reply;
    };
    const { id } = await mail.enqueue(order(), NOW);
    await send();
    expect(await rowOf(service, id)).toMatchObject({ state: 'queued', attempts: 1, last_error: '451 RCPT TO' });
    await send(later(2));
    expect(await rowOf(service, id)).toMatchObject({ state: 'sent', attempts: 2 });
    expect(sink.received[0]!.message).toContain(`Message-ID: <${id}@`);
  });

  it('never writes again to an address that does not exist', async () => {
    sink.rcpt = () => '550 5.1.1 no such user';
    const to = { name: '', address: 'Gone@example.com' };
    const { id } = await mail.enqueue(order({ to }), NOW);
    await send();
    expect(await rowOf(service, id)).toMatchObject({ state: 'failed', last_error: '550 RCPT TO' });
    sink.rcpt = () => null;
    const second = await mail.enqueue(order({ to: { name: '', address: 'gone@example.com' } }), NOW);
    await send();
    expect(await rowOf(service, second.id)).toMatchObject({ state: 'failed', last_error: 'suppressed' });
    expect(sink.received).toHaveLength(0);
  });

  it('honours an opt-out of one kind and not of another', async () => {
    const to = { name: '', address: 'quiet@example.com' };
    await service
      .get(SuppressionsService)
      .add({ address: to.address, scope: 'survey', reason: 'opt-out', actor: SYSTEM, now: NOW });
    const survey = await mail.enqueue(order({ to, suppressedBy: ['survey'] }), NOW);
    const digest = await mail.enqueue(order({ to, kind: 'digest', suppressedBy: ['digest'] }), NOW);
    await send();
    expect([(await rowOf(service, survey.id)).state, (await rowOf(service, digest.id)).state]).toEqual([
      'failed',
      'sent',
    ]);
    const [row] = await service.db.query<object[]>('SELECT * FROM suppression');
    expect(JSON.stringify(row)).not.toContain('quiet');
  });

  it('sends what its reader asked for whatever came back from earlier mail', async () => {
    const to = { name: '', address: 'operator@example.com' };
    for (const reason of ['bounce', 'complaint'] as const)
      await service
        .get(SuppressionsService)
        .add({ address: to.address, scope: 'all', reason, actor: SYSTEM, now: NOW });
    const link = await mail.enqueue(order({ to, kind: 'sign-in', isAskedFor: true }), NOW);
    const digest = await mail.enqueue(order({ to, kind: 'digest' }), NOW);
    await send();
    expect([(await rowOf(service, link.id)).state, (await rowOf(service, digest.id)).state]).toEqual([
      'sent',
      'failed',
    ]);
  });

  it('stops a wave that too many refuse, and resumes it only when a person says so', async () => {
    for (let i = 0; i < 60; i++)
      await mail.enqueue(order({ wave: 'survey:7', to: { name: '', address: `w${i}@example.com` } }), NOW);
    sink.rcpt = (address) => (Number(address.replace(/\D/g, '')) % 2 ? '552 5.2.2 mailbox full' : null);
    const { 'mail.send': counts } = await send();
    expect(counts!['failed']).toBe(5);
    expect(await mail.countByState()).toMatchObject({ queued: 60 - 5 - counts!['sent']! });
    await send(later(600));
    expect((await mail.countByState()).failed).toBe(5);
    sink.rcpt = () => null;
    await service.get(MailPauses).resume('survey:7', SYSTEM, later(601));
    await send(later(602));
    expect(await mail.countByState()).toMatchObject({ queued: 0, failed: 5, sent: 55 });
  });

  it('waits for its turn when a domain has had enough this minute', async () => {
    const tight = await startApp({
      SMTP_URL: sink.url,
      MAIL_PER_DOMAIN_PER_MINUTE: '3',
      DATABASE_URL: service.databaseUrl,
    });
    for (let i = 0; i < 5; i++) await mail.enqueue(order({ to: { name: '', address: `d${i}@slow.example` } }), NOW);
    await mail.enqueue(order({ to: { name: '', address: 'x@fast.example' } }), NOW);
    const { 'mail.send': counts } = await tight.drain(NOW, ['mail.send']);
    expect(sink.received).toHaveLength(4);
    // One is turned away; the others to that domain are not even taken up.
    expect(counts).toMatchObject({ sent: 4, limited: 1 });
    await tight.drain(later(1.1), ['mail.send']);
    expect(sink.received).toHaveLength(6);
    await tight.close();
  });

  it('leaves alone what a process took that died, and does not repeat it', async () => {
    const survey = await mail.enqueue(order(), NOW);
    const digest = await mail.enqueue(order({ kind: 'digest', repeatsWhenUnknown: true }), NOW);
    await service.db.query(`UPDATE mail_outbox SET state = 'sending', fence = 1, claimed_at = $1`, [NOW]);
    await send(later(4));
    expect(sink.received).toHaveLength(0);
    await send(later(6));
    expect((await rowOf(service, survey.id)).state).toBe('unknown');
    expect((await rowOf(service, digest.id)).state).toBe('sent');
    await mail.sendAgain(survey.id, SYSTEM, later(7));
    await send(later(8));
    expect((await rowOf(service, survey.id)).state).toBe('sent');
  });

  it('cannot be sent to two people, or be given a foreign header, by what somebody typed', async () => {
    for (const address of ['a@x.example, b@y.example', 'a@x.example\r\nBcc: c@z.example', '<a@x.example>']) {
      await expect(mail.enqueue(order({ to: { name: '', address } }), NOW)).rejects.toThrow(RangeError);
    }
    await expect(mail.enqueue(order({ headers: { Bcc: 'c@z.example' } }), NOW)).rejects.toThrow(RangeError);
    const nasty = 'Hi\r\nBcc: c@z.example\r\n\r\n<b>x</b>';
    await mail.enqueue(
      order({ subject: nasty, to: { name: nasty, address: 'a@x.example' }, headers: { 'List-Id': nasty } }),
      NOW,
    );
    await send();
    expect(sink.received.map(({ to }) => to)).toEqual([['a@x.example']]);
    const parsed = await PostalMime.parse(sink.received[0]!.message);
    expect(parsed.headers.map(({ key }) => key)).not.toContain('bcc');
    expect(parsed.text).toBe('Hello\n');
  });

  it('is not sent when it came too late', async () => {
    const { id } = await mail.enqueue(order({ kind: 'sign-in', expiresAt: later(20) }), NOW);
    await send(later(21));
    expect(await rowOf(service, id)).toMatchObject({ state: 'failed', last_error: 'expired' });
    expect(sink.received).toHaveLength(0);
  });
});

describe('a mail server that is away', () => {
  let service: TestApp;
  let port: number;
  let silent: Server;
  let behaviour: 'refuse' | 'drop-after-dot' = 'refuse';

  beforeAll(async () => {
    // Speaks just enough SMTP to take a whole message and then hang up without a word.
    silent = createServer((socket) => {
      socket.on('error', () => undefined);
      if (behaviour === 'refuse') return socket.end('421 4.3.2 not now\r\n');
      socket.write('220 silent\r\n');
      let inData = false;
      socket.on('data', (chunk) => {
        const text = chunk.toString();
        if (inData) {
          if (text.endsWith('\r\n.\r\n')) socket.destroy();
        } else if (text.startsWith('DATA')) {
          inData = true;
          socket.write('354 go\r\n');
        } else {
          socket.write('250 ok\r\n');
        }
      });
    });
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    ({ port } = silent.address() as { port: number });
    service = await startApp({ SMTP_URL: `smtp://127.0.0.1:${port}` });
  });
  afterAll(async () => {
    await service.close();
    await new Promise((resolve) => silent.close(resolve));
  });

  it('costs no mail an attempt, and is asked again after a pause', async () => {
    behaviour = 'refuse';
    const mail = service.get(MailService);
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) ids.push((await mail.enqueue(order(), NOW)).id);
    const counts = await service.drain(NOW, ['mail.send']);
    expect(counts['mail.send']).toEqual({ away: 1 });
    for (const id of ids) expect(await rowOf(service, id)).toMatchObject({ state: 'queued', attempts: 0 });
    expect(await service.get(MailPauses).list(NOW)).toMatchObject([{ scope: '*', failures: 1 }]);
    expect(await service.get(MailPauses).list(later(1))).toEqual([]);
    await service.db.query('DELETE FROM mail_outbox');
  });

  it('leaves a survey unknown, and a digest to be repeated, when it hangs up after the last dot', async () => {
    behaviour = 'drop-after-dot';
    const mail = service.get(MailService);
    await service.db.query('DELETE FROM mail_pause');
    const survey = await mail.enqueue(order(), NOW);
    await service.drain(NOW, ['mail.send']);
    expect(await rowOf(service, survey.id)).toMatchObject({ state: 'unknown', attempts: 1 });
    const digest = await mail.enqueue(order({ kind: 'digest', repeatsWhenUnknown: true }), NOW);
    await service.drain(NOW, ['mail.send']);
    expect(await rowOf(service, digest.id)).toMatchObject({ state: 'queued', attempts: 1 });
  });
});

describe('mail without a server', () => {
  let service: TestApp;
  beforeAll(async () => {
    service = await startApp({ RATE_LIMIT_FACTOR: '100' });
  });
  afterAll(() => service.close());

  it('is written as .eml and shown on a page that runs nothing of it', async () => {
    const mail = service.get(MailService);
    const html = '<p>Chart <img src="cid:chart"></p><script>alert(1)</script>';
    const { id } = await mail.enqueue(
      order({
        html,
        subject: '<script>alert(2)</script>',
        images: [{ cid: 'chart', contentType: 'image/png', base64: 'AAAA' }],
      }),
      NOW,
    );
    await service.drain(NOW, ['mail.send']);
    const files = readdirSync(service.outbox);
    expect(files).toEqual([
      `20260302-090000-survey-${id.slice(0, 8)}.eml`,
      `20260302-090000-survey-${id.slice(0, 8)}.html`,
    ]);
    const parsed = await PostalMime.parse(readFileSync(join(service.outbox, files[0]!)));
    expect(parsed).toMatchObject({
      to: [{ address: 'ada@example.com', name: 'Ada' }],
      attachments: [{ mimeType: 'image/png' }],
    });

    const ada = await adminBrowser(service);
    const list = await ada.get('/outbox');
    expect(list.text).toContain('&lt;script&gt;alert(2)&lt;/script&gt;');
    expect(list.text).not.toContain('<script>');
    const page = await ada.get(`/outbox/${id}`);
    expect(page.text).toMatch(new RegExp(`<iframe src="/outbox/${id}/html" sandbox `));
    const preview = await ada.get(`/outbox/${id}/html`);
    expect(preview.headers.get('content-security-policy')).toContain('sandbox');
    expect(preview.text).toContain('data:image/png;base64,AAAA');
    expect((await (await keyClient(service, ['read'])).get('/outbox')).status).toBe(403);
  });
});

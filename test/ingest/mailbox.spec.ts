import { ConnectionsService } from '../../src/ingest/connections/connections.service.js';
import { SYSTEM } from '../../src/platform/audit/actor.js';
import { startApp, type TestApp } from '../app.js';
import { type ImapServer, imapServer } from '../imap-server.js';

const mail = (id: string, headers: string, body: string, from = 'Ilse Brandvold <ilse@c.example>') =>
  `Message-ID: <${id}>\r\nFrom: ${from}\r\nTo: help@shop.example\r\nDate: Mon, 2 Mar 2026 10:00:00 +0000\r\nContent-Type: text/plain; charset=utf-8\r\n${headers}\r\n\r\n${body}\r\n`;

let app: TestApp;
let imap: ImapServer;
let port: number;

beforeAll(async () => {
  app = await startApp({ ALLOW_PRIVATE_TARGETS: 'true' });
  ({ imap, port } = await imapServer({
    users: { help: { password: 'right' } },
    storage: {
      INBOX: {
        messages: [
          {
            raw: mail('a@c', 'Subject: Lost parcel', 'My parcel is lost.'),
            internaldate: '02-Mar-2026 10:00:00 +0000',
          },
        ],
      },
    },
  }));
});
afterAll(async () => {
  await new Promise<void>((resume) => imap.close(resume));
  await app.close();
});

const connect = (source: string, password: string) => {
  const settings = {
    imap: {
      host: '127.0.0.1',
      port,
      secure: false,
      user: 'help',
      mailboxes: ['INBOX'],
      ownAddresses: ['help@shop.example'],
    },
    pullSince: '2026-01-01T00:00:00Z',
  };
  const given = { kind: 'imap' as const, name: 'mail', source, settings, credentials: { password }, enabled: true };
  return app.get(ConnectionsService).create(given, SYSTEM, new Date());
};
const texts = async (source: string) =>
  (
    await app.db.query<{ masked: string }[]>(
      'SELECT masked FROM feedback WHERE source = $1 ORDER BY occurred_at, masked',
      [source],
    )
  ).map((row) => row.masked);

describe('a mailbox', () => {
  it('is read once, joins threads, knows its own replies and leaves out machines', async () => {
    await connect('mailbox', 'right');
    const now = new Date();
    await app.drain(now, ['ingest.pull']);
    expect(await texts('mailbox')).toEqual(['My parcel is lost.']);
    imap.appendMessage(
      'INBOX',
      [],
      null,
      mail('b@c', 'Subject: Re: Lost parcel\r\nReferences: <a@c>', 'Is there any news about it?'),
    );
    imap.appendMessage(
      'INBOX',
      [],
      null,
      mail('c@c', 'Subject: Re: Lost parcel\r\nReferences: <a@c> <b@c>', 'It is on its way.', 'help@shop.example'),
    );
    imap.appendMessage(
      'INBOX',
      [],
      null,
      mail('d@c', 'Subject: Away\r\nAuto-Submitted: auto-replied', 'I am away until Monday.'),
    );
    await app.drain(new Date(now.getTime() + 360_000), ['ingest.pull']);
    expect((await texts('mailbox')).sort()).toEqual(['Is there any news about it?', 'My parcel is lost.']);
    const tickets = await app.db.query(
      `SELECT status, cardinality(reply_times) AS replies FROM ticket WHERE source = 'mailbox'`,
    );
    expect(tickets).toEqual([{ status: 'open', replies: 1 }]);
  });

  it('with a wrong password says so', async () => {
    const { connection } = await connect('locked', 'wrong');
    await app.drain(new Date(), ['ingest.pull']);
    const [row] = await app.db.query('SELECT last_error FROM pull WHERE connection_id = $1', [connection.id]);
    expect(row.last_error).toBe('The mail server does not accept user and password.');
  });

  it('inside our own network is not asked, unless the operator allows it', async () => {
    const careful = await startApp();
    try {
      const settings = {
        imap: { host: 'localhost', port, secure: false, user: 'help', mailboxes: ['INBOX'], ownAddresses: [] },
      };
      const given = { kind: 'imap' as const, name: 'inside', source: 'inside', settings, enabled: true };
      const { connection } = await careful
        .get(ConnectionsService)
        .create({ ...given, credentials: { password: 'right' } }, SYSTEM, new Date());
      await careful.drain(new Date(), ['ingest.pull']);
      const [row] = await careful.db.query('SELECT taken, last_error FROM pull WHERE connection_id = $1', [
        connection.id,
      ]);
      expect(row).toEqual({ taken: 0, last_error: 'This name does not lead to the public internet.' });
    } finally {
      await careful.close();
    }
  });
});

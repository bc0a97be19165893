import { createHmac, createSign, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { SMTPServer } from 'smtp-server';
import { MailPauses } from '../../src/platform/mail/mail-pauses.js';
import { type MailOrder, MailService } from '../../src/platform/mail/mail.service.js';
import { SnsService } from '../../src/platform/mail/returns/providers/sns.service.js';
import { textToSign } from '../../src/platform/mail/returns/providers/sns-message.js';
import { SuppressionsService } from '../../src/platform/mail/suppressions.service.js';
import { Outbound } from '../../src/platform/outbound/outbound.js';
import { type TestApp, startApp } from '../app.js';
import { client, keyClient } from '../client.js';
import { type ImapServer, imapServer } from '../imap-server.js';
import { SNS_CERTIFICATE, SNS_KEY } from './sns-certificate.js';

const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:ses-events';
const CERTIFICATE_URL =
  'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-9c6465fa7f48f5cacd23014631ec1136.pem';
const sendgrid = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const DAY = 86_400_000;

let app: TestApp;
let imap: ImapServer;
let smtp: SMTPServer;
let envelopes: { from: string; to: string }[] = [];

beforeAll(async () => {
  const mailbox = await imapServer({
    users: { 'bounces@mail.example': { password: 'ri:ght' } },
    storage: { INBOX: { messages: [] } },
  });
  imap = mailbox.imap;
  smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData: (stream, { envelope }, done) => {
      const { mailFrom, rcptTo } = envelope;
      envelopes.push({ from: mailFrom ? mailFrom.address : '', to: rcptTo[0]!.address });
      stream.resume().on('end', () => done());
    },
  });
  await new Promise<void>((resume) => smtp.listen(0, '127.0.0.1', () => resume()));
  app = await startApp({
    SMTP_URL: `smtp://127.0.0.1:${(smtp.server.address() as { port: number }).port}`,
    BOUNCE_ADDRESS: 'bounces@mail.example',
    BOUNCE_MAILBOX: `imap://bounces%40mail.example:ri%3Aght@127.0.0.1:${mailbox.port}/INBOX`,
    SES_TOPIC_ARN: TOPIC,
    SENDGRID_PUBLIC_KEY: sendgrid.publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
    POSTMARK_PASSWORD: 'a-long-password-for-postmark',
    MAILGUN_SIGNING_KEY: 'key-3ax6xnjp29jd6fds4gc373sgvjxteol0',
  });
});
afterAll(async () => {
  await app?.close();
  await new Promise<void>((resume) => smtp.close(() => resume()));
  await new Promise<void>((resume) => imap.close(resume));
});

/** Sends one mail; its address is new unless given. */
async function sent(change: Partial<MailOrder> = {}, now = new Date()) {
  const address = change.to?.address ?? `${randomUUID()}@customers.example`;
  const order = {
    kind: 'survey',
    to: { name: 'Ada', address },
    subject: 'How?',
    html: '<p>Hi</p>',
    text: 'Hi',
    wave: address,
  };
  const { id } = await app.get(MailService).enqueue({ ...order, ...change }, now);
  await app.drain(now, ['mail.send']);
  const from = envelopes.findLast(({ to }) => to === address)?.from ?? '';
  return { id, address, from, messageId: `<${id}@localhost>` };
}
const reasonOf = async (address: string) => (await app.get(SuppressionsService).find(address, ['all']))?.reason ?? null;

const dsn = (to: string, recipient: string, messageId: string, status = '5.1.1') =>
  [
    'From: MAILER-DAEMON@mx.customers.example',
    `To: ${to}`,
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'It did not work out.',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.customers.example',
    '',
    `Final-Recipient: rfc822; ${recipient}`,
    'Action: failed',
    `Status: ${status}`,
    '',
    '--b',
    'Content-Type: text/rfc822-headers',
    '',
    `Message-ID: ${messageId}`,
    '',
    '--b--',
    '',
  ].join('\r\n');

describe('the mailbox of returned mails', () => {
  it('stops mail to the address that a report names by envelope sender or Message-ID, and to no other', async () => {
    envelopes = [];
    const [byPath, byId, victim, twice] = [await sent(), await sent(), await sent(), await sent()];
    expect(byPath.from).toMatch(/^bounces\+[0-9a-f]{48}@mail\.example$/);
    const forgedPath = victim.from.replace(/[0-9a-f]@/, (end) => (end === '0@' ? '1@' : '0@'));
    const returned = [
      dsn(byPath.from.toUpperCase(), 'alias@elsewhere.example', '<rewritten@mx>'),
      dsn('bounces@mail.example', byId.address, byId.messageId),
      dsn('bounces@mail.example', victim.address, '<made-up@nowhere>'),
      dsn(forgedPath, victim.address, `<${randomUUID()}@localhost>`),
      `From: ${victim.address}\r\nTo: ${victim.from}\r\nAuto-Submitted: auto-replied\r\nSubject: Away\r\n\r\n550 days on an island.\r\n`,
      dsn(twice.from, twice.address, twice.messageId, '4.2.2'),
      dsn(twice.from, twice.address, twice.messageId, '4.2.2'),
      'nothing like a mail',
    ];
    for (const raw of returned) imap.appendMessage('INBOX', [], null, raw);
    const now = new Date();
    expect((await app.drain(now, ['mail.returns']))['mail.returns']).toEqual({
      read: returned.length,
      suppressed: 2,
      noted: 1,
      ignored: 3,
    });
    expect(await Promise.all([byPath, byId, victim, twice].map(({ address }) => reasonOf(address)))).toEqual([
      'bounce',
      'bounce',
      null,
      null,
    ]);
    expect((await app.drain(now, ['mail.returns']))['mail.returns']).toMatchObject({ read: 0 });
    const again = await sent({ to: { name: '', address: byPath.address } });
    const [row] = await app.db.query('SELECT state, last_error FROM mail_outbox WHERE id = $1', [again.id]);
    expect(row).toEqual({ state: 'failed', last_error: 'suppressed' });
  });

  it('gives an address up when three of its mails failed for the moment', async () => {
    const address = 'full@customers.example';
    const start = Date.now();
    for (const [i, expected] of [null, null, 'bounce'].entries()) {
      const at = new Date(start + i * 30 * DAY);
      const mail = await sent({ to: { name: '', address } }, at);
      imap.appendMessage('INBOX', [], null, dsn(mail.from, address, mail.messageId, '5.2.2'));
      await app.drain(at, ['mail.returns']);
      expect(await reasonOf(address)).toBe(expected);
    }
  });

  it('stops a wave of which too many come back', async () => {
    const wave = 'survey:bought-list';
    const mails = [];
    for (let i = 0; i < 20; i++) mails.push(await sent({ wave }));
    for (const { from, address, messageId } of mails.slice(0, 5))
      imap.appendMessage('INBOX', [], null, dsn(from, address, messageId));
    await app.drain(new Date(), ['mail.returns']);
    const pauses = await app.get(MailPauses).list(new Date());
    expect(pauses).toMatchObject([{ scope: wave, reason: '5 of 20 refused', until: null }]);
  });
});

type Payload = { raw: string; headers: Record<string, string> };
type Call = (address: string, id: string, kind: 'hard' | 'soft' | 'complaint') => Payload;

const seconds = () => String(Math.floor(Date.now() / 1000));

const sendgridCall: Call = (email, id, kind) => {
  const shared = {
    email,
    timestamp: 1_700_000_000,
    sg_event_id: `event-${id}-${kind}`,
    'smtp-id': `<${id}@localhost>`,
  };
  const events = {
    hard: {
      event: 'bounce',
      type: 'bounce',
      status: '5.1.1',
      reason: '550 5.1.1 no such user',
      bounce_classification: 'Invalid Address',
    },
    soft: {
      event: 'bounce',
      type: 'blocked',
      status: '5.7.1',
      reason: '550 5.7.1 blocked',
      bounce_classification: 'Reputation',
    },
    complaint: { event: 'spamreport' },
  };
  // Recorded calls end in CR LF, which is signed too.
  const raw = `${JSON.stringify([
    { ...shared, event: 'processed' },
    { ...shared, ...events[kind] },
  ])}\r\n`;
  const time = seconds();
  const signature = sign('sha256', Buffer.from(time + raw), sendgrid.privateKey).toString('base64');
  return {
    raw,
    headers: {
      'x-twilio-email-event-webhook-signature': signature,
      'x-twilio-email-event-webhook-timestamp': time,
    },
  };
};

const postmarkCall: Call = (Email, id, kind) => {
  const Type = { hard: 'HardBounce', soft: 'SoftBounce', complaint: 'SpamComplaint' }[kind];
  const RecordType = kind === 'complaint' ? 'SpamComplaint' : 'Bounce';
  const raw = JSON.stringify({
    RecordType,
    Type,
    TypeCode: 1,
    ID: `${id}-${kind}`,
    MessageID: id,
    Email,
    From: 'a@b.example',
    Inactive: true,
    BouncedAt: '2026-03-02T09:00:00Z',
  });
  return { raw, headers: { authorization: `Basic ${btoa('hearback:a-long-password-for-postmark')}` } };
};

const mailgunCall: Call = (recipient, id, kind) => {
  const timestamp = seconds();
  const token = randomUUID();
  const signature = createHmac('sha256', 'key-3ax6xnjp29jd6fds4gc373sgvjxteol0')
    .update(timestamp + token)
    .digest('hex');
  const events = {
    hard: {
      event: 'failed',
      severity: 'permanent',
      reason: 'bounce',
      'delivery-status': { code: 550, 'enhanced-code': '5.1.1' },
    },
    soft: { event: 'failed', severity: 'permanent', reason: 'old', 'delivery-status': { code: 452, message: 'full' } },
    complaint: { event: 'complained' },
  };
  const message = { headers: { to: recipient, 'message-id': `${id}@localhost`, from: 'a@b.example', subject: 'How?' } };
  const data = { ...events[kind], id: `${id}-${kind}`, timestamp: 1_700_000_000.5, recipient, message };
  return { raw: JSON.stringify({ signature: { timestamp, token, signature }, 'event-data': data }), headers: {} };
};

function snsCall(message: object, change: object = {}, type = 'Notification'): Payload {
  const unsigned = {
    Type: type,
    MessageId: randomUUID(),
    TopicArn: TOPIC,
    Message: JSON.stringify(message),
    Timestamp: new Date().toISOString(),
    SignatureVersion: '2',
    SigningCertURL: CERTIFICATE_URL,
    UnsubscribeURL: 'https://sns.eu-west-1.amazonaws.com/?Action=Unsubscribe',
    ...change,
  } as Parameters<typeof textToSign>[0];
  const algorithm = unsigned.SignatureVersion === '2' ? 'RSA-SHA256' : 'RSA-SHA1';
  const Signature = createSign(algorithm).update(textToSign(unsigned)).sign(SNS_KEY, 'base64');
  return {
    raw: JSON.stringify({ ...unsigned, Signature }),
    headers: { 'content-type': 'text/plain; charset=UTF-8', 'x-amz-sns-message-type': type },
  };
}

const sesCall: Call = (emailAddress, id, kind) => {
  const mail = { messageId: `ses-${id}`, source: 'a@b.example', destination: [emailAddress], headersTruncated: false };
  const recipients = [{ emailAddress, action: 'failed', status: kind === 'hard' ? '5.1.1' : '4.4.7' }];
  const bounceType = kind === 'hard' ? 'Permanent' : 'Transient';
  const bounce = {
    bounceType,
    bounceSubType: 'General',
    bouncedRecipients: recipients,
    feedbackId: `fb-${id}-${kind}`,
  };
  const complaint = {
    complainedRecipients: [{ emailAddress }],
    complaintFeedbackType: 'abuse',
    feedbackId: `fb-${id}`,
  };
  return snsCall(
    kind === 'complaint'
      ? { notificationType: 'Complaint', mail, complaint }
      : { notificationType: 'Bounce', mail, bounce },
    { SignatureVersion: kind === 'soft' ? '1' : '2' },
  );
};

describe('what mail providers tell', () => {
  beforeAll(() => app.get(SnsService).keep(CERTIFICATE_URL, SNS_CERTIFICATE));

  const post = (provider: string, { raw, headers }: Payload) =>
    client(app.url).post<object>(`/v1/mail-events/${provider}`, raw, {
      'content-type': 'application/json',
      ...headers,
    });

  it.each<[string, Call]>([
    ['sendgrid', sendgridCall],
    ['postmark', postmarkCall],
    ['mailgun', mailgunCall],
    ['ses', sesCall],
  ])('%s: dead addresses and complaints stop, once; forged calls change nothing', async (provider, call) => {
    const [hard, soft, complaint, victim] = [await sent(), await sent(), await sent(), await sent()];
    expect((await post(provider, call(hard.address.toUpperCase(), hard.id, 'hard'))).body).toMatchObject({
      suppressed: 1,
    });
    expect((await post(provider, call(hard.address, hard.id, 'hard'))).body).toMatchObject({ suppressed: 0 });
    expect((await post(provider, call(soft.address, soft.id, 'soft'))).body).toMatchObject({ suppressed: 0, noted: 1 });
    expect((await post(provider, call(complaint.address, complaint.id, 'complaint'))).body).toMatchObject({
      suppressed: 1,
    });
    expect((await post(provider, call('stranger@else.example', randomUUID(), 'hard'))).body).toMatchObject({
      suppressed: 0,
    });
    const genuine = call(victim.address, victim.id, 'hard');
    const forged: Payload[] = [
      { ...genuine, headers: {} },
      {
        ...genuine,
        raw: genuine.raw
          .replace(/"signature":"../, '"signature":"00')
          .replace(/"Signature":"..../, '"Signature":"AAAA'),
      },
      { headers: { authorization: `Basic ${btoa('hearback:')}` }, raw: '[]' },
      { headers: {}, raw: '{"RecordType":"Bounce"}' },
    ].filter(({ raw, headers }) => raw !== genuine.raw || JSON.stringify(headers) !== JSON.stringify(genuine.headers));
    const needsHeaders = provider === 'sendgrid' || provider === 'postmark';
    for (const attempt of forged.slice(needsHeaders ? 0 : 1)) {
      expect({ provider, attempt, status: (await post(provider, attempt)).status }).toMatchObject({ status: 401 });
    }
    expect(await Promise.all([hard, soft, complaint, victim].map(({ address }) => reasonOf(address)))).toEqual([
      'bounce',
      null,
      'complaint',
      null,
    ]);
  });

  it('mailgun: what was signed once is good for no other event, and for the same one again', async () => {
    const [heard, victim] = [await sent(), await sent()];
    const call = mailgunCall(heard.address, heard.id, 'hard');
    expect((await post('mailgun', call)).body).toMatchObject({ suppressed: 1 });
    expect(await post('mailgun', call)).toMatchObject({ status: 200, body: { suppressed: 0 } });
    const { signature } = JSON.parse(call.raw) as { signature: object };
    const other = JSON.parse(mailgunCall(victim.address, victim.id, 'complaint').raw) as object;
    expect((await post('mailgun', { ...call, raw: JSON.stringify({ ...other, signature }) })).status).toBe(401);
    expect(await reasonOf(victim.address)).toBeNull();
  });

  it('is not heard from a provider that is not set up, nor after a day', async () => {
    expect((await post('sparkpost', { raw: '{}', headers: {} })).status).toBe(404);
    const { address, id } = await sent();
    const late = snsCall({}, { Timestamp: new Date(Date.now() - 2 * DAY).toISOString() });
    expect((await post('ses', late)).status).toBe(401);
    const old = String(Math.floor((Date.now() - 2 * DAY) / 1000));
    const { raw } = sendgridCall(address, id, 'hard');
    const signature = sign('sha256', Buffer.from(old + raw), sendgrid.privateKey).toString('base64');
    const headers = {
      'x-twilio-email-event-webhook-signature': signature,
      'x-twilio-email-event-webhook-timestamp': old,
    };
    expect((await post('sendgrid', { raw, headers })).status).toBe(401);
    expect(await reasonOf(address)).toBeNull();
  });

  it('never makes us call anybody but Amazon SNS, and not for a topic of somebody else', async () => {
    const outbound = app.get(Outbound);
    const { resolve } = outbound;
    const asked: string[] = [];
    outbound.resolve = (host, _options, callback) => {
      asked.push(host);
      callback(null, [{ address: '127.0.0.1', family: 4 }]);
    };
    try {
      const elsewhere = [
        'https://sns.eu-west-1.amazonaws.com.evil.example/SimpleNotificationService-9c6465fa7f48f5cacd23014631ec1136.pem',
        'https://evil.example/SimpleNotificationService-9c6465fa7f48f5cacd23014631ec1136.pem',
        'https://s3.eu-west-1.amazonaws.com/SimpleNotificationService-9c6465fa7f48f5cacd23014631ec1136.pem',
        'http://sns.eu-west-1.amazonaws.com/SimpleNotificationService-9c6465fa7f48f5cacd23014631ec1136.pem',
        'https://sns.eu-west-1.amazonaws.com/other.pem',
        'https://sns.eu-west-1.amazonaws.com:8443/SimpleNotificationService-9c6465fa7f48f5cacd23014631ec1136.pem',
        'https://u@sns.eu-west-1.amazonaws.com/SimpleNotificationService-9c6465fa7f48f5cacd23014631ec1136.pem',
        'file:///etc/passwd',
        'not an address',
      ];
      for (const SigningCertURL of elsewhere)
        expect((await post('ses', snsCall({}, { SigningCertURL }))).status).toBe(401);
      expect((await post('ses', snsCall({}, { TopicArn: `${TOPIC}-of-somebody-else` }))).status).toBe(401);
      const confirm = (url: string) =>
        snsCall(
          {},
          { SubscribeURL: url, Token: 'token', Message: 'You have chosen to subscribe' },
          'SubscriptionConfirmation',
        );
      for (const url of [
        'https://evil.example/?Action=ConfirmSubscription',
        'https://sns.eu-west-1.amazonaws.com/?Action=DeleteTopic',
      ])
        expect((await post('ses', confirm(url))).status).toBe(200);
      expect(asked).toEqual([]);
      const unknown = CERTIFICATE_URL.replace('9c64', '0000');
      expect((await post('ses', snsCall({}, { SigningCertURL: unknown }))).status).toBe(503);
      expect(asked).toEqual(['sns.eu-west-1.amazonaws.com']);
    } finally {
      outbound.resolve = resolve;
    }
  });
});

describe('old mails', () => {
  it('lose text and recipient after their retention, and are neither forgotten nor sent again', async () => {
    const order = { dedupeKey: 'once-and-for-all' };
    const { id } = await sent(order);
    await app.drain(new Date(Date.now() + 91 * DAY), ['platform.clean-up']);
    const [row] = await app.db.query('SELECT state, to_address, to_name, html, text FROM mail_outbox WHERE id = $1', [
      id,
    ]);
    expect(row).toEqual({ state: 'sent', to_address: '', to_name: '', html: '', text: '' });
    expect((await sent(order)).id).toBe(id);
  });
});

describe('the API', () => {
  it('takes reports of a program, and returned mails only when they name a mail of ours', async () => {
    const api = await keyClient(app, ['ingest']);
    const [named, victim] = [await sent(), await sent()];
    const message = (raw: string) =>
      api.post<object>('/v1/bounces/message', raw, { 'content-type': 'application/octet-stream' });
    expect((await message(dsn('x@mail.example', victim.address, '<made-up@nowhere>'))).body).toMatchObject({
      ignored: 1,
    });
    expect((await message(dsn(named.from, named.address, ''))).body).toMatchObject({ suppressed: 1 });
    expect(
      (await api.post<object>('/v1/bounces', { items: [{ kind: 'complaint', recipient: victim.address }] })).body,
    ).toMatchObject({ suppressed: 1 });
    expect(await reasonOf(victim.address)).toBe('complaint');
  });
});

import { readReports } from './delivery-report.js';

const dsn = (
  fields: string,
  original = 'Message-ID: <0b0f1c9e-0000-4000-8000-000000000001@example.org>\r\nTo: ada@customers.example',
) =>
  [
    'From: MAILER-DAEMON@mx.example',
    'To: bounces@example.org',
    'Subject: Undelivered Mail Returned to Sender',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'I am sorry to inform you.',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example',
    '',
    fields,
    '',
    '--b',
    'Content-Type: text/rfc822-headers',
    '',
    original,
    '',
    '--b--',
    '',
  ].join('\r\n');

describe('a returned mail', () => {
  it.each([
    ['hard', 'Final-Recipient: rfc822; ada@customers.example\r\nAction: failed\r\nStatus: 5.1.1', '5.1.1'],
    [
      'hard',
      'Original-Recipient: rfc822;Ada@Customers.example\r\nFinal-Recipient: rfc822; x@y.example\r\nAction: failed\r\nStatus: 5.0.0',
      '5.0.0',
    ],
    [
      'soft',
      'Final-Recipient: rfc822; ada@customers.example\r\nAction: failed\r\nStatus: 5.2.2 (mailbox full)',
      '5.2.2',
    ],
    ['soft', 'Final-Recipient: rfc822; ada@customers.example\r\nAction: failed\r\nStatus: 4.4.1', '4.4.1'],
    ['soft', 'Final-Recipient: rfc822; ada@customers.example\r\nAction: failed\r\nStatus: 5.7.1', '5.7.1'],
    ['delayed', 'Final-Recipient: rfc822; ada@customers.example\r\nAction: delayed\r\nStatus: 4.4.1', '4.4.1'],
  ])('is %s: %s', async (kind, fields, status) => {
    const [report] = await readReports(dsn(fields));
    expect(report).toEqual({
      kind,
      status,
      recipient: 'ada@customers.example',
      messageId: '<0b0f1c9e-0000-4000-8000-000000000001@example.org>',
      sentTo: ['bounces@example.org'],
      eventId: null,
    });
  });

  it('may speak of several recipients', async () => {
    const two =
      'Final-Recipient: rfc822; a@x.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\nFinal-Recipient: rfc822; b@x.example\r\nAction: delivered\r\nStatus: 2.0.0';
    expect((await readReports(dsn(two))).map(({ kind, recipient }) => [kind, recipient])).toEqual([
      ['hard', 'a@x.example'],
      ['delivered', 'b@x.example'],
    ]);
  });

  it('may be a complaint', async () => {
    const text = dsn('x')
      .replace('message/delivery-status', 'message/feedback-report')
      .replace('Reporting-MTA: dns; mx.example', 'Feedback-Type: abuse\r\nOriginal-Rcpt-To: ada@customers.example');
    expect(await readReports(text)).toMatchObject([{ kind: 'complaint', recipient: 'ada@customers.example' }]);
  });

  it('may say that it was no junk after all', async () => {
    const text = dsn('x')
      .replace('message/delivery-status', 'message/feedback-report')
      .replace('Reporting-MTA: dns; mx.example', 'Feedback-Type: not-spam');
    expect(await readReports(text)).toEqual([]);
  });

  it.each([
    ['hard', 'ada@customers.example: 550 No such user here'],
    ['hard', 'The mail could not be delivered (5.1.10 RESOLVER.ADR.RecipientNotFound).'],
    ['soft', 'Mailbox full. #5.2.2'],
    ['soft', 'Sorry, it did not work out.'],
  ])('may be a note by an old server: %s, %s', async (kind, note) => {
    const own = 'Delivered-To: bounces+1@example.org\r\nTo: someone@else.example';
    const text = `From: Mail <MAILER-DAEMON@mx.example>\r\n${own}\r\nSubject: failure notice\r\n\r\n${note}\r\n`;
    expect(await readReports(text)).toMatchObject([
      { kind, recipient: null, sentTo: ['bounces+1@example.org', 'someone@else.example'] },
    ]);
  });

  it('is no report when it is a note from somebody away, or rubbish', async () => {
    expect(
      await readReports('From: ada@customers.example\r\nAuto-Submitted: auto-replied\r\n\r\nI am away, Status: 5.1.1'),
    ).toEqual([]);
    expect(await readReports(new Uint8Array([0, 255, 1, 2]))).toEqual([]);
  });
});

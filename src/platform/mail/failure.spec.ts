import { classifyFailure } from './failure.js';

const TEMPORARY = [450, 451, 452, 454, 455, 432, 441, 442, 446, 447, 449, 471];
const PERMANENT = [500, 501, 502, 503, 504, 521, 530, 535, 541, 550, 551, 552, 553, 554, 555, 556, 571, 523];
const RCPT = { command: 'RCPT TO', code: 'EENVELOPE' };
const DATA = { command: 'DATA', code: 'EENVELOPE' };
const FINAL_DOT = { command: 'DATA', code: 'EMESSAGE' };

describe('classifyFailure', () => {
  const stages = [
    ['RCPT', RCPT, false],
    ['DATA', DATA, false],
    ['final dot', FINAL_DOT, true],
  ] as const;
  const table = stages.flatMap(([name, error, handedOver]) => [
    ...TEMPORARY.map((code) => [code, name, error, handedOver, 'retry'] as const),
    ...PERMANENT.map((code) => [code, name, error, handedOver, 'refused'] as const),
    [421, name, error, handedOver, 'server-away'] as const,
  ]);

  it.each(table)('reads %i at %s', (responseCode, _stage, error, handedOver, kind) => {
    expect(classifyFailure({ ...error, responseCode }, handedOver).kind).toBe(kind);
  });

  it.each([
    ['connection refused', { code: 'ESOCKET', command: 'CONN' }],
    ['no name', { code: 'EDNS', command: 'CONN' }],
    ['a bad password', { code: 'EAUTH', command: 'AUTH PLAIN', responseCode: 535 }],
    ['a busy greeting', { code: 'EPROTOCOL', command: 'CONN', responseCode: 421 }],
    ['a refused sender', { code: 'EENVELOPE', command: 'MAIL FROM', responseCode: 550 }],
    ['broken TLS', { code: 'ETLS', command: 'STARTTLS', responseCode: 454 }],
  ])('blames the server for %s', (_name, error) => {
    expect(classifyFailure(error, false).kind).toBe('server-away');
  });

  it('does not know after a silent end behind the last dot', () => {
    expect(classifyFailure({ code: 'ECONNECTION', command: 'CONN' }, true).kind).toBe('unknown');
    expect(classifyFailure({ code: 'ETIMEDOUT', command: 'CONN' }, true).kind).toBe('unknown');
  });

  it('trusts the basic code when the enhanced one disagrees', () => {
    expect(classifyFailure({ ...RCPT, responseCode: 450, response: '450 5.1.1 later' }, false).kind).toBe('retry');
    expect(classifyFailure({ ...RCPT, responseCode: 550, response: '550 4.2.0 never' }, false).kind).toBe('refused');
  });

  it('buries an address only when the server says that it does not exist', () => {
    const isDead = (responseCode: number, response: string) =>
      classifyFailure({ ...RCPT, responseCode, response }, false).isDeadAddress;
    expect(isDead(550, '550 5.1.1 no such user')).toBe(true);
    expect(isDead(550, '550 unknown')).toBe(true);
    expect(isDead(552, '552 5.2.2 mailbox full')).toBe(false);
    expect(isDead(550, '550 5.7.1 blocked by policy')).toBe(false);
    expect(isDead(550, '550 5.2.2 over quota')).toBe(false);
  });

  it('hears when to come back', () => {
    const wait = (response: string) =>
      classifyFailure({ ...RCPT, responseCode: 451, response }, false).retryAfterSeconds;
    expect(wait('451 greylisted, please try again in 300 seconds')).toBe(300);
    expect(wait('451 try again in 5 minutes')).toBe(300);
    expect(wait('451 later')).toBeNull();
    expect(wait('451 try again in 99999 hours')).toBe(86_400);
  });

  it("keeps the server's words out of the reason", () => {
    const failure = classifyFailure({ ...RCPT, responseCode: 550, response: '550 <ada@example.com> unknown' }, false);
    expect(failure.reason).toBe('550 RCPT TO');
  });
});

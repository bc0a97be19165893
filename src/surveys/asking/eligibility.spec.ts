import { drawFor, turnsOf } from './draw.js';
import { dryRun } from './dry-run.js';
import { type Candidate, type CandidateTicket, decide, type History, type Policy, whyWithdraw } from './eligibility.js';
import { endOfQuiet, nextSendingTime } from './sending-hours.js';
import { SendingHours, Settings } from './settings.js';

const now = new Date('2026-03-04T10:00:00Z');
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
const ticket = (changes: Partial<CandidateTicket> = {}): CandidateTicket => ({
  status: 'solved',
  solvedAt: hoursAgo(1),
  lastReopenedAt: null,
  hasAgentReply: true,
  isDeleted: false,
  isMerged: false,
  ...changes,
});
const candidate = (changes: Partial<Candidate> = {}): Candidate => ({
  key: 'ticket:1',
  person: 'p1',
  address: 'ada@example.org',
  zone: 'Europe/Berlin',
  ticket: ticket(),
  occurredAt: hoursAgo(1),
  tags: ['billing'],
  fields: { channel: 'mail', plan: 'pro' },
  draw: 0.3,
  ...changes,
});
const fresh: History = { lastAskedAt: null, isSuppressed: false };
const policy = (settings: object = {}): Policy => ({
  isActive: true,
  settings: Settings.parse({ trigger: { on: 'solved' }, ...settings }),
});

describe('who is asked', () => {
  it('a person whose ticket was solved, a day after it was solved', () => {
    expect(decide(candidate(), fresh, policy(), now)).toEqual({
      outcome: 'send',
      dueAt: new Date(now.getTime() + 23 * 3_600_000),
    });
  });

  it('as soon as the caller says, whatever the settings say', () => {
    expect(decide(candidate({ occurredAt: now, delayHours: 0 }), fresh, policy(), now)).toEqual({
      outcome: 'send',
      dueAt: now,
    });
  });

  it.each<[string, Candidate, History, Policy]>([
    ['survey-not-active', candidate(), fresh, { ...policy(), isActive: false }],
    ['no-address', candidate({ address: null, person: null }), fresh, policy()],
    ['staff', candidate({ address: 'eve@Ours.example' }), fresh, policy({ staffDomains: ['ours.example'] })],
    ['ticket-deleted', candidate({ ticket: ticket({ isDeleted: true }) }), fresh, policy()],
    ['ticket-spam', candidate({ ticket: ticket({ status: 'spam' }) }), fresh, policy()],
    ['ticket-merged', candidate({ ticket: ticket({ isMerged: true }) }), fresh, policy()],
    ['ticket-not-solved', candidate({ ticket: ticket({ status: 'pending' }) }), fresh, policy()],
    [
      'ticket-reopened',
      candidate({ ticket: ticket({ status: 'open', lastReopenedAt: hoursAgo(0.5) }) }),
      fresh,
      policy(),
    ],
    ['auto-closed', candidate({ tags: ['auto-closed'] }), fresh, policy()],
    ['no-agent-reply', candidate({ ticket: ticket({ hasAgentReply: false }) }), fresh, policy()],
    ['rules', candidate(), fresh, policy({ rules: [{ field: 'plan', is: 'one-of', values: ['free'] }] })],
    ['rules', candidate(), fresh, policy({ rules: [{ field: 'tags', is: 'none-of', values: ['billing'] }] })],
    ['too-old', candidate({ occurredAt: hoursAgo(24 * 8) }), fresh, policy()],
    ['suppressed', candidate(), { ...fresh, isSuppressed: true }, policy()],
    ['asked-recently', candidate(), { ...fresh, lastAskedAt: hoursAgo(24 * 29) }, policy()],
    ['not-sampled', candidate(), fresh, policy({ samplingPercent: 30 })],
  ])('not, because of %s', (reason, who, history, how) => {
    expect(decide(who, history, how, now)).toEqual({ outcome: 'skip', reason });
  });

  it('again when the cool-down is over, a rule holds or the sample is wide enough', () => {
    const rules = [
      { field: 'plan', is: 'one-of', values: ['pro'] },
      { field: 'tags', is: 'none-of', values: ['vip'] },
    ];
    const history = { ...fresh, lastAskedAt: hoursAgo(24 * 30) };
    expect(decide(candidate(), history, policy({ rules, samplingPercent: 31 }), now).outcome).toBe('send');
  });

  it('not any more when the ticket reopened or the person unsubscribed before the mail went out', () => {
    const reopened = candidate({ ticket: ticket({ status: 'open', lastReopenedAt: hoursAgo(0.2) }) });
    expect(whyWithdraw(reopened, fresh, policy(), now)).toBe('ticket-reopened');
    expect(whyWithdraw(candidate(), { ...fresh, isSuppressed: true }, policy(), now)).toBe('suppressed');
    expect(whyWithdraw(candidate(), fresh, policy(), now)).toBeNull();
  });
});

describe('a dry run', () => {
  it('asks each person once in the cool-down and counts the others by reason', () => {
    const days = (n: number) => hoursAgo(24 * n);
    const solved = (key: string, person: string, n: number) =>
      candidate({ key, person, occurredAt: days(n), ticket: ticket({ solvedAt: days(n) }) });
    const bot = candidate({ key: 'e', occurredAt: days(2), ticket: ticket({ hasAgentReply: false }) });
    const candidates = [solved('c', 'p1', 1), solved('a', 'p1', 28), solved('b', 'p2', 20), solved('d', 'p1', 5), bot];
    const result = dryRun(candidates, () => fresh, policy());
    expect(result).toMatchObject({
      candidates: 5,
      asked: 2,
      skipped: [
        { reason: 'asked-recently', count: 2 },
        { reason: 'no-agent-reply', count: 1 },
      ],
    });
    expect(result.examples[0]).toEqual({ key: 'a', outcome: 'send' });
  });
});

describe('a draw', () => {
  it('is repeatable, differs by survey, and is even', () => {
    const draws = Array.from({ length: 2000 }, (_, i) => drawFor('s1', `k${i}`));
    expect(drawFor('s1', 'k7')).toBe(draws[7]);
    expect(drawFor('s2', 'k7')).not.toBe(draws[7]);
    const share = draws.filter((draw) => draw < 0.25).length / 2000;
    expect(Math.abs(share - 0.25)).toBeLessThan(0.03);
  });

  it('gives every day of a cycle its own customers, and every customer one day', () => {
    const days = Array.from({ length: 90 }, (_, i) => new Date(Date.UTC(2026, 0, 1) + i * 86_400_000));
    const slots = days.map((day) => turnsOf(90, day)[0]!.slot);
    expect(new Set(slots).size).toBe(90);
    const [today, yesterday] = turnsOf(90, days[40]!);
    expect(yesterday).toEqual(turnsOf(90, days[39]!)[0]);
    expect(turnsOf(90, new Date(days[40]!.getTime() + 90 * 86_400_000))[0]).toEqual({
      slot: today!.slot,
      cycle: today!.cycle + 1,
    });
  });
});

describe('sending hours', () => {
  const hours = SendingHours.parse({});
  it.each([
    ['inside', '2026-03-04T10:00:00Z', 'Europe/Berlin', '2026-03-04T10:00:00.000Z'],
    ['before the first', '2026-03-04T03:00:00Z', 'Europe/Berlin', '2026-03-04T08:00:00.000Z'],
    ['after the last', '2026-03-04T19:00:00Z', 'Europe/Berlin', '2026-03-05T08:00:00.000Z'],
    ['on Friday evening', '2026-03-06T19:00:00Z', 'Europe/Berlin', '2026-03-09T08:00:00.000Z'],
    ['over the clock change', '2026-03-27T20:00:00Z', 'Europe/Berlin', '2026-03-30T07:00:00.000Z'],
    ['in the evening of New York', '2026-03-04T23:30:00Z', 'America/New_York', '2026-03-05T14:00:00.000Z'],
    ['in an unknown zone', '2026-03-04T03:00:00Z', 'Mars/Base', '2026-03-04T09:00:00.000Z'],
  ])('%s: %s in %s becomes %s', (_name, from, zone, expected) => {
    expect(nextSendingTime(new Date(from), hours, zone, 'UTC').toISOString()).toBe(expected);
  });

  it('do not matter when there are none', () => {
    expect(nextSendingTime(now, null, 'Europe/Berlin', 'UTC')).toBe(now);
  });

  it('quiet hours may run over midnight', () => {
    const quiet = { from: 20, to: 7, zone: 'Europe/Berlin' };
    const end = (at: string) => endOfQuiet(new Date(at), quiet).toISOString();
    expect(end('2026-03-04T21:00:00Z')).toBe('2026-03-05T06:00:00.000Z');
    expect(end('2026-03-04T03:00:00Z')).toBe('2026-03-04T06:00:00.000Z');
    expect(end('2026-03-04T12:00:00Z')).toBe('2026-03-04T12:00:00.000Z');
  });
});

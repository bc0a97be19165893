import { confidenceOf, HOLD_MS, judge, type ScriptReport, type Submission, type Visit } from './evidence.js';

const sentAt = new Date('2026-03-02T09:00:00Z');
const after = (seconds: number) => new Date(sentAt.getTime() + seconds * 1000);
const HOUR = 3600;

const browser = (network = 'home', agent = 'phone') => ({
  network,
  agent,
  agentClass: 'browser' as const,
  isPrefetch: false,
});
const gesture: ScriptReport = { visibleMs: 2500, hasGesture: true, typedKeys: 0, isDriven: false };

function form(seconds: number, optionId: string, changes: Partial<Submission> = {}): Submission {
  const client = changes.client ?? browser();
  return {
    at: after(seconds),
    optionId,
    client,
    nonceId: `n${seconds}-${optionId}`,
    shownAt: after(seconds - 3),
    shownTo: client,
    script: gesture,
    ...changes,
  };
}

function view(seconds: number, optionId: string | null, changes: Partial<Visit> = {}): Visit {
  return {
    at: after(seconds),
    kind: 'view',
    optionId,
    network: 'home',
    agent: 'phone',
    isPrefetch: false,
    nonceId: null,
    level: null,
    ...changes,
  };
}

function post(submission: Submission, level: Visit['level'] = 3): Visit {
  const { at, optionId, nonceId, client } = submission;
  return {
    at,
    kind: 'post',
    optionId,
    nonceId,
    level,
    network: client.network,
    agent: client.agent,
    isPrefetch: false,
  };
}

const gateway = { network: 'cloud', agent: 'gateway' };
const scan = (seconds: number, options: string[]) =>
  options.map((option, i) => view(seconds + i * 0.2, option, gateway));
const ALL = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10'];

describe('the evidence of an answer', () => {
  it.each<[string, Partial<Submission>, boolean, number]>([
    ['a form without script', { script: null }, false, 1],
    [
      'a script in a page that was hardly visible',
      { script: { ...gesture, hasGesture: false, visibleMs: 200 } },
      false,
      1,
    ],
    ['a script in a visible page', { script: { ...gesture, hasGesture: false, visibleMs: 30_000 } }, false, 2],
    ['a gesture', {}, false, 3],
    ['a gesture and a pasted comment', {}, true, 3],
    ['a gesture and a typed comment', { script: { ...gesture, typedKeys: 12 } }, true, 4],
    ['a gesture of a driven browser', { script: { ...gesture, isDriven: true } }, false, 1 + 0],
  ])('%s has level', (_name, changes, hasComment, level) => {
    expect(judge(form(HOUR, '9', changes), [], sentAt, hasComment).level).toBe(level);
  });

  it('of a person who taps once is beyond doubt, at once', () => {
    const judgement = judge(form(20, '9'), [view(17, '9')], sentAt);
    expect(judgement).toEqual({ level: 3, suspicions: [] });
    expect(confidenceOf(judgement, after(20), 'confirm')).toEqual({ status: 'confirmed', holdUntil: null });
  });

  it('of a person without JavaScript counts after a quiet hold, or goes to review under the strict policy', () => {
    const judgement = judge(form(HOUR, '9', { script: null }), [view(HOUR - 3, '9')], sentAt);
    expect(judgement).toEqual({ level: 1, suspicions: [] });
    expect(confidenceOf(judgement, after(HOUR), 'confirm')).toEqual({
      status: 'provisional',
      holdUntil: new Date(after(HOUR).getTime() + HOLD_MS),
    });
    expect(confidenceOf(judgement, after(HOUR), 'strict').status).toBe('suspect');
  });

  it('of a person is not spoilt by gateways that opened every link before, meanwhile or afterwards', () => {
    const visits = [...scan(1, ALL), view(17, '9'), ...scan(18, ALL), ...scan(55, [...ALL].reverse())];
    expect(judge(form(20, '9'), visits, sentAt).suspicions).toEqual([]);
    const withoutScript = judge(form(HOUR, '9', { script: null }), [...scan(1, ALL), view(HOUR - 3, '9')], sentAt);
    expect(withoutScript.suspicions).toEqual([]);
  });

  it('of a person who goes back and taps the neighbour stays clean', () => {
    expect(judge(form(HOUR, '9'), [view(HOUR - 9, '8'), view(HOUR - 3, '9')], sentAt).suspicions).toEqual([]);
  });
});

describe('suspicion falls on', () => {
  it.each<[string, Submission, Visit[], string]>([
    [
      'ten links in a second (PostHog, December 2025)',
      form(HOUR, '3'),
      scan(HOUR - 1, ALL).map((v) => ({ ...v, network: 'home' })),
      'several-options',
    ],
    [
      'every link in order, the last one posted (Zendesk)',
      form(5, '10', { script: null }),
      scan(1, ALL),
      'several-options',
    ],
    [
      'a robot that presses every button',
      form(HOUR, '0'),
      [view(HOUR + 4, '1'), view(HOUR + 9, '2')],
      'several-options',
    ],
    [
      'a form replayed by another browser',
      form(HOUR, '1', { shownTo: { network: 'home', agent: 'other' } }),
      [],
      'replayed-form',
    ],
    [
      'a form that somebody else posted already',
      form(HOUR, '1', { nonceId: 'x' }),
      [view(HOUR - 5, '1', { kind: 'post', nonceId: 'x', agent: 'other' })],
      'replayed-form',
    ],
    [
      'a script without a gesture',
      form(HOUR, '1', { script: { ...gesture, hasGesture: false, visibleMs: 30_000 } }),
      [],
      'no-gesture',
    ],
    [
      'a browser that says it is driven',
      form(HOUR, '1', { script: { ...gesture, isDriven: true } }),
      [],
      'driven-browser',
    ],
    [
      'a program by its name',
      form(HOUR, '1', { client: { ...browser(), agentClass: 'machine' } }),
      [],
      'machine-agent',
    ],
    ['a form back within a second', form(HOUR, '1', { script: null, shownAt: after(HOUR - 0.3) }), [], 'too-fast'],
    ['weak evidence right after sending', form(30, '1', { script: null }), [], 'soon-after-sending'],
    [
      'weak evidence near a honeypot',
      form(HOUR, '1', { script: null }),
      [view(HOUR - 200, null, { ...gateway, kind: 'honeypot' })],
      'honeypot',
    ],
    [
      'a gesture from a network that took the honeypot',
      form(HOUR, '1'),
      [view(HOUR - 200, null, { kind: 'honeypot' })],
      'honeypot',
    ],
    [
      'weak evidence beside another network',
      form(HOUR, '1', { script: null }),
      [view(HOUR + 12, '1', gateway)],
      'second-network',
    ],
    ['whoever sent HEAD first', form(HOUR, '1'), [view(HOUR - 5, '1', { isPrefetch: true })], 'prefetch'],
  ])('%s', (_name, submission, visits, expected) => {
    expect(judge(submission, visits, sentAt).suspicions).toContain(expected);
  });

  it('two strong answers of two networks that contradict each other', () => {
    const mine = form(HOUR, '9');
    const other = form(HOUR + 35, '0', { client: browser('cloud', 'desktop') });
    expect(judge(mine, [post(mine), post(other)], sentAt).suspicions).toEqual(['contradicted']);
    expect(judge(other, [post(mine), post(other)], sentAt).suspicions).toEqual(['contradicted']);
  });

  it('nobody else when a form without a gesture comes 35 seconds later (odoo#262262)', () => {
    const mine = form(HOUR, '9');
    const echo = form(HOUR + 35, '1', { client: browser('cloud', 'desktop'), script: null });
    expect(judge(mine, [post(mine), post(echo, 1)], sentAt).suspicions).toEqual([]);
    expect(judge(echo, [post(mine), post(echo, 1)], sentAt).suspicions).not.toEqual([]);
  });

  it('the robot, not the person whom it contradicts', () => {
    const robot = ALL.map((option, i) => post(form(HOUR + 5 + i, option, { client: browser('cloud', 'desktop') })));
    const mine = form(HOUR, '9');
    expect(judge(mine, [post(mine), ...robot], sentAt).suspicions).toEqual([]);
  });
});

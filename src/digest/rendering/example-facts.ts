import type { ActionFacts, DigestFacts, GapFacts, ThemeFacts } from '../facts/digest-facts.js';

/** A week of facts for tests of wording and rendering. */
export function exampleTheme(changes: Partial<ThemeFacts> = {}): ThemeFacts {
  return {
    id: '11111111-1111-4111-8111-111111111111',
    label: 'Export fails on large projects',
    subtitle: null,
    keywords: ['export', 'large', 'fails'],
    state: 'active',
    firstSeen: '2026-09-01T09:00:00.000Z',
    contacts: 34,
    customers: 31,
    weekly: [8, 7, 9, 8, 34],
    trend: null,
    segments: [],
    negative: null,
    quotes: [],
    coverage: null,
    scoreEffect: null,
    priority: null,
    dimensions: {},
    ...changes,
  };
}

export function exampleGap(changes: Partial<GapFacts> = {}): GapFacts {
  return {
    id: '33333333-3333-4333-8333-333333333333',
    themeId: '33333333-3333-4333-8333-333333333333',
    label: 'Change the account holder',
    band: 'likely',
    type: 'missing',
    contacts: 14,
    customers: 12,
    weekly: [6, 9, 8, 11, 14],
    nearest: { title: 'Manage your account', url: null, similarity: 0.41 },
    missingWords: ['holder', 'owner', 'transfer'],
    questions: [],
    avoidable: { low: 0.5, median: 2.1, high: 4.4, assumes: 'self-service solves 17 % of such contacts' },
    isRising: false,
    dimensions: {},
    ...changes,
  };
}

export function exampleAction(changes: Partial<ActionFacts> = {}): ActionFacts {
  return {
    id: '44444444-4444-4444-8444-444444444444',
    teamId: 't',
    title: 'Export in pieces of 500 projects',
    themeId: '55555555-5555-4555-8555-555555555555',
    gapId: null,
    owner: 'Odile Renner',
    status: 'shipped',
    dueOn: null,
    shippedAt: '2026-10-26T00:00:00.000Z',
    overdue: false,
    effect: {
      verdict: 'worked',
      weeks: 4,
      observed: 17,
      expected: 59,
      ratio: 0.3,
      low: 0.12,
      high: 0.7,
      readAt: '2026-11-23T04:05:00.000Z',
    },
    weekly: [16, 14, 15, 4, 5, 6, 2],
    dimensions: {},
    ...changes,
  };
}

export function exampleFacts(changes: Partial<DigestFacts> = {}): DigestFacts {
  return {
    week: {
      name: '2026-W47',
      from: '2026-11-16T00:00:00.000Z',
      to: '2026-11-23T00:00:00.000Z',
      zone: 'UTC',
      contacts: 210,
      customers: 180,
      contactsBefore: [160, 170, 150, 168],
    },
    themes: [exampleTheme()],
    gaps: [],
    actions: [],
    scores: [],
    kpis: [],
    goals: [],
    readings: [],
    alerts: [],
    memory: { answers: {}, dismissed: {}, restated: [], missed: [], heldOver: [] },
    data: {
      messages: 240,
      assigned: 200,
      unassigned: 30,
      otherLanguages: 4,
      smallTalk: 6,
      lateFromEarlierWeeks: 0,
      newestTicketAt: null,
      model: 'test',
      settings: 'default',
      notes: [],
    },
    ...changes,
  };
}

import type { DigestFacts, ThemeFacts } from '../facts/digest-facts.js';

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

/**
 * What a digest is made of, as plain values: gathered once, frozen as JSON, never asked for again. Counts are tickets
 * and comments ("contacts") and distinct customers of one ISO week; unknown is null, never 0.
 */
export interface DigestFacts {
  week: WeekFacts;
  themes: ThemeFacts[];
  gaps: GapFacts[];
  actions: ActionFacts[];
  scores: ScoreFacts[];
  kpis: KpiFacts[];
  goals: GoalFacts[];
  /** Where two figures together say more than each alone. */
  readings: { rule: string; says: string }[];
  alerts: AlertFacts[];
  memory: MemoryFacts;
  data: DataFacts;
}

/** What earlier digests of the team left behind: what readers said, what was dismissed, what has changed since. By item key. */
export interface MemoryFacts {
  /** Readers of the last weeks, each counted once for an item. */
  answers: Record<string, { useful: number; notUseful: number }>;
  /** The level is contacts a week when it was dismissed. */
  dismissed: Record<string, { on: string; level: number; reason: string | null }>;
  /** Earlier weeks whose contacts are now others than the digest told. */
  restated: { week: string; told: number; now: number }[];
  /** Weeks since the digest before for which none was built. */
  missed: string[];
  /** Quiet weeks that were held back to be told with this one. */
  heldOver: { week: string; label: string; lead: string }[];
}

export interface AlertFacts {
  id: string;
  themeId: string | null;
  title: string;
  /** What was counted, what was to be expected, in one sentence. */
  sentence: string;
  kind: string;
  measure: string;
  raisedOn: string;
  resolved: boolean;
  dimensions: Record<string, string[]>;
}

export interface WeekFacts {
  /** ISO week, `2026-W47`. */
  name: string;
  from: string;
  to: string;
  zone: string;
  contacts: number;
  customers: number;
  /** The weeks before, oldest first. */
  contactsBefore: number[];
}

export type TrendKind = 'spike' | 'rise' | 'fall' | 'new' | 'quiet' | 'back' | 'slow';

export interface TrendFacts {
  kind: TrendKind;
  /** Days that were compared. */
  windowDays: number;
  observed: number;
  expected: number | null;
  expectedLow: number | null;
  expectedHigh: number | null;
  /** Adjusted for all comparisons of the week (Benjamini-Hochberg). */
  q: number | null;
  day: string;
}

export interface ShareFacts {
  count: number;
  n: number;
  low: number | null;
  high: number | null;
}

export interface SegmentFacts {
  dimension: string;
  value: string;
  here: ShareFacts;
  /** Share of the same value among all other contacts. */
  elsewhere: number;
}

export interface QuoteFacts {
  text: string;
  at: string;
  plan: string | null;
  channel: string | null;
}

export interface ThemeFacts {
  id: string;
  label: string;
  subtitle: string | null;
  keywords: string[];
  state: 'emerging' | 'active' | 'dormant';
  firstSeen: string;
  contacts: number;
  customers: number;
  /** Contacts per week, oldest first, this week last. */
  weekly: number[];
  trend: TrendFacts | null;
  segments: SegmentFacts[];
  negative: ShareFacts | null;
  quotes: QuoteFacts[];
  coverage: CoverageFacts | null;
  /** Change of the mean CSAT (points) for tickets of this theme against the others, with its interval. */
  scoreEffect: { points: number; low: number; high: number; n: number } | null;
  priority: { value: number; parts: Record<string, number> } | null;
  dimensions: Record<string, string[]>;
}

export interface CoverageFacts {
  band: 'likely' | 'possible' | 'covered';
  article: { title: string; url: string | null } | null;
  gapShare: ShareFacts | null;
}

export interface GapFacts {
  id: string;
  themeId: string;
  label: string;
  band: 'likely' | 'possible';
  type: string;
  contacts: number;
  customers: number;
  weekly: number[];
  nearest: { title: string; url: string | null; similarity: number } | null;
  missingWords: string[];
  questions: QuoteFacts[];
  /** Contacts a week that an article could save: 10th, 50th, 90th percentile, and what that assumes. */
  avoidable: { low: number; median: number; high: number; assumes: string | null } | null;
  /** Above the usual: what rises at once is more often something broken than something unexplained. */
  isRising: boolean;
  dimensions: Record<string, string[]>;
}

export interface ActionFacts {
  id: string;
  teamId: string;
  title: string;
  themeId: string | null;
  /** The missing article that it is about. */
  gapId: string | null;
  owner: string | null;
  status: 'open' | 'planned' | 'in_progress' | 'shipped' | 'declined';
  dueOn: string | null;
  shippedAt: string | null;
  overdue: boolean;
  effect: EffectFacts | null;
  weekly: number[];
  dimensions: Record<string, string[]>;
}

export interface EffectFacts {
  verdict: string;
  weeks: number;
  observed: number;
  expected: number;
  ratio: number | null;
  low: number | null;
  high: number | null;
  readAt: string;
}

export interface ScoreFacts {
  name: 'CSAT' | 'CES' | 'NPS' | string;
  value: number | null;
  unit: 'percent' | 'points';
  n: number;
  low: number | null;
  high: number | null;
  before: { value: number | null; n: number } | null;
  /** Interval of the difference to the weeks before; null when it cannot be told. */
  change: { low: number; high: number } | null;
}

export interface KpiFacts {
  key: string;
  name: string;
  value: number | null;
  unit: 'hours' | 'percent' | 'count';
  n: number;
  low: number | null;
  high: number | null;
  before: number | null;
}

export interface GoalFacts {
  name: string;
  target: number;
  by: string;
  value: number | null;
  status: string;
  sentence: string;
}

/** Counts of messages; a contact may have several. */
export interface DataFacts {
  messages: number;
  assigned: number;
  unassigned: number;
  otherLanguages: number;
  smallTalk: number;
  /** Later messages of a ticket that name no issue of their own; absent in digests that were built before they were told apart. */
  followUps?: number;
  lateFromEarlierWeeks: number;
  newestTicketAt: string | null;
  model: string;
  /** Fingerprint of every setting that the numbers depend on. */
  settings: string;
  notes: string[];
}

import type { SegmentFinding } from '../../insights/statistics/segments.js';
import type { TrendKind } from '../../insights/trends/finding.js';
import type { ShareFacts } from '../facts/digest-facts.js';

/** A one-off look at an export: everything that the page shows, and no more. Unknown is null. */
export interface AuditReport {
  file: string;
  period: { from: string; to: string; weeks: number } | null;
  totals: { tickets: number; customers: number | null; themes: number; refusedLines: number };
  /** Tickets a whole week, oldest first; null without dates. */
  weekly: { week: string; tickets: number }[] | null;
  volumes: { dimension: string; values: { value: string; tickets: number; share: number }[] }[];
  kpis: AuditKpi[];
  themes: AuditTheme[];
  changes: AuditChange[];
  gaps: AuditGap[] | null;
  quality: AuditQuality;
  firstSteps: string[];
  provenance: { model: string; threshold: number; seed: number; version: string };
}

export interface AuditKpi {
  name: string;
  text: string;
  value: number | null;
  unit: string;
  n: number;
  low: number | null;
  high: number | null;
  note: string | null;
}

export interface AuditTheme {
  id: string;
  label: string;
  keywords: string[];
  tickets: number;
  customers: number | null;
  share: ShareFacts;
  negative: ShareFacts | null;
  weekly: number[] | null;
  segments: Pick<SegmentFinding, 'dimension' | 'value' | 'share' | 'elsewhere' | 'q'>[];
  quotes: string[];
}

export interface AuditChange {
  themeId: string;
  label: string;
  kind: TrendKind;
  day: string;
  windowDays: number;
  observed: number;
  expected: number;
  low: number;
  high: number;
  q: number;
}

export interface AuditGap {
  themeId: string;
  label: string;
  band: 'likely' | 'possible';
  tickets: number;
  nearest: { title: string; similarity: number } | null;
  missingWords: string[];
  questions: string[];
}

export interface AuditQuality {
  columns: Record<string, string>;
  missing: string[];
  inTheme: ShareFacts;
  smallTalk: number;
  empty: number;
  otherLanguages: { language: string; tickets: number }[];
  repeatedTexts: number;
  notes: string[];
}

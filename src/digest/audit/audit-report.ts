import type { TrendKind } from '../../insights/trends/finding.js';
import type { ShareFacts } from '../facts/digest-facts.js';

/** A one-off look at an export: everything that the page shows, and no more. Unknown is null. */
export interface AuditReport {
  file: string;
  period: { from: string; to: string; weeks: number; zone: string } | null;
  totals: { tickets: number; customers: number | null; themes: number; refusedLines: number };
  /** Tickets a whole week, oldest first; null without dates. */
  weekly: { week: string; from: string; tickets: number }[] | null;
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
  /** Values that are more frequent here than elsewhere, established; `elsewhere` is their share of all other tickets. */
  segments: { dimension: string; value: string; here: ShareFacts; elsewhere: number; q: number }[];
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
  /** In languages that the encoder does not read. */
  unread: number;
  otherLanguages: { language: string; tickets: number }[];
  repeatedTexts: number;
  notes: string[];
}

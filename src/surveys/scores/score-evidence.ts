import { DateTime } from 'luxon';
import type { Period } from '../../platform/periods.js';
import type { Dimension, ScoreFilter, TimeStep } from './metrics.schema.js';

/** What the numbers of a survey were asked about. `versions` are the numbers that are comparable; null when all are. */
export interface EvidenceOrder {
  surveyId: string;
  period: Period;
  filter: ScoreFilter;
  versions: readonly number[] | null;
}

/** One group of them: a value of a dimension, or a stretch of time that begins on the day it is named after. */
export type EvidencePart =
  | { kind: 'whole' }
  | { kind: 'dimension'; by: Dimension; group: string | null }
  | { kind: 'time'; step: TimeStep; zone: string; group: string | null };

export interface Evidence {
  /** Lists the `n` answers that the scores were computed from. */
  evidence: string;
  /** Lists the answers that were excluded, each with its reasons. */
  excludedEvidence: string;
}

/** The addresses that list the answers behind the numbers of a group. */
export function evidenceOf(order: EvidenceOrder, part: EvidencePart): Evidence {
  const query = new URLSearchParams(queryOf(order, part));
  const address = (status: string) => `/v1/surveys/${order.surveyId}/responses?${query.toString()}&status=${status}`;
  return { evidence: address('counted'), excludedEvidence: address('excluded') };
}

/** The page that shows what an address of evidence lists. */
export function answersPage(evidence: string): string {
  return evidence.replace(/^\/v1(\/surveys\/[^/]+)\/responses/, '$1/answers');
}

function queryOf({ period, filter, versions }: EvidenceOrder, part: EvidencePart): Record<string, string> {
  const { from, to } = part.kind === 'time' ? stretchOf(period, part) : period;
  const { from: _from, to: _to, version, ...rest } = filter;
  const wanted = { ...rest, ...(version === undefined ? { versions: versions?.join(',') } : { version }) };
  const given = Object.entries(wanted).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as const],
  );
  return { from: from.toISOString(), to: to.toISOString(), ...Object.fromEntries(given), ...ofDimension(part) };
}

function ofDimension(part: EvidencePart): Record<string, string> {
  if (part.kind !== 'dimension') return {};
  return part.group === null ? { without: part.by } : { [part.by]: part.group };
}

/** A day, week or month of the organisation's zone, as far as it lies in the period. */
function stretchOf(period: Period, { step, zone, group }: Extract<EvidencePart, { kind: 'time' }>): Period {
  const start = DateTime.fromISO(group ?? '', { zone });
  const end = start.plus({ [`${step}s`]: 1 });
  return {
    from: new Date(Math.max(period.from.getTime(), start.toMillis())),
    to: new Date(Math.min(period.to.getTime(), end.toMillis())),
  };
}

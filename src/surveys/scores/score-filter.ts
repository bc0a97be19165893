import type { Period } from '../../platform/periods.js';
import type { ScoreFilter } from './metrics.schema.js';

const DAY_MS = 86_400_000;
const PRESET_DAYS = 90;
const COLUMNS = ['channel', 'product', 'plan', 'team', 'agent', 'stage', 'locale', 'via'] as const;

/** A condition with its values; `$n` are numbered from `first`. Numerator and denominator use the same one. */
export interface Condition {
  sql: string;
  values: unknown[];
}

export function periodOf({ from, to }: Pick<ScoreFilter, 'from' | 'to'>, now: Date): Period {
  const end = to ? new Date(to) : now;
  return { from: from ? new Date(from) : new Date(end.getTime() - PRESET_DAYS * DAY_MS), to: end };
}

/** Which answers and invitations are meant: of these versions of a survey, under this filter. */
export interface Scope {
  surveyId: string;
  versionIds: readonly string[];
  filter: ScoreFilter;
}

/** The filter as SQL over the alias `x`, which is an answer or an invitation: both carry the frozen context. */
export function conditionOf({ filter, surveyId, versionIds }: Scope, first = 1): Condition {
  const values: unknown[] = [surveyId];
  const parts = [`x.survey_id = $${first}`];
  const add = (sql: (place: string) => string, value: unknown) => {
    values.push(value);
    parts.push(sql(`$${first + values.length - 1}`));
  };
  for (const column of COLUMNS)
    if (filter[column] !== undefined) add((place) => `x.${column} = ${place}`, filter[column]);
  if (filter.tag !== undefined) add((place) => `${place} = ANY (x.tags)`, filter.tag);
  add((place) => `x.version_id = ANY (${place}::uuid[])`, versionIds);
  return { sql: parts.join(' AND '), values };
}

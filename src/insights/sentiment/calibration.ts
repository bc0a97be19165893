import type { EntityManager } from 'typeorm';
import type { AskedAnswer } from '../../platform/scores/asked-scores.js';
import { SATISFIED_FROM } from '../kpis/rated-facts.js';
import { fitTemperature } from './temperature.js';

/** How far the probabilities of the sentiment head are to be trusted here, as comments with a score of their own show it. */
export interface Calibration {
  /** Over 1: the head is surer than it should be. */
  temperature: number;
  /** Comments it was fitted on. */
  comments: number;
}

interface RatedComment {
  externalId: string;
  probabilities: number[];
  score: number | null;
  scale: number | null;
}

const DAYS = 365;
const DAY_MS = 86_400_000;
/** The newest: a temperature is one number and settles long before. */
const MOST_COMMENTS = 5000;
const BANDS = { low: 0, middle: 1, high: 2 };
const SMALLEST = 1e-9;

/** The period whose scored comments count. */
export function calibrationPeriod(now: Date): { from: Date; to: Date } {
  return { from: new Date(now.getTime() - DAYS * DAY_MS), to: now };
}

/**
 * Fits the temperature on comments that customers wrote beside a CSAT score: to the help desk's survey, and to own ones
 * (`answers`). null below 200 of them, and of an encoder that reads no sentiment.
 */
export async function calibrate(
  em: EntityManager,
  encoderId: number,
  answers: readonly AskedAnswer[],
  now: Date,
): Promise<Calibration | null> {
  const { from, to } = calibrationPeriod(now);
  const rows = await em.query<RatedComment[]>(
    `SELECT f.external_id AS "externalId", ARRAY[r.negative, r.neutral, r.positive] AS probabilities, f.score, f.score_scale AS scale
     FROM feedback f JOIN statement s ON s.feedback_id = f.id AND s.position = 0 JOIN statement_reading r ON r.statement_id = s.id
     WHERE f.kind = 'survey_comment' AND f.deleted_at IS NULL AND f.duplicate_of IS NULL AND f.occurred_at >= $2 AND f.occurred_at < $3
       AND r.encoder_id = $1 AND r.negative IS NOT NULL ORDER BY f.occurred_at DESC, f.id LIMIT ${MOST_COMMENTS}`,
    [encoderId, from, to],
  );
  const bands = new Map(
    answers.flatMap(({ kind, band, comment }) => (kind === 'csat' && comment ? [[comment, band]] : [])),
  );
  const labelled = rows.flatMap(({ externalId, probabilities, score, scale }) => {
    const band = bands.get(externalId) ?? bandOf(score, scale);
    return band ? [{ logits: probabilities.map((p) => Math.log(Math.max(p, SMALLEST))), label: BANDS[band] }] : [];
  });
  const temperature = fitTemperature(labelled);
  return temperature === null ? null : { temperature, comments: labelled.length };
}

/** A satisfied score, one from the middle of the scale up, and one below it; null on a scale that is not known. */
export function bandOf(score: number | null, scale: number | null): keyof typeof BANDS | null {
  const satisfied = scale === null ? undefined : SATISFIED_FROM[scale];
  if (score === null || scale === null || satisfied === undefined) return null;
  if (score >= satisfied) return 'high';
  return 2 * (score - 1) >= scale - 1 ? 'middle' : 'low';
}

import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { prepared } from '../../../platform/database/prepared.js';
import type { Band } from '../../surveys/question.js';
import type { EvidenceLevel, Suspicion } from '../evidence.js';
import type { StoredSubmission } from '../stored-submission.js';
import type { Status } from '../transition.js';

/** An answer about to be written: all that is decided, nothing that is looked up. */
export interface AnswerWrite {
  /** Of the answer that is replaced, or a new one. */
  id: string;
  invitationId: string;
  cause: 'answered' | 'changed' | 'replaced';
  status: Status;
  level: EvidenceLevel;
  suspicions: Suspicion[];
  optionId: string;
  score: number;
  band: Band;
  submission: StoredSubmission;
  network: string;
  client: string;
  now: Date;
  holdUntil: Date | null;
  editableUntil: Date;
  reasons: string[];
  comment: string | null;
}

const CONTEXT = 'i.via, i.locale, i.channel, i.product, i.plan, i.team, i.stage, i.tags';
/** Of an anonymous survey no customer, ticket or agent is stored, from the first moment on. */
const PERSON = `CASE WHEN i.is_anonymous THEN NULL ELSE i.customer_id END, CASE WHEN i.is_anonymous THEN NULL ELSE i.ticket_id END,
  CASE WHEN i.is_anonymous THEN NULL ELSE i.agent END`;

/** By a list of ids, for which the planner expects few: rows of unknown number would make it read all invitations. */
const BY_ID = `SELECT i.*, s.is_anonymous FROM invitation i JOIN survey s ON s.id = i.survey_id WHERE i.id = ANY($2::uuid[])`;
/** Those that are still as unanswered as they were when they were read. One that somebody else has in hand is left alone. */
const UNANSWERED = `${BY_ID} AND i.answered_at IS NULL AND i.withdrawn_at IS NULL AND s.state <> 'archived' FOR UPDATE OF i SKIP LOCKED`;

const REPLACE = `UPDATE SET status = excluded.status, level = excluded.level, suspicions = excluded.suspicions,
  option_id = excluded.option_id, score = excluded.score, band = excluded.band, submission = excluded.submission,
  network = excluded.network, client = excluded.client, revision = r.revision + 1, changed_at = excluded.changed_at,
  judged_at = excluded.judged_at, hold_until = excluded.hold_until, counted_at = coalesce(r.counted_at, excluded.counted_at)`;

/** The answer, its revision, the visit it came with and the fact on the invitation, in one statement. */
const write = (invitations: string, onConflict: string) => `
  WITH w AS (SELECT * FROM jsonb_to_recordset($1::jsonb) AS w (id uuid, "invitationId" uuid, cause text, status text, level smallint,
    suspicions text[], "optionId" text, score double precision, band text, submission jsonb, network text, client text, now timestamptz,
    "holdUntil" timestamptz, "editableUntil" timestamptz, reasons text[], comment text, "revisionId" uuid, "agentClass" text,
    "isPrefetch" boolean, "nonceId" text)
  ), i AS (${invitations}
  ), answer AS (
    INSERT INTO survey_response AS r (id, survey_id, version_id, invitation_id, status, level, suspicions, option_id, score, band,
      submission, network, client, revision, answered_at, changed_at, judged_at, hold_until, editable_until, counted_at, reasons, comment,
      customer_id, ticket_id, agent, via, locale, channel, product, plan, team, stage, tags)
    SELECT w.id, i.survey_id, i.version_id, i.id, w.status, w.level, w.suspicions, w."optionId", w.score, w.band,
      w.submission, w.network, w.client, 1, w.now, w.now, w.now, w."holdUntil", w."editableUntil",
      CASE WHEN w.status = 'confirmed' THEN w.now END, w.reasons, w.comment, ${PERSON}, ${CONTEXT}
    FROM w JOIN i ON i.id = w."invitationId"
    ON CONFLICT (invitation_id) DO ${onConflict}
    RETURNING r.*
  ), visit AS (
    INSERT INTO survey_click (invitation_id, at, kind, option_id, network, agent, agent_class, is_prefetch, nonce_id, level)
    SELECT w."invitationId", w.now, 'post', w."optionId", w.network, w.client, w."agentClass", w."isPrefetch", w."nonceId", w.level
    FROM w JOIN answer a ON a.id = w.id
  ), answered AS (
    UPDATE invitation SET answered_at = a.answered_at FROM answer a JOIN i ON i.id = a.invitation_id
    WHERE invitation.id = i.id AND i.answered_at IS NULL AND NOT i.is_anonymous
  )
  INSERT INTO response_revision (id, response_id, number, at, cause, option_id, score, reasons, comment, level, status, suspicions)
  SELECT w."revisionId", a.id, a.revision, w.now, w.cause, a.option_id, a.score, a.reasons, a.comment, a.level, a.status, a.suspicions
  FROM answer a JOIN w ON w.id = a.id RETURNING response_id AS id`;

const WRITE_LOCKED = write(BY_ID, REPLACE);
const WRITE_FIRST = write(UNANSWERED, 'NOTHING');

/** Stores an answer to the invitation that this transaction has locked. Returns its id. */
export async function writeAnswer(em: EntityManager, answer: AnswerWrite): Promise<string> {
  const [stored] = await prepared<{ id: string }>(em, 'answer-write', WRITE_LOCKED, valuesOf([answer]));
  return stored!.id;
}

/**
 * Stores the first answers to many invitations, each with an id of its own. Of those that meanwhile got an answer, were
 * withdrawn or are in somebody else's hands nothing is stored at all, and their place in the result says false.
 */
export async function writeFirstAnswers(em: EntityManager, answers: readonly AnswerWrite[]): Promise<boolean[]> {
  const stored = await prepared<{ id: string }>(em, 'answers-write-first', WRITE_FIRST, valuesOf(answers));
  const ids = new Set(stored.map(({ id }) => id));
  return answers.map(({ id }) => ids.has(id));
}

function valuesOf(answers: readonly AnswerWrite[]): unknown[] {
  return [JSON.stringify(answers.map(rowOf)), answers.map(({ invitationId }) => invitationId)];
}

function rowOf(answer: AnswerWrite) {
  const { client, nonceId } = answer.submission;
  return {
    ...answer,
    agentClass: client.agentClass,
    isPrefetch: client.isPrefetch,
    nonceId,
    revisionId: randomUUID(),
  };
}

const REVISE = `
  WITH answer AS (
    UPDATE survey_response SET revision = revision + 1, changed_at = $2 WHERE id = $1 RETURNING *
  )
  INSERT INTO response_revision (id, response_id, number, at, cause, option_id, score, reasons, comment, level, status, suspicions)
  SELECT $3, a.id, a.revision, $2, $4, a.option_id, a.score, a.reasons, a.comment, a.level, a.status, a.suspicions FROM answer a`;

/** Writes what an answer is now as its next revision. Call after changing the row, in the same transaction. */
export async function addRevision(em: EntityManager, responseId: string, cause: string, now: Date): Promise<void> {
  await em.query(REVISE, [responseId, now, randomUUID(), cause]);
}

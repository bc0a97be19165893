import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { prepared } from '../../platform/database/prepared.js';
import type { Settings } from '../asking/settings.js';
import type { Via } from '../asking/invitation.entity.js';
import { HAS_LISTENERS } from '../following/survey-events.js';
import type { Band } from '../surveys/question.js';
import type { SurveyState } from '../surveys/survey.entity.js';
import type { EvidenceLevel, Suspicion, Visit } from './evidence.js';
import type { StoredSubmission } from './stored-submission.js';
import type { Status } from './transition.js';
import { type NewVisit, toVisit, visitsAsJson } from './visits.service.js';

/** An invitation with its survey and the answer that it has, if any: all that a page or a posted form needs. */
export interface OpenInvitation {
  id: string;
  surveyId: string;
  surveyName: string;
  state: SurveyState;
  isAnonymous: boolean;
  settings: Settings;
  versionId: string;
  via: Via;
  locale: string;
  agent: string | null;
  customerId: string | null;
  ticketId: string | null;
  expiresAt: Date;
  withdrawnAt: Date | null;
  answeredAt: Date | null;
  sentAt: Date | null;
  answer: CurrentRow | null;
}

export interface CurrentRow {
  id: string;
  optionId: string;
  status: Status;
  level: EvidenceLevel;
  network: string;
  client: string;
  revision: number;
  answeredAt: Date;
  editableUntil: Date;
  reasons: string[];
  comment: string | null;
}

const COLUMNS = `
  i.id, i.survey_id AS "surveyId", s.name AS "surveyName", s.state, s.is_anonymous AS "isAnonymous", s.settings,
  i.version_id AS "versionId", i.via, i.locale, i.agent, i.customer_id AS "customerId", i.ticket_id AS "ticketId",
  i.expires_at AS "expiresAt", i.withdrawn_at AS "withdrawnAt", i.answered_at AS "answeredAt",
  coalesce(i.sent_at, m.finished_at) AS "sentAt",
  r.id AS "answerId", r.option_id AS "optionId", r.status, r.level, r.network, r.client, r.revision, r.reasons, r.comment,
  r.answered_at AS "givenAt", r.editable_until AS "editableUntil"`;

const TABLES = `
  FROM invitation i JOIN survey s ON s.id = i.survey_id
  LEFT JOIN survey_response r ON r.invitation_id = i.id
  LEFT JOIN mail_outbox m ON m.id = i.mail_id AND m.state = 'sent'`;

type InvitationRow = Omit<OpenInvitation, 'answer'> &
  Omit<CurrentRow, 'id' | 'answeredAt'> & { answerId: string | null; givenAt: Date };

/** Reads an invitation. A read that finds nothing takes as long as one that finds something. */
export async function findInvitation(em: EntityManager, id: string): Promise<OpenInvitation | null> {
  const [row] = await prepared<InvitationRow>(em, 'invitation-find', `SELECT ${COLUMNS} ${TABLES} WHERE i.id = $1`, [
    id,
  ]);
  return row ? toInvitation(row) : null;
}

const VISITS = `
  (SELECT coalesce(json_agg(c ORDER BY c.at, c.id), '[]') FROM (SELECT * FROM survey_click WHERE invitation_id = i.id
    AND at BETWEEN $2::timestamptz - interval '11 minutes' AND $2::timestamptz + interval '11 minutes' ORDER BY at LIMIT 1000) c) AS visits`;

/**
 * Reads an invitation and what touched it lately, and lets nobody else answer it until the transaction ends. The lock is a
 * statement of its own: one that waits for a lock reads what was true before it waited.
 */
export async function lockInvitation(em: EntityManager, id: string, now: Date): Promise<LockedInvitation | null> {
  await prepared(em, 'invitation-lock', 'SELECT 1 FROM invitation WHERE id = $1 FOR UPDATE', [id]);
  const sql = `SELECT ${COLUMNS}, ${VISITS}, ${HAS_LISTENERS} AS "hasListeners" ${TABLES} WHERE i.id = $1`;
  const [row] = await prepared<LockedRow>(em, 'invitation-locked', sql, [id, now]);
  if (!row) return null;
  const { visits, hasListeners, ...invitation } = row;
  return { invitation: toInvitation(invitation), visits: visits.map(toVisit), hasListeners };
}

type LockedRow = InvitationRow & { visits: Parameters<typeof toVisit>[0][]; hasListeners: boolean };

export interface LockedInvitation {
  invitation: OpenInvitation;
  visits: Visit[];
  hasListeners: boolean;
}

function toInvitation(row: InvitationRow): OpenInvitation {
  const {
    answerId,
    optionId,
    status,
    level,
    network,
    client,
    revision,
    givenAt,
    editableUntil,
    reasons,
    comment,
    ...invitation
  } = row;
  const given = { optionId, status, level, network, client, revision, editableUntil, reasons, comment };
  return { ...invitation, answer: answerId ? { id: answerId, answeredAt: givenAt, ...given } : null };
}

/** An answer about to be written: all that is decided, nothing that is looked up. */
export interface AnswerWrite {
  /** Of the answer that is replaced; a new one when null. */
  id: string | null;
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
const PERSON = `CASE WHEN s.is_anonymous THEN NULL ELSE i.customer_id END, CASE WHEN s.is_anonymous THEN NULL ELSE i.ticket_id END,
  CASE WHEN s.is_anonymous THEN NULL ELSE i.agent END`;

const WRITE = `
  WITH w AS (SELECT * FROM jsonb_to_record($1::jsonb) AS w (id uuid, "invitationId" uuid, cause text, status text, level smallint,
    suspicions text[], "optionId" text, score double precision, band text, submission jsonb, network text, client text, now timestamptz,
    "holdUntil" timestamptz, "editableUntil" timestamptz, reasons text[], comment text, "revisionId" uuid, "agentClass" text,
    "isPrefetch" boolean, "nonceId" text)
  ), visit AS (
    INSERT INTO survey_click (invitation_id, at, kind, option_id, network, agent, agent_class, is_prefetch, nonce_id, level)
    SELECT "invitationId", now, 'post', "optionId", network, client, "agentClass", "isPrefetch", "nonceId", level FROM w
  ), answer AS (
    INSERT INTO survey_response AS r (id, survey_id, version_id, invitation_id, status, level, suspicions, option_id, score, band,
      submission, network, client, revision, answered_at, changed_at, judged_at, hold_until, editable_until, counted_at, reasons, comment,
      customer_id, ticket_id, agent, via, locale, channel, product, plan, team, stage, tags)
    SELECT w.id, i.survey_id, i.version_id, i.id, w.status, w.level, w.suspicions, w."optionId", w.score, w.band,
      w.submission, w.network, w.client, 1, w.now, w.now, w.now, w."holdUntil", w."editableUntil",
      CASE WHEN w.status = 'confirmed' THEN w.now END, w.reasons, w.comment, ${PERSON}, ${CONTEXT}
    FROM w JOIN invitation i ON i.id = w."invitationId" JOIN survey s ON s.id = i.survey_id
    ON CONFLICT (invitation_id) DO UPDATE SET status = excluded.status, level = excluded.level, suspicions = excluded.suspicions,
      option_id = excluded.option_id, score = excluded.score, band = excluded.band, submission = excluded.submission,
      network = excluded.network, client = excluded.client, revision = r.revision + 1, changed_at = excluded.changed_at,
      judged_at = excluded.judged_at, hold_until = excluded.hold_until, counted_at = coalesce(r.counted_at, excluded.counted_at)
    RETURNING r.*
  ), answered AS (
    UPDATE invitation i SET answered_at = answer.answered_at FROM answer, survey s
    WHERE i.id = answer.invitation_id AND s.id = i.survey_id AND i.answered_at IS NULL AND NOT s.is_anonymous
  )
  INSERT INTO response_revision (id, response_id, number, at, cause, option_id, score, reasons, comment, level, status, suspicions)
  SELECT w."revisionId", a.id, a.revision, w.now, w.cause, a.option_id, a.score, a.reasons, a.comment, a.level, a.status, a.suspicions
  FROM answer a, w RETURNING response_id AS id, number AS revision`;

/** Stores the answer, its revision, the visit it came with and the fact on the invitation in one statement. Returns its id. */
export async function writeAnswer(em: EntityManager, write: AnswerWrite): Promise<string> {
  const { client, nonceId } = write.submission;
  const visit = { agentClass: client.agentClass, isPrefetch: client.isPrefetch, nonceId };
  const row = { ...write, ...visit, id: write.id ?? randomUUID(), revisionId: randomUUID() };
  const [stored] = await prepared<{ id: string }>(em, 'answer-write', WRITE, [JSON.stringify(row)]);
  return stored!.id;
}

export async function writeVisit(em: EntityManager, visit: NewVisit): Promise<void> {
  await em.query(
    `INSERT INTO survey_click (invitation_id, at, kind, option_id, network, agent, agent_class, is_prefetch, nonce_id, level)
     SELECT v."invitationId", v.at, v.kind, v."optionId", v.network, v.agent, v."agentClass", v."isPrefetch", v."nonceId", v.level
     FROM jsonb_to_recordset($1::jsonb) AS v ("invitationId" uuid, at timestamptz, kind text, "optionId" text, network text, agent text,
       "agentClass" text, "isPrefetch" boolean, "nonceId" text, level smallint)`,
    [visitsAsJson([visit])],
  );
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

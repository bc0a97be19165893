import type { EntityManager } from 'typeorm';
import { prepared } from '../../../platform/database/prepared.js';
import type { Settings } from '../../asking/settings.js';
import type { Via } from '../../asking/invitation.entity.js';
import { HAS_LISTENERS } from '../../following/survey-events.js';
import type { SurveyState } from '../../surveys/survey.entity.js';
import type { EvidenceLevel, Visit } from '../evidence.js';
import type { Status } from '../transition.js';
import { toVisit } from '../visits.service.js';

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
  coalesce(i.sent_at, (SELECT CASE m.state WHEN 'sent' THEN m.finished_at END FROM mail_outbox m WHERE m.id = i.mail_id)) AS "sentAt",
  r.id AS "answerId", r.option_id AS "optionId", r.status, r.level, r.network, r.client, r.revision, r.reasons, r.comment,
  r.answered_at AS "givenAt", r.editable_until AS "editableUntil"`;

/**
 * The answer is looked up for each invitation alone: a join planned while there were few answers would go on reading all of
 * them when a wave of answers has made them many.
 */
const TABLES = `
  FROM invitation i JOIN survey s ON s.id = i.survey_id
  LEFT JOIN LATERAL (SELECT * FROM survey_response WHERE invitation_id = i.id LIMIT 1) r ON true`;

type InvitationRow = Omit<OpenInvitation, 'answer'> &
  Omit<CurrentRow, 'id' | 'answeredAt'> & { answerId: string | null; givenAt: Date };

/** Reads an invitation. A read that finds nothing takes as long as one that finds something. */
export async function findInvitation(em: EntityManager, id: string): Promise<OpenInvitation | null> {
  const [found] = await findInvitations(em, [id]);
  return found ?? null;
}

/** Reads the invitations of a crowd of visitors, in their order; null where there is none. */
export async function findInvitations(em: EntityManager, ids: readonly string[]): Promise<(OpenInvitation | null)[]> {
  const sql = `SELECT ${COLUMNS} ${TABLES} WHERE i.id = ANY($1::uuid[])`;
  const rows = await prepared<InvitationRow>(em, 'invitations-find', sql, [ids]);
  const found = new Map(rows.map((row) => [row.id, toInvitation(row)]));
  return ids.map((id) => found.get(id) ?? null);
}

const VISITS = `
  (SELECT coalesce(json_agg(c ORDER BY c.at, c.id), '[]') FROM (SELECT * FROM survey_click WHERE invitation_id = i.id
    AND at BETWEEN $2::timestamptz - interval '11 minutes' AND $2::timestamptz + interval '11 minutes' ORDER BY at LIMIT 1000) c) AS visits`;

/**
 * Reads an invitation and what touched it lately, and lets nobody else answer it until the transaction ends. The lock is a
 * statement of its own: one that waits for a lock reads what was true before it waited.
 */
export async function lockInvitation(em: EntityManager, id: string, now: Date): Promise<SeenInvitation | null> {
  await prepared(em, 'invitation-lock', 'SELECT 1 FROM invitation WHERE id = $1 FOR UPDATE', [id]);
  const [seen] = await seeInvitations(em, [id], now);
  return seen ?? null;
}

/** Invitations and what touched them lately, without a lock. */
export async function seeInvitations(
  em: EntityManager,
  ids: readonly string[],
  now: Date,
): Promise<(SeenInvitation | null)[]> {
  const sql = `SELECT ${COLUMNS}, ${VISITS}, ${HAS_LISTENERS} AS "hasListeners" ${TABLES} WHERE i.id = ANY($1::uuid[])`;
  const rows = await prepared<SeenRow>(em, 'invitations-see', sql, [ids, now]);
  const seen = new Map(rows.map((row) => [row.id, toSeen(row)]));
  return ids.map((id) => seen.get(id) ?? null);
}

function toSeen({ visits, hasListeners, ...invitation }: SeenRow): SeenInvitation {
  return { invitation: toInvitation(invitation), visits: visits.map(toVisit), hasListeners };
}

type SeenRow = InvitationRow & { visits: Parameters<typeof toVisit>[0][]; hasListeners: boolean };

export interface SeenInvitation {
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

import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Config } from '../../platform/config.js';
import { SuppressionsService } from '../../platform/mail/suppressions.service.js';
import { randomId } from '../answering/token.js';
import type { SurveyWithContent } from '../surveys/surveys.service.js';
import { chooseLocale } from '../surveys/texts.js';
import type { FullCandidate } from './candidates.js';
import { type Decision, decide, type SkipReason } from './eligibility.js';
import { historiesOf, NO_HISTORY } from './histories.js';
import type { Via } from './invitation.entity.js';
import { nextSendingTime } from './sending-hours.js';

/** What became of one candidate. A repeated candidate gives what was decided the first time. */
export interface Invited {
  candidateKey: string;
  outcome: 'send' | 'skip';
  reason: SkipReason | null;
  invitationId: string | null;
  dueAt: Date | null;
  isNew: boolean;
}

export interface InviteOptions {
  trigger: string;
  via: Extract<Via, 'mail' | 'link'>;
}

const DAY_MS = 86_400_000;

interface KnownDecision {
  candidate_key: string;
  outcome: 'send' | 'skip';
  reason: SkipReason | null;
  invitation_id: string | null;
  due_at: Date | null;
}

/** Decides who is asked, writes every decision into the ledger, and makes the invitations of those who are. */
@Injectable()
export class InvitationsService {
  constructor(
    private readonly db: DataSource,
    private readonly suppressions: SuppressionsService,
    private readonly config: Config,
  ) {}

  /** The keyed hash under which a person is recognised over all surveys. */
  readonly personOf = (address: string): string => this.suppressions.hash(address);

  /**
   * Decides on one candidate, once: a second call with the same key returns the first decision. Two surveys that decide on
   * the same person at the same moment wait for each other, so that the cool-down holds.
   */
  async invite(
    survey: SurveyWithContent,
    candidate: FullCandidate,
    options: InviteOptions,
    now: Date,
  ): Promise<Invited> {
    return this.db.transaction(async (em) => {
      await em.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 5))', [candidate.person ?? candidate.key]);
      const known = await this.findDecision(em, survey.id, candidate.key);
      if (known) return known;
      const histories = await historiesOf(em, survey.id, [candidate]);
      const history = histories.get(candidate.person ?? '') ?? NO_HISTORY;
      const decision = decide(
        candidate,
        history,
        { isActive: survey.state === 'active', settings: survey.settings },
        now,
      );
      const isSend = decision.outcome === 'send';
      const dueAt = isSend ? this.sendingTime(decision.dueAt, survey, candidate) : null;
      const invitationId = dueAt
        ? await this.addInvitation(em, { survey, candidate, via: options.via, dueAt, now })
        : null;
      await this.addDecision(em, { survey, candidate, decision, trigger: options.trigger, invitationId, dueAt, now });
      const reason = isSend ? null : decision.reason;
      return { candidateKey: candidate.key, outcome: decision.outcome, reason, invitationId, dueAt, isNew: true };
    });
  }

  /** An invitation that comes to nothing. The ledger says so; its link is closed. */
  async withdraw(em: EntityManager, invitationId: string, reason: SkipReason, now: Date): Promise<void> {
    await em.query('UPDATE invitation SET withdrawn_at = $2, withdrawn_reason = $3 WHERE id = $1', [
      invitationId,
      now,
      reason,
    ]);
    await em.query('UPDATE send_decision SET withdrawn_at = $2, withdrawn_reason = $3 WHERE invitation_id = $1', [
      invitationId,
      now,
      reason,
    ]);
  }

  sendingTime(
    at: Date,
    { settings }: { settings: SurveyWithContent['settings'] },
    { zone }: { zone: string | null },
  ): Date {
    return nextSendingTime(at, settings.sendingHours, zone, this.config.env.TIME_ZONE);
  }

  private async findDecision(em: EntityManager, surveyId: string, candidateKey: string): Promise<Invited | null> {
    const [row] = await em.query<KnownDecision[]>(
      'SELECT candidate_key, outcome, reason, invitation_id, due_at FROM send_decision WHERE survey_id = $1 AND candidate_key = $2',
      [surveyId, candidateKey],
    );
    if (!row) return null;
    const { outcome, reason } = row;
    return { candidateKey, outcome, reason, invitationId: row.invitation_id, dueAt: row.due_at, isNew: false };
  }

  private async addInvitation(
    em: EntityManager,
    order: { survey: SurveyWithContent; candidate: FullCandidate; via: Via; dueAt: Date; now: Date },
  ) {
    const { survey, candidate, via, dueAt, now } = order;
    const { content, settings } = survey;
    const id = randomId();
    const locale = chooseLocale([candidate.locale], content.texts, content.defaultLocale);
    const expiresAt = new Date(dueAt.getTime() + settings.expiresAfterDays * DAY_MS);
    const { channel, product, plan, team, agent, stage } = candidate.context;
    const columns = {
      id,
      survey_id: survey.id,
      version_id: survey.versionId,
      candidate_key: candidate.key,
      via,
      customer_id: candidate.customerId,
      ticket_id: candidate.ticketId,
      person: candidate.person,
      // A link that is handed out needs no address; whoever mails it has one.
      address: via === 'mail' ? candidate.address : null,
      name: candidate.name,
      locale,
      channel,
      product,
      plan,
      team,
      agent,
      stage,
      tags: candidate.tags,
      created_at: now,
      due_at: dueAt,
      expires_at: expiresAt,
    };
    await insertRow(em, 'invitation', columns);
    return id;
  }

  private async addDecision(em: EntityManager, entry: LedgerEntry): Promise<void> {
    const { survey, candidate, decision, trigger, invitationId, dueAt, now } = entry;
    await insertRow(em, 'send_decision', {
      id: randomUUID(),
      survey_id: survey.id,
      candidate_key: candidate.key,
      trigger,
      customer_id: candidate.customerId,
      ticket_id: candidate.ticketId,
      invitation_id: invitationId,
      outcome: decision.outcome,
      reason: decision.outcome === 'skip' ? decision.reason : null,
      occurred_at: candidate.occurredAt,
      decided_at: now,
      due_at: dueAt,
    });
  }
}

interface LedgerEntry {
  survey: SurveyWithContent;
  candidate: FullCandidate;
  decision: Decision;
  trigger: string;
  invitationId: string | null;
  dueAt: Date | null;
  now: Date;
}

/** Inserts one row; column names are ours, never data. */
export async function insertRow(em: EntityManager, table: string, row: Record<string, unknown>): Promise<void> {
  const names = Object.keys(row);
  const places = names.map((_, i) => `$${i + 1}`);
  await em.query(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${places.join(', ')})`, Object.values(row));
}

import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Via } from '../asking/invitation.entity.js';
import { SurveysService, type SurveyWithContent } from '../surveys/surveys.service.js';
import { chooseLocale } from '../surveys/texts.js';
import { findInvitation, type OpenInvitation } from './store/invitations.js';

export interface OpenVisit {
  survey: SurveyWithContent;
  /** 128 random bits that the shown form carries; they become the invitation when it is posted. */
  subject: string;
  via: Extract<Via, 'shared' | 'template' | 'widget'>;
  /** The help desk's ticket that a link in its own template named. Nobody checks it, so `via` says where it came from. */
  reference: string | null;
  locale: string;
}

const DAY_MS = 86_400_000;

interface TicketContext {
  id: string;
  customer_id: string | null;
  channel: string | null;
  product: string | null;
  plan: string | null;
  team: string | null;
  agent: string | null;
  stage: string | null;
  tags: string[];
}

/** Surveys that are opened by a shared link, a QR code, a help desk's own template or the widget: no invitation exists before the answer. */
@Injectable()
export class OpenSurveys {
  constructor(
    private readonly db: DataSource,
    private readonly surveys: SurveysService,
  ) {}

  /** The active survey of a public key; null otherwise. */
  async find(publicKey: string): Promise<SurveyWithContent | null> {
    const survey = await this.surveys.findByPublicKey(publicKey);
    return survey?.state === 'active' ? survey : null;
  }

  localeFor({ content }: SurveyWithContent, acceptLanguage: string | undefined, wish?: string): string {
    const accepted = (acceptLanguage ?? '').split(',').map((part) => part.split(';')[0]!.trim());
    return chooseLocale([wish, ...accepted], content.texts, content.defaultLocale);
  }

  /** What the pages need to show a question that nobody was invited to yet. */
  async preview(visit: OpenVisit, now: Date): Promise<OpenInvitation> {
    const { survey, subject, via, locale } = visit;
    const known = visit.reference ? await this.known(visit) : null;
    if (known) return known;
    const nothing = {
      agent: null,
      customerId: null,
      ticketId: null,
      withdrawnAt: null,
      answeredAt: null,
      sentAt: null,
      answer: null,
    };
    const { id: surveyId, name: surveyName, state, isAnonymous, settings, versionId } = survey;
    const expiresAt = new Date(now.getTime() + DAY_MS);
    return {
      ...nothing,
      id: subject,
      surveyId,
      surveyName,
      state,
      isAnonymous,
      settings,
      versionId,
      via,
      locale,
      expiresAt,
    };
  }

  /** Makes the invitation of a posted form; the same form, or the same ticket, is the same invitation. */
  async admit(visit: OpenVisit, now: Date): Promise<OpenInvitation> {
    const { survey, subject, via, locale, reference } = visit;
    const ticket = reference ? await this.findTicket(reference) : null;
    const expiresAt = new Date(now.getTime() + survey.settings.expiresAfterDays * DAY_MS);
    await this.db.query(
      `INSERT INTO invitation (id, survey_id, version_id, candidate_key, via, locale, created_at, expires_at, ticket_id, customer_id, channel, product, plan, team, agent, stage, tags)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) ON CONFLICT DO NOTHING`,
      [subject, survey.id, survey.versionId, keyOf(visit), via, locale, now, expiresAt, ...contextValues(ticket)],
    );
    return (await this.known(visit))!;
  }

  private async known(visit: OpenVisit): Promise<OpenInvitation | null> {
    const sql = 'SELECT id FROM invitation WHERE survey_id = $1 AND candidate_key = $2';
    const [row] = await this.db.query<{ id: string }[]>(sql, [visit.survey.id, keyOf(visit)]);
    return row ? findInvitation(this.db.manager, row.id) : null;
  }

  private async findTicket(reference: string): Promise<TicketContext | null> {
    const rows = await this.db.query<TicketContext[]>(
      `SELECT id, customer_id, channel, product, plan, team, agent, stage, tags FROM ticket WHERE external_id = $1 AND deleted_at IS NULL LIMIT 2`,
      [reference],
    );
    // Two help desks may use the same number: then the answer stays without a ticket.
    return rows.length === 1 ? rows[0]! : null;
  }
}

function keyOf({ reference, subject }: OpenVisit): string {
  if (!reference) return `open:${subject}`;
  return `template:${createHash('sha256').update(reference).digest('base64url').slice(0, 22)}`;
}

function contextValues(ticket: TicketContext | null): unknown[] {
  if (!ticket) return [null, null, null, null, null, null, null, null, []];
  const { id, customer_id, channel, product, plan, team, agent, stage, tags } = ticket;
  return [id, customer_id, channel, product, plan, team, agent, stage, tags];
}

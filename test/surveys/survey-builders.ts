import { randomUUID } from 'node:crypto';
import { TicketsService } from '../../src/ingest/tickets/tickets.service.js';
import { SYSTEM } from '../../src/platform/audit/actor.js';
import { SurveyTokens } from '../../src/surveys/answering/survey-tokens.js';
import { Settings } from '../../src/surveys/asking/settings.js';
import { Content } from '../../src/surveys/surveys/content.js';
import { SurveysService, type SurveyWithContent } from '../../src/surveys/surveys/surveys.service.js';
import { fromTemplate, type TemplateId } from '../../src/surveys/surveys/templates.js';
import type { TestApp } from '../app.js';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export interface SurveyWishes {
  template?: TemplateId;
  isAnonymous?: boolean;
  settings?: object;
  content?: object;
  activatedAt?: Date;
}

/** An active survey, made as a person would make it. */
export async function aSurvey(app: TestApp, wishes: SurveyWishes = {}): Promise<SurveyWithContent> {
  const ready = fromTemplate(wishes.template ?? 'nps');
  const content = Content.parse({ ...ready.content, ...wishes.content });
  const settings = Settings.parse({
    ...ready.settings,
    trigger: { on: 'request' },
    needsAgentReply: true,
    ...wishes.settings,
  });
  const surveys = app.get(SurveysService);
  const at = wishes.activatedAt ?? new Date(Date.now() - 30 * DAY);
  const { id } = await surveys.create(
    { name: 'How we did', isAnonymous: wishes.isAnonymous ?? false, content, settings },
    SYSTEM,
    at,
  );
  return surveys.setState(id, 'active', SYSTEM, at);
}

export interface TicketWishes {
  externalId?: string;
  email?: string | null;
  solvedAt?: Date | null;
  status?: 'open' | 'solved' | 'spam' | 'merged';
  tags?: string[];
  hasReply?: boolean;
  reopenedAt?: Date[];
  updatedAt?: Date;
  timeZone?: string;
}

const TICKET = {
  solvedAt: undefined,
  status: 'solved',
  tags: ['invoice'],
  hasReply: true,
  reopenedAt: [],
  timeZone: undefined,
} as const;

/** Stores a ticket through the service; returns its external id. */
export async function aTicket(app: TestApp, wishes: TicketWishes = {}): Promise<string> {
  const externalId = wishes.externalId ?? randomUUID();
  const wish = { ...TICKET, email: `${externalId}@customers.example`, ...wishes };
  const solvedAt = wish.solvedAt === undefined ? new Date(Date.now() - HOUR) : wish.solvedAt;
  const createdAt = new Date((solvedAt ?? new Date()).getTime() - 5 * HOUR);
  const firstReplyAt = wish.hasReply ? new Date(createdAt.getTime() + HOUR).toISOString() : null;
  const ticket = {
    externalId,
    subject: 'The invoice is wrong',
    url: `https://desk.example/tickets/${externalId}`,
    createdAt: createdAt.toISOString(),
    updatedAt: (wish.updatedAt ?? solvedAt ?? createdAt).toISOString(),
    channel: 'mail',
    product: 'Ledger',
    plan: 'pro',
    team: 'Billing',
    agent: 'Robin',
    tags: [...wish.tags],
    status: wish.status,
    firstReplyAt,
    solvedAt: solvedAt?.toISOString() ?? null,
    reopenedAt: wish.reopenedAt.map((at) => at.toISOString()),
    requester: {
      externalId: `customer-${wish.email}`,
      name: 'Ada Lovelace',
      email: wish.email,
      language: 'en',
      timeZone: wish.timeZone,
    },
    messages: [],
  };
  await app.get(TicketsService).record('desk', [ticket], new Date());
  return externalId;
}

/** An invitation written directly, as if its mail had been sent at `sentAt`; returns its token. */
export async function anInvitation(
  app: TestApp,
  survey: SurveyWithContent,
  sentAt = new Date(Date.now() - HOUR),
  locale = 'en',
): Promise<{ id: string; token: string }> {
  const id = randomUUID();
  const expiresAt = new Date(sentAt.getTime() + 30 * DAY);
  await app.db.query(
    `INSERT INTO invitation (id, survey_id, version_id, candidate_key, via, locale, agent, team, product, channel, tags, created_at, due_at, sent_at, expires_at,
       person, address)
     VALUES ($1, $2, $3, $4, 'mail', $5, 'Robin', 'Billing', 'Ledger', 'mail', '{invoice}', $6, $6, $6, $7, $8, $9)`,
    [
      id,
      survey.id,
      survey.versionId,
      `test:${id}`,
      locale,
      sentAt,
      expiresAt,
      `person-${id}`,
      `${id}@customers.example`,
    ],
  );
  return { id, token: app.get(SurveyTokens).mint('answer', { subject: id, expiresAt }) };
}

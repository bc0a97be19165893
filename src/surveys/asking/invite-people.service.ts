import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { SurveyTokens } from '../answering/survey-tokens.js';
import { optionsOf } from '../surveys/question.js';
import type { SurveyWithContent } from '../surveys/surveys.service.js';
import type { InviteBody, Invitee } from './asking.schema.js';
import { type FullCandidate, reloadCandidate } from './candidates.js';
import { drawFor } from './draw.js';
import { type Invited, InvitationsService } from './invitations.service.js';

export interface InvitedPerson extends Omit<Invited, 'candidateKey' | 'invitationId'> {
  key: string;
  invitationId: string | null;
  /** Only when nothing is mailed. */
  links: { page: string; options: { option: string; url: string }[] } | null;
}

/** Asks people whom a program names. The ledger, the cool-down and suppressions hold for them too. */
@Injectable()
export class InvitePeople {
  constructor(
    private readonly db: DataSource,
    private readonly invitations: InvitationsService,
    private readonly tokens: SurveyTokens,
  ) {}

  async invite(
    survey: SurveyWithContent,
    { people, send: isMailed, delayHours }: InviteBody,
    now: Date,
  ): Promise<InvitedPerson[]> {
    const results: InvitedPerson[] = [];
    for (const person of people) {
      const candidate = await this.candidateOf(survey.id, person, isMailed, now);
      const invited = await this.invitations.invite(
        survey,
        { ...candidate, delayHours },
        { trigger: 'request', via: isMailed ? 'mail' : 'link' },
        now,
      );
      const { candidateKey, ...rest } = invited;
      const links = isMailed ? null : await this.linksOf(survey, invited.invitationId);
      results.push({ key: person.key ?? candidateKey, ...rest, links });
    }
    return results;
  }

  private async candidateOf(surveyId: string, person: Invitee, isMailed: boolean, now: Date): Promise<FullCandidate> {
    const ticketId = person.ticket ? await this.findTicket(person.ticket) : null;
    const known = ticketId
      ? await reloadCandidate(this.db.manager, surveyId, '', ticketId, this.invitations.personOf)
      : null;
    const base = withGiven(known ?? NOBODY, person);
    const address = base.address ?? (isMailed ? null : `link-${keyOf(person)}@link.invalid`);
    const key = `request:${keyOf({ ...person, email: address ?? undefined })}`;
    // Asked for by name: the ticket's state is the caller's business.
    const asked = { key, address, ticket: null, occurredAt: now, draw: drawFor(surveyId, key) };
    return { ...base, ...asked, person: address ? this.invitations.personOf(address) : null };
  }

  private async findTicket({ source, externalId }: { source: string; externalId: string }): Promise<string | null> {
    const rows = await this.db.query<{ id: string }[]>('SELECT id FROM ticket WHERE source = $1 AND external_id = $2', [
      source,
      externalId,
    ]);
    return rows[0]?.id ?? null;
  }

  private async linksOf(survey: SurveyWithContent, invitationId: string | null): Promise<InvitedPerson['links']> {
    if (!invitationId) return null;
    const [row] = await this.db.query<{ expires_at: Date }[]>('SELECT expires_at FROM invitation WHERE id = $1', [
      invitationId,
    ]);
    const token = this.tokens.mint('answer', { subject: invitationId, expiresAt: row!.expires_at });
    const options = optionsOf(survey.content.question).map(({ id }) => ({
      option: id,
      url: this.tokens.answerUrl(token, id),
    }));
    return { page: this.tokens.answerUrl(token), options };
  }
}

type Base = Omit<FullCandidate, 'key' | 'ticket' | 'occurredAt' | 'draw' | 'person'>;

const NOBODY: Base = {
  customerId: null,
  ticketId: null,
  address: null,
  name: null,
  locale: null,
  zone: null,
  tags: [],
  fields: {},
  context: { channel: null, product: null, plan: null, team: null, agent: null, stage: null },
};

/** What the caller says wins over what the ticket says. */
function withGiven(base: Base, person: Invitee): Base {
  const { email, name, locale, timeZone, tags } = person;
  const { channel, product, plan, team, agent, stage } = person;
  const context = { ...base.context, ...given({ channel, product, plan, team, agent, stage }) };
  const fields = { ...base.fields, ...context };
  return { ...base, ...given({ address: email, name, locale, zone: timeZone, tags }), context, fields };
}

function given<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

/** The event by the caller's own key, else by ticket and person: one survey for both, once. */
function keyOf({ key, ticket, email }: Invitee): string {
  if (key) return key;
  return createHash('sha256')
    .update(JSON.stringify([ticket?.source, ticket?.externalId, email?.toLowerCase()]))
    .digest('base64url')
    .slice(0, 22);
}

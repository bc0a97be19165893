import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Member } from './member.entity.js';
import { MembersService } from './members.service.js';
import { type OpenSession, SessionsService } from './sessions.service.js';
import { SignInLinks } from './sign-in-links.js';
import { SignInMailer } from './sign-in-mailer.js';

const LINK_MINUTES = 20;
/** The first link is read from a terminal, by somebody who may be called away. */
const FIRST_LINK_MINUTES = 7 * 24 * 60;

/** Signing in without passwords: a link by mail, valid once and for twenty minutes. */
@Injectable()
export class SignInService {
  constructor(
    private readonly db: DataSource,
    private readonly links: SignInLinks,
    private readonly members: MembersService,
    private readonly sessions: SessionsService,
    private readonly mailer: SignInMailer,
  ) {}

  /**
   * The link that makes the first admin, or null once there is a member. Every call makes a new link and ends the one
   * before. The caller prints it for the person at the terminal; it must not reach a log.
   */
  async firstAdminLink(now: Date): Promise<string | null> {
    if (await this.members.hasAny()) return null;
    return this.db.transaction(async (em) => {
      await this.links.deleteFirstAdminLinks(em);
      return this.links.create(null, FIRST_LINK_MINUTES, now, em);
    });
  }

  /** Mails a link to a member. Says nothing about whether there is one. */
  async request(email: string, next: string, now: Date): Promise<void> {
    const member = await this.members.findByEmail(email);
    if (!member) return;
    await this.db.transaction(async (em) => {
      const link = await this.links.create(member.id, LINK_MINUTES, now, em);
      await this.mailer.enqueue(member, `${link}?next=${encodeURIComponent(next)}`, LINK_MINUTES, now, em);
    });
    await this.mailer.wake();
  }

  /** What a link is for, without using it: mail scanners open links too. Throws 404 when it is used, over or unknown. */
  async inspect(token: string, now: Date): Promise<'first-admin' | 'member'> {
    const link = await this.links.find(token, now, this.db.manager);
    return link.memberId === null ? 'first-admin' : 'member';
  }

  /** Uses a link up and opens a session. Of two that use it at once, one gets 404. */
  async use(token: string, person: { email: string; name: string } | null, now: Date): Promise<OpenSession> {
    return this.db.transaction(async (em) => {
      const { memberId } = await this.links.consume(token, now, em);
      const member = memberId ? await em.findOneBy(Member, { id: memberId }) : await this.firstAdmin(person, now, em);
      if (!member || member.disabledAt) throw new NotFoundException();
      return this.sessions.open(member, now, em);
    });
  }

  private async firstAdmin(
    person: { email: string; name: string } | null,
    now: Date,
    em: EntityManager,
  ): Promise<Member | null> {
    if (!person || (await this.members.hasAny(em))) return null;
    const actor = { kind: 'system' as const, id: null, name: 'first start' };
    return this.members.add({ ...person, role: 'admin', teamIds: [] }, actor, now, em);
  }
}

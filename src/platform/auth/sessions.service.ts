import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, LessThan } from 'typeorm';
import { AuditService } from '../audit/audit.service.js';
import { Member } from './member.entity.js';
import { Session } from './session.entity.js';
import { SignInLink } from './sign-in-link.entity.js';
import { createToken, sha256 } from './tokens.js';

/** Two weeks: people read a weekly digest and should not sign in for each. */
const LIFETIME_MS = 14 * 86_400_000;

export interface OpenSession {
  token: string;
  expiresAt: Date;
}

@Injectable()
export class SessionsService {
  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
  ) {}

  /** The person behind a cookie, or null when it is unknown or over, or the person was disabled. */
  async find(token: string, now: Date): Promise<{ session: Session; member: Member } | null> {
    const session = await this.db.manager.findOneBy(Session, { tokenHash: sha256(token) });
    if (!session || session.expiresAt <= now) return null;
    const member = await this.db.manager.findOneBy(Member, { id: session.memberId });
    return member && member.disabledAt === null ? { session, member } : null;
  }

  async open({ id: memberId, name }: Member, now: Date, em: EntityManager): Promise<OpenSession> {
    const token = createToken();
    const expiresAt = new Date(now.getTime() + LIFETIME_MS);
    await em.insert(Session, { id: randomUUID(), memberId, tokenHash: sha256(token), createdAt: now, expiresAt });
    const actor = { kind: 'member' as const, id: memberId, name };
    await this.audit.record({ actor, action: 'member.signed-in', subject: `member:${memberId}`, now }, em);
    return { token, expiresAt };
  }

  async close(id: string): Promise<void> {
    await this.db.manager.delete(Session, { id });
  }

  async closeAllOf(memberId: string, em: EntityManager): Promise<void> {
    await em.delete(Session, { memberId });
  }

  /** Removes sessions and sign-in links that are over. Returns how many. */
  async cleanUp(now: Date): Promise<number> {
    const sessions = await this.db.manager.delete(Session, { expiresAt: LessThan(now) });
    const links = await this.db.manager.delete(SignInLink, { expiresAt: LessThan(now) });
    return (sessions.affected ?? 0) + (links.affected ?? 0);
  }
}

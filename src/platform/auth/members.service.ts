import { randomUUID } from 'node:crypto';
import { ConflictException, Injectable, NotFoundException } from '@nestjs/common';
import { DataSource, type EntityManager, In, IsNull } from 'typeorm';
import type { Actor } from '../audit/actor.js';
import { AuditService } from '../audit/audit.service.js';
import { isUniqueViolation } from '../database/database.js';
import type { Position } from '../http/page.js';
import { Member } from './member.entity.js';
import type { Role } from './scopes.js';
import { SessionsService } from './sessions.service.js';

export interface NewMember {
  email: string;
  name: string;
  role: Role;
  teamIds: string[];
}

export type MemberChange = Partial<Pick<Member, 'name' | 'role' | 'teamIds'>> & { disabled?: boolean };

@Injectable()
export class MembersService {
  constructor(
    private readonly db: DataSource,
    private readonly sessions: SessionsService,
    private readonly audit: AuditService,
  ) {}

  async add(order: NewMember, actor: Actor, now: Date, em: EntityManager = this.db.manager): Promise<Member> {
    const member: Member = {
      ...order,
      id: randomUUID(),
      email: order.email.toLowerCase(),
      createdAt: now,
      disabledAt: null,
    };
    try {
      await em.insert(Member, member);
    } catch (error) {
      if (!isUniqueViolation(error, 'member_email_key')) throw error;
      throw new ConflictException({
        code: 'member.exists',
        message: 'Somebody with this address is a member already.',
      });
    }
    await this.audit.record(
      { actor, action: 'member.added', subject: `member:${member.id}`, detail: { role: order.role }, now },
      em,
    );
    return member;
  }

  /** Changes a person; disabling ends the sessions at once. The last admin can neither be disabled nor lose the role. */
  async change(id: string, { disabled, ...fields }: MemberChange, actor: Actor, now: Date): Promise<Member> {
    return this.db.transaction(async (em) => {
      const admins = await em.find(Member, {
        where: { role: 'admin', disabledAt: IsNull() },
        lock: { mode: 'pessimistic_write' },
      });
      const member = await em.findOneBy(Member, { id });
      if (!member) throw new NotFoundException();
      const disabledAt = disabled === undefined ? member.disabledAt : disabled ? (member.disabledAt ?? now) : null;
      const changed: Member = { ...member, ...fields, disabledAt };
      const staysAdmin = changed.role === 'admin' && changed.disabledAt === null;
      if (!staysAdmin && admins.length === 1 && admins[0]!.id === id) throw lastAdmin();
      await em.update(Member, { id }, changed);
      if (changed.disabledAt) await this.sessions.closeAllOf(id, em);
      const detail = { role: changed.role, teamIds: changed.teamIds, disabled: changed.disabledAt !== null };
      await this.audit.record({ actor, action: 'member.changed', subject: `member:${id}`, detail, now }, em);
      return changed;
    });
  }

  async get(id: string): Promise<Member> {
    const member = await this.db.manager.findOneBy(Member, { id });
    if (!member) throw new NotFoundException();
    return member;
  }

  findByEmail(email: string): Promise<Member | null> {
    return this.db.manager.findOneBy(Member, { email: email.toLowerCase(), disabledAt: IsNull() });
  }

  /** People by id, for showing names; unknown ids are left out. */
  async named(ids: string[]): Promise<Map<string, string>> {
    const members = await this.db.manager.findBy(Member, { id: In(ids) });
    return new Map(members.map((member) => [member.id, member.name]));
  }

  async hasAny(em: EntityManager = this.db.manager): Promise<boolean> {
    return em.exists(Member);
  }

  /** By name. */
  async list(limit: number, after: Position | null): Promise<Member[]> {
    const query = this.db.manager
      .createQueryBuilder(Member, 'member')
      .orderBy('member.name')
      .addOrderBy('member.id')
      .limit(limit);
    if (after) query.where('(member.name, member.id) > (:name, :id)', { name: after[0], id: after[1] });
    return query.getMany();
  }
}

function lastAdmin(): ConflictException {
  return new ConflictException({
    code: 'member.last-admin',
    message: 'This is the last admin. Make somebody else an admin first.',
  });
}

import { randomUUID } from 'node:crypto';
import { ForbiddenException, Injectable, NotFoundException } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '../audit/audit.service.js';
import type { Position } from '../http/page.js';
import { ApiKey } from './api-key.entity.js';
import { actorOf, type Caller } from './caller.js';
import { mayGrant, type Scope } from './scopes.js';
import { createKey, parseKey, sameHash, sha256 } from './tokens.js';

export interface NewKeyOrder {
  name: string;
  scopes: Scope[];
  teamIds: string[];
  expiresAt: Date | null;
}

export interface IssuedKey {
  row: ApiKey;
  /** Shown once. */
  key: string;
}

/** How long an old key lives on after a rotation, so that programs can be changed without a gap. */
const OVERLAP_MS = 24 * 3_600_000;
/** A revoked key is dead everywhere after this time. */
const CACHE_MS = 1000;
const CACHED_KEYS = 1000;
const LAST_USED_GRAIN_MS = 60_000;
/** Compared when the id is unknown, so that both cases take the same time. */
const NOBODY = sha256('nobody');

@Injectable()
export class ApiKeysService {
  private readonly cache = new Map<string, { row: ApiKey | null; until: number }>();

  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
  ) {}

  /** The live key behind a bearer token, or null. Notes the use, to the minute. */
  async authenticate(token: string, now: Date): Promise<ApiKey | null> {
    const parts = parseKey(token);
    if (!parts) return null;
    const row = await this.lookUp(parts.shortId, now);
    const isSecret = sameHash(sha256(parts.secret), row?.secretHash ?? NOBODY);
    if (!row || !isSecret || !isLive(row, now)) return null;
    await this.noteUse(row, now);
    return row;
  }

  /** Makes a key on behalf of the caller, who cannot give scopes or teams that he lacks. */
  async issue(order: NewKeyOrder, caller: Caller, now: Date): Promise<IssuedKey> {
    if (!mayGrant(caller.scopes, order.scopes) || !withinTeams(caller.teamIds, order.teamIds)) {
      throw new ForbiddenException({
        code: 'key.too-wide',
        message: 'A key cannot be wider than the rights of who makes it.',
      });
    }
    return this.db.transaction((em) => this.insert(order, actorOf(caller), now, em));
  }

  /** Inserts a key without asking for rights: for the command line, whose user owns the database anyway. */
  async insert(
    order: NewKeyOrder,
    actor: ReturnType<typeof actorOf>,
    now: Date,
    em: EntityManager = this.db.manager,
  ): Promise<IssuedKey> {
    const { key, ...secret } = createKey();
    const row = em.create(ApiKey, {
      id: randomUUID(),
      ...order,
      ...secret,
      createdBy: actor.name,
      createdAt: now,
      lastUsedAt: null,
      revokedAt: null,
    });
    await em.insert(ApiKey, row);
    const detail = {
      name: order.name,
      scopes: order.scopes,
      teamIds: order.teamIds,
      expiresAt: order.expiresAt?.toISOString() ?? null,
    };
    await this.audit.record({ actor, action: 'key.created', subject: `key:${row.id}`, detail, now }, em);
    return { row, key };
  }

  /** A new key with the same rights; the old one lives on for a day. */
  async rotate(id: string, caller: Caller, now: Date): Promise<IssuedKey> {
    return this.db.transaction(async (em) => {
      const old = await em.findOne(ApiKey, { where: { id }, lock: { mode: 'pessimistic_write' } });
      if (!old || !isLive(old, now)) throw new NotFoundException();
      if (!mayGrant(caller.scopes, old.scopes)) throw new ForbiddenException();
      const end = new Date(Math.min(now.getTime() + OVERLAP_MS, old.expiresAt?.getTime() ?? Infinity));
      await em.update(ApiKey, { id }, { expiresAt: end });
      const { name, scopes, teamIds, expiresAt } = old;
      const issued = await this.insert({ name, scopes, teamIds, expiresAt }, actorOf(caller), now, em);
      await this.audit.record(
        { actor: actorOf(caller), action: 'key.rotated', subject: `key:${id}`, detail: { newKey: issued.row.id }, now },
        em,
      );
      return issued;
    });
  }

  /** Ends a key. A second call changes nothing. Throws 404 for an unknown id. */
  async revoke(id: string, caller: Caller, now: Date): Promise<void> {
    await this.db.transaction(async (em) => {
      const row = await em.findOne(ApiKey, { where: { id }, lock: { mode: 'pessimistic_write' } });
      if (!row) throw new NotFoundException();
      if (row.revokedAt) return;
      await em.update(ApiKey, { id }, { revokedAt: now });
      await this.audit.record(
        { actor: actorOf(caller), action: 'key.revoked', subject: `key:${id}`, detail: { name: row.name }, now },
        em,
      );
      this.cache.delete(row.shortId);
    });
  }

  /** Newest first. */
  async list(limit: number, after: Position | null): Promise<ApiKey[]> {
    const query = this.db.manager
      .createQueryBuilder(ApiKey, 'key')
      .orderBy('key.createdAt', 'DESC')
      .addOrderBy('key.id', 'DESC')
      .limit(limit);
    if (after) query.where('(key.createdAt, key.id) < (:time, :id)', { time: after[0], id: after[1] });
    return query.getMany();
  }

  private async lookUp(shortId: string, now: Date): Promise<ApiKey | null> {
    const known = this.cache.get(shortId);
    if (known && known.until > now.getTime()) return known.row;
    const row = await this.db.manager.findOneBy(ApiKey, { shortId });
    this.cache.delete(shortId);
    this.cache.set(shortId, { row, until: now.getTime() + CACHE_MS });
    if (this.cache.size > CACHED_KEYS) this.cache.delete(this.cache.keys().next().value!);
    return row;
  }

  private async noteUse(row: ApiKey, now: Date): Promise<void> {
    if (row.lastUsedAt && now.getTime() - row.lastUsedAt.getTime() < LAST_USED_GRAIN_MS) return;
    row.lastUsedAt = now;
    await this.db.manager.update(ApiKey, { id: row.id }, { lastUsedAt: now });
  }
}

export function isLive(row: Pick<ApiKey, 'revokedAt' | 'expiresAt'>, now: Date): boolean {
  return row.revokedAt === null && (row.expiresAt === null || row.expiresAt > now);
}

/** Somebody of all teams may give any; somebody of some teams only these, and at least one. */
function withinTeams(own: readonly string[], wanted: readonly string[]): boolean {
  return own.length === 0 || (wanted.length > 0 && wanted.every((team) => own.includes(team)));
}

import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, In } from 'typeorm';
import type { Actor } from '../audit/actor.js';
import { AuditService } from '../audit/audit.service.js';
import { Secrets } from '../secrets.js';
import { Suppression } from './suppression.entity.js';

export interface NewSuppression {
  address: string;
  /** `all`, `survey`, `survey:<id>`, `digest` ... */
  scope: string;
  reason: Suppression['reason'];
  actor: Actor;
  now: Date;
}

/** Who must not get which mails. Addresses are kept as keyed hashes only. */
@Injectable()
export class SuppressionsService {
  constructor(
    private readonly db: DataSource,
    private readonly secrets: Secrets,
    private readonly audit: AuditService,
  ) {}

  /** Adds a suppression. A second call changes nothing and returns false. */
  async add({ address, ...rest }: NewSuppression, em: EntityManager = this.db.manager): Promise<boolean> {
    return this.addHashed({ addressHash: this.hash(address), ...rest }, em);
  }

  /** The same for an address of which only the hash is left. */
  async addHashed(
    { addressHash, scope, reason, actor, now }: Omit<NewSuppression, 'address'> & { addressHash: string },
    em: EntityManager = this.db.manager,
  ): Promise<boolean> {
    const row: Suppression = { addressHash, scope, reason, createdAt: now };
    const result = await em
      .createQueryBuilder()
      .insert()
      .into(Suppression)
      .values(row)
      .orIgnore()
      .returning('scope')
      .execute();
    if ((result.raw as unknown[]).length === 0) return false;
    await this.audit.record(
      { actor, action: 'suppression.added', subject: `address:${row.addressHash}`, detail: { scope, reason }, now },
      em,
    );
    return true;
  }

  /** Removes a suppression; a person asked to be written to again. Returns whether there was one. */
  async lift(
    address: string,
    scope: string,
    actor: Actor,
    now: Date,
    em: EntityManager = this.db.manager,
  ): Promise<boolean> {
    const [addressHash] = this.hashes(address);
    const { affected } = await em.delete(Suppression, { addressHash: In(this.hashes(address)), scope });
    if (!affected) return false;
    await this.audit.record(
      { actor, action: 'suppression.lifted', subject: `address:${addressHash}`, detail: { scope }, now },
      em,
    );
    return true;
  }

  /** The suppression of an address in any of the scopes, or null. */
  async find(address: string, scopes: string[], em: EntityManager = this.db.manager): Promise<Suppression | null> {
    return em.findOneBy(Suppression, { addressHash: In(this.hashes(address)), scope: In(scopes) });
  }

  async of(address: string): Promise<Suppression[]> {
    return this.db.manager.find(Suppression, {
      where: { addressHash: In(this.hashes(address)) },
      order: { scope: 'ASC' },
    });
  }

  /** The address as it is stored: a keyed hash, the same for every spelling of case. Also recognises a person over surveys. */
  hash(address: string): string {
    return this.hashes(address)[0]!;
  }

  /** Under the key in use first, then under retired ones: a suppression must outlive a change of keys. */
  private hashes(address: string): string[] {
    const plain = address.trim().toLowerCase();
    return this.secrets.keys('suppression').map((key) => createHmac('sha256', key).update(plain).digest('base64url'));
  }
}

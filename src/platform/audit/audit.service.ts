import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Position } from '../http/page.js';
import type { Actor } from './actor.js';
import { AuditEntry } from './audit-entry.entity.js';
import { CHAIN_START, firstBreak, hashOf } from './hash-chain.js';

export interface AuditEvent {
  actor: Actor;
  /** `noun.past-participle` */
  action: string;
  /** `noun:id` */
  subject: string;
  /** Plain JSON without customers' words, addresses or secrets: the log is never shortened. */
  detail?: Record<string, unknown>;
  now: Date;
}

const LOCK = 5_120_447;
const VERIFY_BATCH = 1000;

/** Who did what, for ever. Rows can be added only (a trigger refuses the rest) and are chained by hashes. */
@Injectable()
export class AuditService {
  constructor(private readonly db: DataSource) {}

  /** Adds a row in the transaction of what it tells about, so that neither exists without the other. */
  async record(event: AuditEvent, em?: EntityManager): Promise<void> {
    if (!em?.queryRunner?.isTransactionActive) return this.db.transaction((own) => this.append(event, own));
    return this.append(event, em);
  }

  /** Newest first, of one subject or of all. */
  async list(limit: number, after: Position | null, subject?: string): Promise<AuditEntry[]> {
    const query = this.db.manager
      .createQueryBuilder(AuditEntry, 'entry')
      .orderBy('entry.position', 'DESC')
      .limit(limit);
    if (after) query.andWhere('entry.position < :position', { position: after[0] });
    if (subject) query.andWhere('entry.subject = :subject', { subject });
    return query.getMany();
  }

  /** Reads the whole chain. Returns the position of the first forged or missing row, or null. */
  async verify(): Promise<number | null> {
    let hash = CHAIN_START;
    for (let position = 0; ;) {
      const rows = await this.batchAfter(position);
      const broken = firstBreak(rows, hash, position);
      if (broken !== null || rows.length < VERIFY_BATCH) return broken;
      ({ hash, position } = rows.at(-1)!);
    }
  }

  private batchAfter(position: number): Promise<AuditEntry[]> {
    const query = this.db.manager
      .createQueryBuilder(AuditEntry, 'entry')
      .where('entry.position > :position', { position });
    return query.orderBy('entry.position').limit(VERIFY_BATCH).getMany();
  }

  private async append({ actor, action, subject, detail = {}, now }: AuditEvent, em: EntityManager): Promise<void> {
    // Writers queue up here until their transaction ends; otherwise two rows could follow the same one.
    await em.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
    const [last] = await em.find(AuditEntry, { order: { position: 'DESC' }, take: 1 });
    const who = { actorKind: actor.kind, actorId: actor.id, actorName: actor.name };
    const what = { action, subject, detail: JSON.parse(JSON.stringify(detail)) as Record<string, unknown> };
    const entry = {
      position: (last?.position ?? 0) + 1,
      at: now,
      ...who,
      ...what,
      previousHash: last?.hash ?? CHAIN_START,
    };
    const row: object = { ...entry, hash: hashOf(entry) };
    await em.insert(AuditEntry, row);
  }
}

import { randomUUID } from 'node:crypto';
import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../../platform/audit/actor.js';
import { AuditService } from '../../platform/audit/audit.service.js';
import { PersonalData, type PersonalDataHolder, type Subject } from '../../platform/personal-data/personal-data.js';
import { inTransaction } from '../transaction.js';
import { Erasure } from './erasure.entity.js';
import { ErasureLedger } from './erasure-ledger.js';
import { INGEST_HOLDERS } from './ingest-holders.js';
import { Subjects } from './subjects.js';

export interface Receipt {
  id: string;
  erasedAt: Date;
  /** Rows removed or emptied, by who kept them. */
  counts: Record<string, number>;
}

/** What the law lets a customer ask for: all that is known about him, and that it is forgotten. */
@Injectable()
export class RightsService {
  constructor(
    private readonly db: DataSource,
    private readonly registry: PersonalData,
    private readonly subjects: Subjects,
    private readonly ledger: ErasureLedger,
    private readonly audit: AuditService,
  ) {}

  /** Everything about one customer, by who keeps it. Throws 404 for an unknown one. */
  async export(customerId: string, actor: Actor, now: Date): Promise<Record<string, unknown>> {
    const subject = await this.subject(customerId, this.db.manager);
    const parts: Record<string, unknown> = { exportedAt: now.toISOString() };
    for (const holder of this.holders()) parts[holder.name] = await holder.export(subject, this.db.manager);
    await this.audit.record({ actor, action: 'customer.exported', subject: `customer:${customerId}`, now });
    return parts;
  }

  /** Forgets one customer everywhere, in one transaction, and leaves a mark so that nothing brings him back. */
  async erase(customerId: string, actor: Actor, now: Date): Promise<Receipt> {
    const { receipt, keys } = await inTransaction(this.db, async (em) => {
      const subject = await this.subject(customerId, em);
      const erased = await this.eraseSubject(subject, `${actor.kind}:${actor.id ?? 'system'}`, em, now);
      const { id, counts } = erased.receipt;
      await this.audit.record({ actor, action: 'customer.erased', subject: `erasure:${id}`, detail: counts, now }, em);
      return erased;
    });
    await this.ledger.append(keys, now);
    return receipt;
  }

  /** The same for customers whose marks were found again, for example in a restored backup. */
  async eraseAgain(customerIds: string[], em: EntityManager, now: Date): Promise<Receipt> {
    return (await this.eraseSubject(await this.subjects.gather(customerIds, em), 'system:replay', em, now)).receipt;
  }

  private async eraseSubject(
    subject: Subject,
    askedBy: string,
    em: EntityManager,
    now: Date,
  ): Promise<{ receipt: Receipt; keys: string[] }> {
    const keys = await this.ledger.mark(subject, em, now);
    const counts: Record<string, number> = {};
    for (const holder of this.holders()) counts[holder.name] = await holder.erase(subject, em, now);
    const id = randomUUID();
    await em.insert(Erasure, { id, askedBy, askedAt: now, finishedAt: now, counts });
    return { receipt: { id, erasedAt: now, counts }, keys };
  }

  private async subject(customerId: string, em: EntityManager): Promise<Subject> {
    const subject = await this.subjects.gather([customerId], em);
    if (subject.customerIds.length > 0) return subject;
    throw new NotFoundException({ code: 'customer.not-found', message: 'There is no such customer.' });
  }

  private holders(): PersonalDataHolder[] {
    return [...this.registry.holders, ...INGEST_HOLDERS];
  }
}

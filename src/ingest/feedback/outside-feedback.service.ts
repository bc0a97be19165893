import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { CustomersService } from '../customers/customers.service.js';
import { ErasureMarks } from '../rights/erasure-marks.js';
import { inTransaction } from '../transaction.js';
import type { OutsideFeedback } from './feedback.schema.js';
import { type FeedbackResult, FeedbackService } from './feedback.service.js';

/** What customers said outside tickets, with who said it. */
@Injectable()
export class OutsideFeedbackService {
  constructor(
    private readonly db: DataSource,
    private readonly feedback: FeedbackService,
    private readonly customers: CustomersService,
    private readonly marks: ErasureMarks,
  ) {}

  /** One result per item, in the order given. Safe to repeat. */
  async record(source: string, items: OutsideFeedback[], now: Date): Promise<(FeedbackResult | 'erased')[]> {
    return inTransaction(this.db, (em) => this.recordIn(em, source, items, now));
  }

  private async recordIn(
    em: EntityManager,
    source: string,
    items: OutsideFeedback[],
    now: Date,
  ): Promise<(FeedbackResult | 'erased')[]> {
    const spoken = items.map((item) => ({ ...item, at: item.occurredAt }));
    const erased = await this.marks.erasedAmong('feedback', source, spoken, em);
    const welcome = items.filter((_, i) => !erased[i]);
    const people = welcome.flatMap(({ requester }) => (requester ? [requester] : []));
    const ids = await this.customers.record(source, people, now, em);
    const given = welcome.map(({ requester, ...item }) => ({
      ...item,
      ticketId: null,
      customerId: ids.get(requester?.externalId ?? '') ?? null,
      knownNames: requester?.name ? [requester.name] : [],
    }));
    const results = (await this.feedback.recordEach(source, given, now, em)).values();
    return items.map((_, i) => (erased[i] ? 'erased' : results.next().value!));
  }
}

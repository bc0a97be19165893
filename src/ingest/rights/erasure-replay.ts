import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { inTransaction } from '../transaction.js';
import { ErasureLedger } from './erasure-ledger.js';
import { ErasureMarks } from './erasure-marks.js';
import { RightsService } from './rights.service.js';

const CUSTOMERS_AT_ONCE = 2000;

/**
 * Repeats erasures that the database does not know, before the first request is answered: this is what happens after an
 * older backup was restored.
 */
@Injectable()
export class ErasureReplay implements OnApplicationBootstrap {
  private readonly logger = new Logger(ErasureReplay.name);

  constructor(
    private readonly db: DataSource,
    private readonly ledger: ErasureLedger,
    private readonly marks: ErasureMarks,
    private readonly rights: RightsService,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const missing = await this.ledger.reconcile();
    if (missing.size > 0) await this.replay(missing);
  }

  private async replay(missing: Map<string, Date>): Promise<void> {
    const now = new Date();
    const found = await this.customersIn(missing);
    await inTransaction(this.db, async (em) => {
      for (const [key, at] of missing) await this.marks.add([key], at, em);
      if (found.length > 0) await this.rights.eraseAgain(found, em, now);
    });
    this.logger.warn({ event: 'erasure.replayed', marks: missing.size, customers: found.length });
  }

  private async customersIn(missing: Map<string, Date>): Promise<string[]> {
    const found: string[] = [];
    let last = '00000000-0000-0000-0000-000000000000';
    for (;;) {
      const rows = await this.db.query<{ id: string; source: string; external_id: string; email: string | null }[]>(
        `SELECT c.id, c.source, c.external_id, p.email FROM customer c LEFT JOIN customer_profile p ON p.customer_id = c.id
         WHERE c.id > $1 ORDER BY c.id LIMIT ${CUSTOMERS_AT_ONCE}`,
        [last],
      );
      if (rows.length === 0) return found;
      last = rows.at(-1)!.id;
      const isMarked = (row: (typeof rows)[number]): boolean =>
        missing.has(this.marks.keyOf('customer', row.source, row.external_id)) ||
        (row.email !== null && missing.has(this.marks.keyOf('email', '', row.email)));
      found.push(...rows.filter(isMarked).map((row) => row.id));
    }
  }
}

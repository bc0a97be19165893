import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { jsonRows } from '../../platform/database/database.js';
import type { Requester } from '../tickets/ticket.schema.js';

@Injectable()
export class CustomersService {
  constructor(private readonly db: DataSource) {}

  /**
   * Stores who wrote, and returns the id per external id. Facts that the source leaves out keep their last value.
   * Safe to repeat.
   */
  async record(
    source: string,
    requesters: Requester[],
    now: Date,
    em: EntityManager = this.db.manager,
  ): Promise<Map<string, string>> {
    const unique = [...new Map(requesters.map((requester) => [requester.externalId, requester])).values()];
    if (unique.length === 0) return new Map();
    const rows = unique.map((requester) => ({ ...requester, id: randomUUID() }));
    const found = await em.query<{ id: string; external_id: string }[]>(
      `INSERT INTO customer AS c (id, source, external_id, plan, language, time_zone, created_at)
       SELECT r.id, $2, r."externalId", r.plan, r.language, r."timeZone", $3
       FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, "externalId" text, plan text, language text, "timeZone" text)
       ORDER BY r."externalId"
       ON CONFLICT (source, external_id) DO UPDATE SET plan = coalesce(excluded.plan, c.plan),
         language = coalesce(excluded.language, c.language), time_zone = coalesce(excluded.time_zone, c.time_zone)
       RETURNING id, external_id`,
      [jsonRows(rows), source, now],
    );
    const ids = new Map(found.map((row) => [row.external_id, row.id]));
    await this.recordProfiles(unique, ids, em);
    return ids;
  }

  private async recordProfiles(requesters: Requester[], ids: Map<string, string>, em: EntityManager): Promise<void> {
    const known = requesters.filter(({ name, email, phone }) => name ?? email ?? phone);
    if (known.length === 0) return;
    const rows = known.map(({ externalId, name, email, phone }) => ({ id: ids.get(externalId), name, email, phone }));
    await em.query(
      `INSERT INTO customer_profile AS p (customer_id, name, email, phone)
       SELECT r.id, r.name, r.email, r.phone FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, name text, email text, phone text)
       ORDER BY r.id
       ON CONFLICT (customer_id) DO UPDATE SET name = coalesce(excluded.name, p.name),
         email = coalesce(excluded.email, p.email), phone = coalesce(excluded.phone, p.phone)`,
      [jsonRows(rows)],
    );
  }
}

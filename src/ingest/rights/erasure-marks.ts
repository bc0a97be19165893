import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Secrets } from '../../platform/secrets.js';
import type { NewTicket } from '../tickets/ticket.schema.js';

export type MarkKind = 'ticket' | 'customer' | 'email' | 'feedback';

@Injectable()
export class ErasureMarks {
  constructor(
    private readonly db: DataSource,
    private readonly secrets: Secrets,
  ) {}

  /** The mark of one thing: a keyed hash, so that the list of the erased names nobody. */
  keyOf(kind: MarkKind, source: string, id: string): string {
    const text = kind === 'email' ? `email\n${id.trim().toLowerCase()}` : `${kind}\n${source}\n${id}`;
    return createHmac('sha256', this.secrets.key('erasure')).update(text).digest('base64url').slice(0, 27);
  }

  async add(keys: string[], now: Date, em: EntityManager = this.db.manager): Promise<void> {
    await em.query(
      'INSERT INTO erasure_mark (key, erased_at) SELECT unnest($1::text[]), $2 ON CONFLICT (key) DO NOTHING',
      [keys, now],
    );
  }

  /** Which of these keys are marked, with the time of the erasure. */
  async among(keys: string[], em: EntityManager = this.db.manager): Promise<Map<string, Date>> {
    if (keys.length === 0) return new Map();
    const sql = 'SELECT key, erased_at FROM erasure_mark WHERE key = ANY ($1)';
    const rows = await em.query<{ key: string; erased_at: Date }[]>(sql, [keys]);
    return new Map(rows.map((row) => [row.key, row.erased_at]));
  }

  /**
   * Tickets that must not come back: erased ones, and those that an erased customer opened before the erasure. What the
   * same person writes later is new and welcome.
   */
  async erasedAmong(source: string, tickets: NewTicket[], em: EntityManager): Promise<Set<NewTicket>> {
    if (!(await this.hasAny(em))) return new Set();
    const keys = new Map(tickets.map((ticket) => [ticket, this.keysOf(source, ticket)]));
    const marked = await this.among(
      [...keys.values()].flatMap(({ ticket, people }) => [ticket, ...people]),
      em,
    );
    const isErased = (ticket: NewTicket): boolean => {
      const own = keys.get(ticket)!;
      return (
        marked.has(own.ticket) ||
        own.people.some((key) => (marked.get(key)?.getTime() ?? 0) >= Date.parse(ticket.createdAt))
      );
    };
    return new Set(tickets.filter(isErased));
  }

  /** Most deployments have erased nobody yet; they should not pay for hashing every ticket. */
  private async hasAny(em: EntityManager): Promise<boolean> {
    const [row] = await em.query<{ found: boolean }[]>('SELECT EXISTS (SELECT FROM erasure_mark) AS found');
    return row?.found ?? false;
  }

  private keysOf(source: string, { externalId, requester }: NewTicket): { ticket: string; people: string[] } {
    const people = requester ? [this.keyOf('customer', source, requester.externalId)] : [];
    if (requester?.email) people.push(this.keyOf('email', source, requester.email));
    return { ticket: this.keyOf('ticket', source, externalId), people };
  }
}

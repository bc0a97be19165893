import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Subject } from '../../platform/personal-data/personal-data.js';

export interface FoundCustomer {
  id: string;
  source: string;
  externalId: string;
  createdAt: Date;
}

/** Finds a customer under all the names by which he is known. */
@Injectable()
export class Subjects {
  constructor(private readonly db: DataSource) {}

  /** Customers with this e-mail address, or with this id of a source. */
  async find(by: {
    email?: string | undefined;
    source?: string | undefined;
    externalId?: string | undefined;
  }): Promise<FoundCustomer[]> {
    return this.db.query(
      `SELECT c.id, c.source, c.external_id AS "externalId", c.created_at AS "createdAt" FROM customer c
       LEFT JOIN customer_profile p ON p.customer_id = c.id
       WHERE ($1::text IS NOT NULL AND lower(p.email) = lower($1)) OR (c.source = $2 AND c.external_id = $3)
       ORDER BY c.created_at, c.id LIMIT 100`,
      [by.email ?? null, by.source ?? null, by.externalId ?? null],
    );
  }

  /** Everything that names the customers: the same person may write from several sources with one e-mail address. */
  async gather(customerIds: string[], em: EntityManager = this.db.manager): Promise<Subject> {
    const people = await em.query<
      { id: string; external_id: string; email: string | null; name: string | null; phone: string | null }[]
    >(
      `WITH asked AS (SELECT lower(email) AS email FROM customer_profile WHERE customer_id = ANY ($1) AND email IS NOT NULL)
       SELECT c.id, c.external_id, p.email, p.name, p.phone FROM customer c LEFT JOIN customer_profile p ON p.customer_id = c.id
       WHERE c.id = ANY ($1) OR lower(p.email) IN (SELECT email FROM asked)`,
      [customerIds],
    );
    const ids = people.map((person) => person.id);
    const tickets = await em.query<Row[]>('SELECT id, external_id FROM ticket WHERE customer_id = ANY ($1)', [ids]);
    const ticketIds = tickets.map((ticket) => ticket.id);
    const texts = await em.query<Row[]>(
      'SELECT id, external_id FROM feedback WHERE customer_id = ANY ($1) OR ticket_id = ANY ($2)',
      [ids, ticketIds],
    );
    const known = (values: (string | null)[]): string[] => [
      ...new Set(values.filter((value): value is string => Boolean(value))),
    ];
    return {
      customerIds: ids,
      ticketIds,
      feedbackIds: texts.map((row) => row.id),
      externalIds: known([...people, ...tickets, ...texts].map((row) => row.external_id)),
      emails: known(people.map((person) => person.email?.toLowerCase() ?? null)),
      names: known(people.map((person) => person.name)),
      phones: known(people.map((person) => person.phone)),
    };
  }
}

interface Row {
  id: string;
  external_id: string;
}

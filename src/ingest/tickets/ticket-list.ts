import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Position } from '../../platform/http/page.js';
import { Ticket } from './ticket.entity.js';

export type ListedTicket = Omit<Ticket, 'stageByRule' | 'deletedAt'>;

@Injectable()
export class TicketList {
  constructor(private readonly db: DataSource) {}

  /** Newest first, after a position (creation time and id). Deleted tickets are left out. */
  async after(
    position: Position | null,
    limit: number,
    filter: { source?: string | undefined; externalId?: string | undefined },
  ): Promise<ListedTicket[]> {
    const query = this.db
      .getRepository(Ticket)
      .createQueryBuilder('ticket')
      .where('ticket.deletedAt IS NULL')
      .orderBy('ticket.createdAt', 'DESC')
      .addOrderBy('ticket.id', 'DESC')
      .limit(limit);
    if (filter.source) query.andWhere('ticket.source = :source', filter);
    if (filter.externalId) query.andWhere('ticket.externalId = :externalId', filter);
    if (position) query.andWhere('(ticket.created_at, ticket.id) < (:at, :id)', { at: position[0], id: position[1] });
    const tickets = await query.getMany();
    return tickets.map(({ stageByRule: _, deletedAt: __, ...listed }) => listed);
  }
}

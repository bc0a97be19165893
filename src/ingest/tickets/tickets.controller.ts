import { Body, Controller, Delete, Get, HttpCode, NotFoundException, Param, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { RequireScope } from '../../platform/auth/public.js';
import { AtEdge, MEGABYTE } from '../../platform/http/edge.decorator.js';
import { type Page, PageQuery, Pager } from '../../platform/http/page.js';
import { type BatchResult, looseItems, recordBatch, SourceName, statusOf } from '../batches.js';
import { NewTicket } from './ticket.schema.js';
import { type ListedTicket, TicketList } from './ticket-list.js';
import { TicketsService } from './tickets.service.js';

export const TicketBatch = z.object({ source: SourceName, tickets: looseItems(NewTicket) }).strict();
export type TicketBatch = z.infer<typeof TicketBatch>;

const TicketQuery = z.object({
  ...PageQuery,
  source: SourceName.optional(),
  externalId: z.string().max(300).optional(),
});
type TicketQuery = z.infer<typeof TicketQuery>;

@ApiTags('ingest')
@Controller('v1/tickets')
export class TicketsController {
  constructor(
    private readonly tickets: TicketsService,
    private readonly list: TicketList,
    private readonly pager: Pager,
  ) {}

  /**
   * Takes up to 500 tickets. Items are checked one by one: 200 when all were taken, else 207 with a reason for those that
   * were not. Ordered by the source's `updatedAt`, so repeats and late versions change nothing.
   */
  @Post()
  @RequireScope('ingest')
  @AtEdge({ bodyLimit: 20 * MEGABYTE, json: { keys: 500_000, items: 20_000 }, rate: 'ingest' })
  async record(
    @Body({ schema: TicketBatch }) { source, tickets }: TicketBatch,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BatchResult> {
    const take = async (good: NewTicket[]) => (await this.tickets.record(source, good, new Date())).results;
    const result = await recordBatch(tickets, NewTicket, take);
    void reply.status(statusOf(result));
    return result;
  }

  /** Tickets without what was said in them, newest first. */
  @Get()
  @RequireScope('read')
  async page(
    @Query({ schema: TicketQuery }) { limit, cursor, source, externalId }: TicketQuery,
  ): Promise<Page<ListedTicket>> {
    const scope = ['tickets', source ?? null, externalId ?? null];
    const rows = await this.list.after(this.pager.after(cursor, scope), limit + 1, { source, externalId });
    return this.pager.page(rows, limit, scope, (row) => [row.createdAt.toISOString(), row.id]);
  }

  /** Deletes what was said in a ticket, and all that was derived from it; its numbers stay. */
  @Delete(':source/:externalId')
  @RequireScope('ingest')
  @HttpCode(204)
  async delete(@Param('source') source: string, @Param('externalId') externalId: string): Promise<void> {
    const gone = await this.tickets.delete(source, [externalId], new Date());
    if (gone === 0) throw new NotFoundException({ code: 'ticket.not-found', message: 'There is no such ticket.' });
  }
}

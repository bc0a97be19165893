import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ArticlesService } from '../articles/articles.service.js';
import { MessagesService } from '../tickets/messages.service.js';
import { NewTicket } from '../tickets/ticket.schema.js';
import { TicketsService } from '../tickets/tickets.service.js';
import { reasonOf } from '../reasons.js';
import type { Connection } from './connection.entity.js';
import type { SourceChange } from './source-change.js';

export interface Applied {
  /** Rows that are new or different now. */
  changed: number;
  /** Tickets that the changes were about. */
  ticketIds: string[];
  /** Why single changes were not taken. */
  refused: string[];
}

type TicketChange = Extract<SourceChange, { kind: 'ticket' }>;

/** Carries out what a help desk says, whether it was pushed by a webhook or pulled. */
@Injectable()
export class ChangesService {
  constructor(
    private readonly tickets: TicketsService,
    private readonly messages: MessagesService,
    private readonly articles: ArticlesService,
  ) {}

  /** In order and in the caller's transaction. Safe to repeat. */
  async apply(em: EntityManager, connection: Connection, changes: SourceChange[], now: Date): Promise<Applied> {
    const applied: Applied = { changed: 0, ticketIds: [], refused: [] };
    for (const run of runs(changes)) {
      const { kind } = run[0]!;
      if (kind === 'ticket') await this.recordTickets(em, connection, run as TicketChange[], { applied, now });
      else for (const change of run) applied.changed += await this.applyOne(em, connection, change, now);
      applied.ticketIds.push(...run.flatMap(ticketOf));
    }
    return { ...applied, ticketIds: [...new Set(applied.ticketIds)] };
  }

  private async recordTickets(
    em: EntityManager,
    { source, settings }: Connection,
    run: TicketChange[],
    { applied, now }: { applied: Applied; now: Date },
  ): Promise<void> {
    const read = run.map(({ ticket }) =>
      NewTicket.safeParse({ ...ticket, product: ticket.product ?? settings.product }),
    );
    const good = read.flatMap((result) => (result.success ? [result.data] : []));
    applied.refused.push(...read.flatMap((result) => (result.success ? [] : [reasonOf(result.error.issues)])));
    if (good.length === 0) return;
    const { inserted, updated, messages } = await this.tickets.record(source, good, now, em);
    applied.changed += inserted + updated + messages.inserted + messages.updated;
  }

  private async applyOne(
    em: EntityManager,
    { id, source, credentials }: Connection,
    change: SourceChange,
    now: Date,
  ): Promise<number> {
    switch (change.kind) {
      case 'ticket-deleted':
        return this.tickets.delete(source, [change.externalId], new Date(change.at), em);
      case 'message-deleted':
        return this.messages.forget(source, [`${change.ticketId}/${change.messageId}`], new Date(change.at), em);
      case 'article':
        return changedArticles(await this.articles.record(source, [change.article], now, em));
      case 'article-deleted':
        return this.articles.close(source, [change.externalId], new Date(change.at), em);
      case 'refresh':
        return credentials === null ? 0 : askAgain(em, id, change.externalId, now);
      case 'ticket':
        return 0;
    }
  }
}

/** Neighbours of one kind together, so that tickets are stored in one statement. */
function runs(changes: SourceChange[]): SourceChange[][] {
  const result: SourceChange[][] = [];
  for (const change of changes) {
    const last = result.at(-1);
    if (last && last[0]!.kind === change.kind) last.push(change);
    else result.push([change]);
  }
  return result;
}

function ticketOf(change: SourceChange): string[] {
  if (change.kind === 'ticket') return [change.ticket.externalId];
  if (change.kind === 'message-deleted') return [change.ticketId];
  return change.kind === 'article' || change.kind === 'article-deleted' ? [] : [change.externalId];
}

async function askAgain(em: EntityManager, connectionId: string, externalId: string, now: Date): Promise<number> {
  await em.query(
    'INSERT INTO ticket_refresh (connection_id, external_id, asked_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
    [connectionId, externalId.slice(0, 300), now],
  );
  return 0;
}

function changedArticles({ inserted, updated }: { inserted: number; updated: number }): number {
  return inserted + updated;
}

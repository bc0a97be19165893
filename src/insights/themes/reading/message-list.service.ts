import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Period } from '../../../platform/periods.js';
import type { Position } from '../../../platform/http/page.js';
import { SENTIMENT_OF_READING, type Sentiment } from '../../sentiment/sentiment-shares.js';
import { bind, COUNTED_ROWS, type MessageFilter, rowsWithin } from './theme-messages.js';

/** Something that a customer wrote, masked, with the themes it is about. */
export interface Message {
  id: string;
  ticketId: string | null;
  text: string;
  occurredAt: Date;
  themes: { id: string; label: string }[];
  sentiment: Sentiment | null;
  product: string | null;
  channel: string | null;
  plan: string | null;
  language: string | null;
  stage: string | null;
  tags: string[];
  /** Of the ticket in the help desk. */
  url: string | null;
}

export interface MessageOrder {
  period: Period;
  /** Any of its themes is one of `themeIds`. */
  filter: MessageFilter;
  area?: string | undefined;
  ticket?: string | undefined;
  sentiment?: Sentiment | undefined;
  themed?: boolean | undefined;
}

const LONGEST_TEXT = 4000;

/** The messages that every count of contacts rests on: the same rows under the same filter. */
@Injectable()
export class MessageList {
  constructor(private readonly db: DataSource) {}

  /** Whole messages, newest first. */
  async page(order: MessageOrder, page: { limit: number; after: Position | null }): Promise<Message[]> {
    const parameters: unknown[] = [];
    const clauses = clausesOf(order, parameters);
    if (page.after) {
      const [at, id] = page.after;
      clauses.push(
        `(m.occurred_at, m.feedback_id) < (${bind(parameters, at)}::timestamptz, ${bind(parameters, id)}::uuid)`,
      );
    }
    return this.db.query<Message[]>(
      `WITH page AS MATERIALIZED (SELECT m.* FROM ${COUNTED_ROWS} LEFT JOIN statement_reading r ON r.statement_id = m.statement_id
         WHERE ${clauses.join(' AND ')} ORDER BY m.occurred_at DESC, m.feedback_id DESC LIMIT ${bind(parameters, page.limit)})
       SELECT m.feedback_id AS id, m.ticket_id AS "ticketId", left(f.masked, ${LONGEST_TEXT}) AS text, m.occurred_at AS "occurredAt", coalesce(about.themes, '[]') AS themes,
         ${SENTIMENT_OF_READING} AS sentiment, m.product, m.channel, m.plan, m.language, m.stage, m.tags, t.url
       FROM page m JOIN feedback f ON f.id = m.feedback_id LEFT JOIN ticket t ON t.id = m.ticket_id LEFT JOIN statement_reading r ON r.statement_id = m.statement_id
       LEFT JOIN LATERAL (SELECT json_agg(DISTINCT jsonb_build_object('id', root.id, 'label', root.label)) AS themes FROM statement_fact own
         JOIN theme leaf ON leaf.id = own.theme_id JOIN theme root ON root.id = leaf.root_id WHERE own.feedback_id = m.feedback_id) about ON true
       ORDER BY m.occurred_at DESC, m.feedback_id DESC`,
      parameters,
    );
  }
}

function clausesOf({ period, filter, area, ticket, sentiment, themed }: MessageOrder, parameters: unknown[]): string[] {
  const { themeIds, ...plain } = filter;
  const clauses = ['m.position = 0', rowsWithin(parameters, period, plain)];
  /** Whether the message is about a theme that meets a condition. */
  const about = (condition: string) => {
    const [from, to] = [bind(parameters, period.from), bind(parameters, period.to)];
    return `EXISTS (SELECT FROM statement_fact own JOIN theme leaf ON leaf.id = own.theme_id JOIN theme root ON root.id = leaf.root_id
      WHERE own.feedback_id = m.feedback_id AND own.occurred_at >= ${from} AND own.occurred_at < ${to} AND ${condition})`;
  };
  if (themeIds) clauses.push(about(`root.id = ANY (${bind(parameters, themeIds)}::uuid[])`));
  if (area) clauses.push(about(`root.area_id = ${bind(parameters, area)}`));
  if (ticket) clauses.push(`m.ticket_id = ${bind(parameters, ticket)}`);
  if (sentiment) clauses.push(`${SENTIMENT_OF_READING} = ${bind(parameters, sentiment)}`);
  if (themed !== undefined) clauses.push(themed ? about('true') : `NOT ${about('true')}`);
  return clauses;
}

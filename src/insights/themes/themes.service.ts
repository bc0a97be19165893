import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Period } from '../../platform/periods.js';
import type { Position } from '../../platform/http/page.js';
import { SENTIMENT_OF_READING, type Sentiment } from '../sentiment/sentiment-shares.js';
import { themeNotFound } from './curation/curation.service.js';
import { bind, type MessageFilter, messagesWithin, THEME_MESSAGES } from './reading/theme-messages.js';
import { ThemeEvent } from './tables/theme-event.entity.js';
import { Theme } from './tables/theme.entity.js';
import { ThemeProposal } from './tables/theme-proposal.entity.js';

/** A message of a theme, masked, as evidence of every number that speaks of the theme. */
export interface ThemeFeedback {
  id: string;
  statementId: string;
  ticketId: string | null;
  text: string;
  /** The sentence that raises this theme, when the message as a whole is about something else. */
  sentence: string | null;
  occurredAt: Date;
  product: string | null;
  channel: string | null;
  plan: string | null;
  language: string | null;
  sentiment: Sentiment | null;
  similarity: number | null;
  assignedBy: 'engine' | 'person';
  url: string | null;
}

const LONGEST_TEXT = 4000;

/** Reads single themes: where an id leads, its evidence and its history. */
@Injectable()
export class ThemesService {
  constructor(private readonly db: DataSource) {}

  /** The theme an id stands for today: itself, or the one it was merged into. 404 for an unknown id. */
  async resolve(id: string): Promise<Theme> {
    const theme = await this.db.manager.findOneBy(Theme, { id });
    if (!theme) throw themeNotFound();
    return theme.rootId === id ? theme : this.db.manager.findOneByOrFail(Theme, { id: theme.rootId });
  }

  /** Messages of a theme and of those merged into it, newest first. */
  async feedback(
    id: string,
    period: Period,
    filter: MessageFilter,
    page: { limit: number; after: Position | null },
  ): Promise<ThemeFeedback[]> {
    const parameters: unknown[] = [];
    let where = messagesWithin(parameters, period, { ...filter, themeIds: [id] });
    if (page.after)
      where += ` AND (f.occurred_at, s.id) < (${bind(parameters, page.after[0])}::timestamptz, ${bind(parameters, page.after[1])}::uuid)`;
    return this.db.query<ThemeFeedback[]>(
      `SELECT f.id, s.id AS "statementId", f.ticket_id AS "ticketId", left(f.masked, ${LONGEST_TEXT}) AS text,
         CASE WHEN s.position > 0 THEN s.text END AS sentence, f.occurred_at AS "occurredAt", f.product, f.channel, f.plan, f.language,
         ${SENTIMENT_OF_READING} AS sentiment, a.similarity, a.source AS "assignedBy", t.url
       FROM ${THEME_MESSAGES} LEFT JOIN statement_reading r ON r.statement_id = s.id WHERE ${where}
       ORDER BY f.occurred_at DESC, s.id DESC LIMIT ${bind(parameters, page.limit)}`,
      parameters,
    );
  }

  /** What became of a theme and of those merged into it, oldest first. */
  history(id: string): Promise<ThemeEvent[]> {
    return this.db.manager
      .createQueryBuilder(ThemeEvent, 'event')
      .where('event.themeId IN (SELECT member.id FROM theme member WHERE member.root_id = :id)', { id })
      .orderBy('event.position')
      .getMany();
  }

  /** Themes merged into this one, which can be taken out again. */
  mergedInto(id: string): Promise<Theme[]> {
    return this.db.manager
      .createQueryBuilder(Theme, 'theme')
      .where('theme.rootId = :id AND theme.id <> :id', { id })
      .orderBy('theme.createdAt')
      .getMany();
  }

  /** What the engine proposes about a theme, or about all, and nobody has decided. */
  openProposals(themeId: string | null = null): Promise<ThemeProposal[]> {
    const query = this.db.manager.createQueryBuilder(ThemeProposal, 'proposal').where(`proposal.state = 'open'`);
    if (themeId) query.andWhere('(proposal.themeId = :themeId OR proposal.otherThemeId = :themeId)', { themeId });
    return query.orderBy('proposal.similarity', 'DESC').addOrderBy('proposal.id').getMany();
  }
}

import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { rateRatio } from '../statistics/rate-ratio.js';
import { CONTACT, COUNTED, COUNTED_MESSAGES, THEME_MESSAGES } from '../themes/reading/theme-messages.js';
import { quotesOfThemes } from '../themes/reading/theme-quotes.js';
import { themeWindow } from '../themes/theme-window.js';
import type { BriefMaterial } from './gap-brief.js';
import type { ListedGap } from './gap-list.service.js';

const DAY_MS = 86_400_000;
/** Days before and after an article that are compared. */
export const COMPARED_DAYS = 28;
const SPREAD = 0.06;

/** Contacts about a theme in the four weeks before an article was written and since, against all other contacts. */
export interface WrittenEffect {
  before: { contacts: number; others: number; days: number };
  after: { contacts: number; others: number; days: number };
  /** Rate after over rate before; 95 %. null while nothing can be compared. */
  ratio: { ratio: number; low: number; high: number } | null;
}

/** What a writer starts from, and what came of it. */
@Injectable()
export class GapMaterial {
  constructor(private readonly db: DataSource) {}

  async of(gap: ListedGap, now: Date): Promise<BriefMaterial> {
    const period = themeWindow(now);
    const [quotes, keywords, searches, replies] = await Promise.all([
      quotesOfThemes(this.db.manager, { period, filter: { themeIds: [gap.theme.id] }, count: 8 }),
      this.keywords(gap.theme.id),
      this.failedSearches(gap.theme.id, period.from, now),
      this.solvingReplies(gap.theme.id, period.from),
    ]);
    const questions = (quotes.get(gap.theme.id) ?? []).map(({ text }) => text);
    return { questions, keywords, searches, replies };
  }

  /** Searches in the help centre with the theme's words that found nothing, or of which no result was opened. */
  async failedSearches(themeId: string, from: Date, to: Date): Promise<{ query: string; count: number }[]> {
    return this.db.query(
      `WITH words AS (SELECT string_agg(quote_literal(lower(w)), ' | ') AS q FROM theme t, unnest(t.keywords) k, regexp_split_to_table(k, '\\W+') w WHERE t.id = $1 AND length(w) > 2)
       SELECT lower(query) AS query, count(*)::int AS count FROM kb_search, words
       WHERE searched_at >= $2 AND searched_at < $3 AND (results = 0 OR clicked = false) AND q IS NOT NULL
         AND to_tsvector('english', query) @@ to_tsquery('english', q) GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 10`,
      [themeId, from, to],
    );
  }

  /** Searches that failed lately, and what came of an article that was written. */
  async outcome(gap: ListedGap, now: Date) {
    const [searches, effect] = await Promise.all([
      this.failedSearches(gap.theme.id, themeWindow(now).from, now),
      this.effect(gap, now),
    ]);
    return { searches, effect };
  }

  async effect(gap: Pick<ListedGap, 'state' | 'stateAt' | 'theme'>, now: Date): Promise<WrittenEffect | null> {
    if (gap.state !== 'written' || !gap.stateAt) return null;
    const until = new Date(Math.min(now.getTime(), gap.stateAt.getTime() + COMPARED_DAYS * DAY_MS));
    const start = new Date(gap.stateAt.getTime() - COMPARED_DAYS * DAY_MS);
    const [before, after] = await Promise.all([
      this.contacts(gap.theme.id, start, gap.stateAt),
      this.contacts(gap.theme.id, gap.stateAt, until),
    ]);
    const rate = ({ contacts, others }: WrittenEffect['before']) => ({ count: contacts, exposure: others });
    return { before, after, ratio: after.days >= 7 ? rateRatio(rate(after), rate(before), SPREAD) : null };
  }

  private async contacts(themeId: string, from: Date, to: Date): Promise<WrittenEffect['before']> {
    const [row] = await this.db.query<[{ contacts: number; all: number }]>(
      `SELECT (SELECT count(DISTINCT ${CONTACT})::int FROM ${THEME_MESSAGES} WHERE ${COUNTED} AND leaf.root_id = $1 AND f.occurred_at >= $2 AND f.occurred_at < $3) AS contacts,
         (SELECT count(DISTINCT ${CONTACT})::int FROM ${COUNTED_MESSAGES} WHERE ${COUNTED} AND s.position = 0 AND f.occurred_at >= $2 AND f.occurred_at < $3) AS all`,
      [themeId, from, to],
    );
    const days = Math.round((to.getTime() - from.getTime()) / DAY_MS);
    return { contacts: row.contacts, others: row.all - row.contacts, days };
  }

  private async keywords(themeId: string): Promise<string[]> {
    const [row] = await this.db.query<{ keywords: string[] }[]>('SELECT keywords FROM theme WHERE id = $1', [themeId]);
    return row?.keywords ?? [];
  }

  /** Last replies of tickets that were solved and stayed so, best rated first. Masked when they came in. */
  private async solvingReplies(themeId: string, from: Date): Promise<string[]> {
    const rows = await this.db.query<{ masked: string }[]>(
      `SELECT masked FROM (SELECT DISTINCT ON (t.id) t.id, r.masked, t.csat_score, t.csat_scale, r.occurred_at FROM ${THEME_MESSAGES}
         JOIN agent_reply r ON r.ticket_id = t.id WHERE ${COUNTED} AND leaf.root_id = $1 AND t.solved_at >= $2
         AND cardinality(t.reopened_times) = 0 AND length(r.masked) > 80 ORDER BY t.id, length(r.masked) DESC) x
       ORDER BY csat_score::float8 / csat_scale DESC NULLS LAST, occurred_at DESC LIMIT 30`,
      [themeId, from],
    );
    return rows.map(({ masked }) => masked);
  }
}

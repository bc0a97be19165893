import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Caller } from '../../platform/auth/caller.js';
import { TeamThemes } from '../../platform/teams/team-themes.js';
import type { Position } from '../../platform/http/page.js';
import { evidenceUrl } from '../filters/filter.schema.js';
import { bind } from '../themes/reading/theme-messages.js';
import { THEME_WINDOW_DAYS } from '../themes/theme-window.js';
import { FIGURE_WEEKS } from './gap-figures.service.js';
import type { KbGap } from './kb-gap.entity.js';
import type { GapsQuery } from './gap.schema.js';

/** An article with the mean of its cosines with the theme's messages. */
export interface GapArticle {
  id: string;
  title: string;
  url: string | null;
  cosine: number;
}

export type ListedGap = Pick<
  KbGap,
  | 'id'
  | 'verdict'
  | 'type'
  | 'because'
  | 'isHint'
  | 'probability'
  | 'weekly'
  | 'avoidable'
  | 'missingWords'
  | 'messages'
  | 'state'
  | 'stateAt'
  | 'stateBy'
  | 'stateReason'
  | 'computedAt'
  | 'figuresAt'
> & {
  theme: { id: string; label: string };
  article: GapArticle | null;
  /** Up to three that come nearest, best first. */
  articles: GapArticle[];
  /** Lists the messages that were counted. */
  evidence: string;
  /** Lists the messages of the contacts a week. */
  weeklyEvidence: string | null;
  brief: string;
};

const DAY_MS = 86_400_000;

/** What help could avoid, best first; without figures yet, by the rule's own order. */
const RANK = `coalesce((g.avoidable ->> 'p50')::float8, 0)`;
const SELECT = `SELECT g.id, g.verdict, g.type, g.because, g.is_hint AS "isHint", g.probability, g.weekly, g.avoidable, g.missing_words AS "missingWords",
  g.messages, g.state, g.state_at AS "stateAt", g.state_by AS "stateBy", g.state_reason AS "stateReason", g.computed_at AS "computedAt", g.figures_at AS "figuresAt",
  json_build_object('id', t.id, 'label', t.label) AS theme, ${RANK} AS rank,
  CASE WHEN k.id IS NULL THEN NULL ELSE json_build_object('id', k.id, 'title', k.title, 'url', k.url, 'cosine', g.article_cosine) END AS article,
  (SELECT coalesce(json_agg(json_build_object('id', near.id, 'title', near.title, 'url', near.url, 'cosine', n.article -> 'cosine') ORDER BY n.place), '[]')
    FROM jsonb_array_elements(g.articles) WITH ORDINALITY AS n (article, place)
    JOIN kb_article near ON near.id = (n.article ->> 'id')::uuid AND near.deleted_at IS NULL) AS articles
  FROM kb_gap g JOIN theme t ON t.id = g.theme_id AND t.root_id = t.id AND NOT t.not_an_issue
  LEFT JOIN kb_article k ON k.id = g.article_id AND k.deleted_at IS NULL`;

@Injectable()
export class GapList {
  constructor(
    private readonly db: DataSource,
    private readonly teams: TeamThemes,
  ) {}

  /** Those of the themes that a caller may see. */
  async listOwn(
    caller: Pick<Caller, 'teamIds'>,
    query: Pick<GapsQuery, 'state' | 'type' | 'verdict'>,
    limit: number,
    after: Position | null,
  ) {
    return this.list(query, limit, after, await this.teams.of(caller));
  }

  /** One that a caller may see, and decide when he may write. 404 for a gap of other teams, as for one that does not exist. */
  async getOwn(caller: Pick<Caller, 'teamIds'>, id: string): Promise<ListedGap> {
    const gap = await this.get(id);
    if (await this.teams.mayRead(caller, gap.theme.id)) return gap;
    throw noSuchGap();
  }

  /**
   * Gaps by what help could avoid, most first; of all themes or of some. Themes that an article answers are no gaps, and are
   * left out.
   */
  async list(
    query: Pick<GapsQuery, 'state' | 'type' | 'verdict'>,
    limit: number,
    after: Position | null,
    themes: readonly string[] | null = null,
  ): Promise<(ListedGap & { rank: number })[]> {
    const parameters: unknown[] = [];
    const clauses = [
      `coalesce(g.type, CASE WHEN g.verdict IN ('likely', 'possible') THEN 'missing' ELSE 'none' END) <> 'none'`,
    ];
    if (query.state === 'open') clauses.push(`g.state IN ('proposed', 'accepted')`);
    else if (query.state !== 'all') clauses.push(`g.state = ${bind(parameters, query.state)}`);
    if (query.type) clauses.push(`g.type = ${bind(parameters, query.type)}`);
    if (themes) clauses.push(`g.theme_id = ANY (${bind(parameters, themes)}::uuid[])`);
    if (query.verdict) clauses.push(`g.verdict = ${bind(parameters, query.verdict)}`);
    if (after)
      clauses.push(`(${RANK}, g.id) < (${bind(parameters, after[0])}::float8, ${bind(parameters, after[1])}::uuid)`);
    const rows = await this.db.query<(ListedGap & { rank: number })[]>(
      `${SELECT} WHERE ${clauses.join(' AND ')} ORDER BY ${RANK} DESC, g.id DESC LIMIT ${bind(parameters, limit)}`,
      parameters,
    );
    return rows.map(withLinks);
  }

  /** By its own id or that of its theme. */
  async get(id: string): Promise<ListedGap> {
    const [row] = await this.db.query<ListedGap[]>(
      `${SELECT} WHERE g.id = $1 OR g.theme_id = (SELECT root_id FROM theme WHERE id = $1)`,
      [id],
    );
    if (!row) throw noSuchGap();
    return gapView(withLinks(row as ListedGap & { rank: number }));
  }

  /** What a digest tells of the gaps of some themes, by theme. */
  async ofThemes(ids: readonly string[]): Promise<Map<string, ListedGap>> {
    const rows = await this.db.query<(ListedGap & { rank: number })[]>(`${SELECT} WHERE g.theme_id = ANY ($1)`, [ids]);
    return new Map(rows.map((row) => [row.theme.id, withLinks(row)]));
  }
}

function noSuchGap(): NotFoundException {
  return new NotFoundException({ code: 'gap.not-found', message: 'There is no such gap.' });
}

/** What lists the figures asks for the days that they were counted over. */
function withLinks<T extends ListedGap>(gap: T): T {
  const { theme, computedAt, figuresAt } = gap;
  const path = `/v1/themes/${theme.id}/feedback`;
  const window = (to: Date, days: number) => ({ from: new Date(to.getTime() - days * DAY_MS), to });
  return {
    ...gap,
    evidence: evidenceUrl(path, window(figuresAt ?? computedAt, THEME_WINDOW_DAYS)),
    weeklyEvidence: figuresAt && evidenceUrl(path, window(figuresAt, 7 * FIGURE_WEEKS)),
    brief: `/v1/gaps/${gap.id}/brief`,
  };
}

/** A gap without what only paging needs. */
export function gapView({ rank: _, ...gap }: ListedGap & { rank: number }): ListedGap {
  return gap;
}

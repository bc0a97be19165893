import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { THEME_MESSAGES, CONTACT, COUNTED } from '../themes/reading/theme-messages.js';
import { themeWindow } from '../themes/theme-window.js';
import { articleTwins } from './articles/article-twins.js';
import { avoidableContacts, type AvoidableContacts, type SelfService, selfServiceOf } from './avoidable.js';
import { hasOutgrown } from './gap-life.js';
import { COMPARED_DAYS, GapMaterial, type WrittenEffect } from './gap-material.service.js';
import { gapOutcomes, type GapOutcomes } from './gap-outcomes.js';
import { type GapEvidence, type GapFinding, gapType } from './gap-type.js';
import type { KbGap } from './kb-gap.entity.js';

interface GapInput {
  id: string;
  themeId: string;
  verdict: KbGap['verdict'];
  probability: number | null;
  evidence: Record<string, number>;
  state: KbGap['state'];
  stateAt: Date | null;
  stateWeekly: number | null;
  articleId: string | null;
  articleUpdatedAt: Date | null;
  articleSeenAt: Date | null;
  contacts: number;
  messages: number;
}

interface GapFigures {
  id: string;
  messages: number;
  finding: GapFinding;
  weekly: number;
  avoidable: AvoidableContacts | null;
}

/** Contacts a week are those of so many weeks. */
export const FIGURE_WEEKS = 8;
const DAY_MS = 86_400_000;
/** Relative variance of weekly rates beyond Poisson, as usual among themes. */
const SPREAD = 0.06;

/** Type, size and life of gaps: what the wording alone does not tell. */
@Injectable()
export class GapFiguresService {
  constructor(
    private readonly db: DataSource,
    private readonly material: GapMaterial,
  ) {}

  /** Computes the figures of all gaps anew when they were judged since, or a day is over. Returns how many. */
  async refresh(now: Date): Promise<number> {
    const [{ due }] = await this.db.query<[{ due: boolean }]>(
      `SELECT coalesce(bool_or(figures_at IS NULL OR figures_at < computed_at OR figures_at <= $1), false) AS due FROM kb_gap`,
      [new Date(now.getTime() - DAY_MS)],
    );
    if (!due) return 0;
    const gaps = await this.inputs(now);
    const articles = gaps.flatMap(({ articleId }) => articleId ?? []);
    const [outcomes, twins, selfService] = await Promise.all([
      gapOutcomes(this.db.manager, now),
      articleTwins(this.db.manager, articles),
      this.selfService(gaps, now),
    ]);
    const figures = gaps.map((gap) => {
      const known = { outcomes: outcomes.get(gap.themeId), twins: twins.get(gap.articleId ?? '') ?? null };
      return figuresOf(gap, known, selfService);
    });
    await this.store(figures, now);
    await this.moveOn(gaps, now);
    return gaps.length;
  }

  /** What articles of our own have avoided, once four weeks lie on both sides of each. */
  private async selfService(gaps: readonly GapInput[], now: Date): Promise<SelfService | null> {
    const since = new Date(now.getTime() - COMPARED_DAYS * DAY_MS);
    const written = gaps.filter(({ state, stateAt }) => state === 'written' && stateAt !== null && stateAt <= since);
    const effects: WrittenEffect[] = [];
    for (const { themeId, state, stateAt } of written) {
      const effect = await this.material.effect({ state, stateAt, theme: { id: themeId, label: '' } }, now);
      if (effect) effects.push(effect);
    }
    return selfServiceOf(effects);
  }

  private inputs(now: Date): Promise<GapInput[]> {
    return this.db.query<GapInput[]>(
      `SELECT g.id, g.theme_id AS "themeId", g.verdict, g.probability, g.evidence, g.state, g.state_at AS "stateAt", g.state_weekly AS "stateWeekly",
         k.id AS "articleId", k.source_updated_at AS "articleUpdatedAt", coalesce(k.published_at, k.source_updated_at) AS "articleSeenAt",
         coalesce(c.contacts, 0) AS contacts, coalesce(c.messages, 0) AS messages
       FROM kb_gap g LEFT JOIN kb_article k ON k.id = g.article_id AND k.deleted_at IS NULL
       LEFT JOIN (SELECT leaf.root_id, count(DISTINCT ${CONTACT}) FILTER (WHERE f.occurred_at >= $1)::int AS contacts, count(*)::int AS messages
         FROM ${THEME_MESSAGES} WHERE ${COUNTED} AND f.occurred_at >= $3 AND f.occurred_at < $2 GROUP BY 1) c ON c.root_id = g.theme_id ORDER BY g.id`,
      [new Date(now.getTime() - FIGURE_WEEKS * 7 * DAY_MS), now, themeWindow(now).from],
    );
  }

  private async store(figures: readonly GapFigures[], now: Date): Promise<void> {
    const rows = figures.map(({ finding, ...rest }) => ({ ...rest, ...finding }));
    await this.db.query(
      `UPDATE kb_gap g SET type = r.type, because = r.because, is_hint = r."isHint", weekly = r.weekly, avoidable = r.avoidable,
         messages = r.messages, figures_at = $2
       FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, type text, because text, "isHint" boolean, weekly double precision,
         avoidable jsonb, messages integer) WHERE g.id = r.id`,
      [JSON.stringify(rows), now],
    );
  }

  /** A dismissed gap that outgrew its dismissal is proposed again; an accepted one that an article now answers is written. */
  private async moveOn(gaps: readonly GapInput[], now: Date): Promise<void> {
    for (const gap of gaps) {
      const weekly = gap.contacts / FIGURE_WEEKS;
      if (hasOutgrown({ ...gap, weekly })) {
        const reason = `grew from ${round(gap.stateWeekly!)} to ${round(weekly)} contacts a week since it was dismissed`;
        await this.move(gap.id, { state: 'proposed', reason, article: null, weekly }, now);
      } else if (
        gap.state === 'accepted' &&
        gap.verdict === 'none' &&
        gap.articleSeenAt &&
        gap.stateAt &&
        gap.articleSeenAt > gap.stateAt
      ) {
        await this.move(
          gap.id,
          { state: 'written', reason: 'an article that answers it appeared', article: gap.articleId, weekly },
          now,
        );
      }
    }
  }

  private async move(
    id: string,
    to: { state: KbGap['state']; reason: string; article: string | null; weekly: number },
    now: Date,
  ): Promise<void> {
    await this.db.query(
      `UPDATE kb_gap SET state = $2, state_at = $3, state_by = 'engine', state_reason = $4, state_weekly = $5, written_article_id = $6 WHERE id = $1`,
      [id, to.state, now, to.reason, to.weekly, to.article],
    );
  }
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function figuresOf(
  gap: GapInput,
  { outcomes, twins }: { outcomes: GapOutcomes | undefined; twins: GapEvidence['twins'] },
  selfService: SelfService | null,
): GapFigures {
  const weekly = gap.contacts / FIGURE_WEEKS;
  const { margin = 0, words = 0, sample = 0 } = gap.evidence;
  const known = outcomes ?? { afterArticle: null, defects: null, changedAt: null };
  const finding: GapFinding =
    gap.verdict === 'unknown'
      ? { type: 'none', because: 'too few messages, or no articles to compare with', isHint: true }
      : gapType({ verdict: gap.verdict, margin, words, articleUpdatedAt: gap.articleUpdatedAt, twins, ...known });
  const needsHelp = finding.type !== 'none' && finding.type !== 'not-documentation';
  return {
    id: gap.id,
    messages: gap.messages,
    finding,
    weekly,
    avoidable: needsHelp ? avoidableOf(gap, sample, selfService) : null,
  };
}

/** The share without a fitting article: what the coverage rule says; where an article fits but fails, all of them. */
function avoidableOf(
  { contacts, probability, verdict }: GapInput,
  sample: number,
  selfService: SelfService | null,
): AvoidableContacts | null {
  if (contacts === 0) return null;
  const share = verdict === 'none' ? 1 : (probability ?? 0.5);
  const shape = 1 / (1 / (contacts + 0.5) + SPREAD);
  return avoidableContacts({
    weekly: { mean: contacts / FIGURE_WEEKS, shape },
    gaps: { sum: share * sample, n: sample },
    selfService,
  });
}

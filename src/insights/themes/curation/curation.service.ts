import { randomUUID } from 'node:crypto';
import { ConflictException, Injectable, NotFoundException, UnprocessableEntityException } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../../../platform/audit/actor.js';
import { AuditService } from '../../../platform/audit/audit.service.js';
import { followMerges, lockThemes, recordEvents, type NewThemeEvent } from '../lifecycle/theme-log.js';
import { ThemeArea } from '../tables/theme-area.entity.js';
import { Theme } from '../tables/theme.entity.js';

/** Who changes a theme, and when. */
export interface Act {
  actor: Actor;
  now: Date;
}

type PersonsEvent = Pick<NewThemeEvent, 'themeId' | 'kind' | 'detail'>;

/**
 * People rule: names, pins, merges, and themes that must stay apart or are no issue. A fit never undoes any of it. Every
 * change stands in the theme's history and in the audit log.
 */
@Injectable()
export class CurationService {
  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
  ) {}

  /** Runs a change of themes in one transaction, one at a time, and writes it down. */
  async change<T>(act: Act, work: (em: EntityManager) => Promise<{ result: T; events: PersonsEvent[] }>): Promise<T> {
    return this.db.transaction(async (em) => {
      await lockThemes(em);
      const { result, events } = await work(em);
      await recordEvents(
        em,
        events.map((event) => ({ ...event, cause: 'person', actor: act.actor.name })),
        act.now,
      );
      for (const { kind, themeId, detail } of events) {
        await this.audit.record(
          { ...act, action: `theme.${kind}`, subject: `theme:${themeId}`, ...(detail && { detail }) },
          em,
        );
      }
      return result;
    });
  }

  rename(id: string, label: string, act: Act): Promise<Theme> {
    return this.change(act, async (em) => {
      const theme = await openTheme(em, id);
      const from = theme.label;
      const result = await em.save(Theme, { ...theme, label, namedBy: 'person' as const, suggestedLabel: null });
      return { result, events: from === label ? [] : [{ themeId: id, kind: 'renamed', detail: { from, to: label } }] };
    });
  }

  /** Names an area; the name stays while the area does. */
  async renameArea(id: string, label: string, { actor, now }: Act): Promise<void> {
    await this.db.transaction(async (em) => {
      const { affected } = await em.update(ThemeArea, { id }, { label, namedBy: 'person' });
      if (!affected) throw new NotFoundException({ code: 'area.not-found', message: 'There is no such area.' });
      await this.audit.record(
        { actor, now, action: 'theme-area.renamed', subject: `theme-area:${id}`, detail: { label } },
        em,
      );
    });
  }

  /** Pinned themes never go dormant and are left out of proposals. */
  pin(id: string, pinned: boolean, act: Act): Promise<Theme> {
    return this.change(act, async (em) => {
      const theme = await openTheme(em, id);
      const result = await em.save(Theme, { ...theme, pinned });
      return { result, events: theme.pinned === pinned ? [] : [{ themeId: id, kind: pinned ? 'pinned' : 'unpinned' }] };
    });
  }

  /** "Not an issue" keeps collecting its messages, out of sight. */
  silence(id: string, notAnIssue: boolean, act: Act): Promise<Theme> {
    return this.change(act, async (em) => {
      const theme = await openTheme(em, id);
      const result = await em.save(Theme, { ...theme, notAnIssue });
      const kind = notAnIssue ? ('silenced' as const) : ('unsilenced' as const);
      return { result, events: theme.notAnIssue === notAnIssue ? [] : [{ themeId: id, kind }] };
    });
  }

  /** A link from one theme to another: assignments and centroids stay, so that `unmerge` restores exactly what was. */
  merge(id: string, intoId: string, act: Act): Promise<Theme> {
    return this.change(act, async (em) => {
      const theme = await openTheme(em, id);
      const target = await openTheme(em, intoId);
      if (theme.id === target.id)
        throw new UnprocessableEntityException({
          code: 'theme.merge-with-itself',
          message: 'A theme cannot be merged into itself.',
        });
      await refuseKeptApart(em, theme.id, target.id);
      const sizes = await sizesOf(em, [id, intoId]);
      await em.update(Theme, { id }, { mergedInto: target.id });
      await followMerges(em);
      await em.query(
        `UPDATE theme_proposal SET state = 'accepted', decided_at = $3, decided_by = $4
         WHERE state = 'open' AND kind = 'merge' AND (theme_id, other_theme_id) IN (($1, $2), ($2, $1))`,
        [id, intoId, act.now, act.actor.name],
      );
      const events: PersonsEvent[] = [
        { themeId: id, kind: 'merged', detail: { into: intoId, messages: sizes.get(id) ?? 0 } },
        { themeId: intoId, kind: 'grown', detail: { from: id, messages: sizes.get(id) ?? 0 } },
      ];
      return { result: target, events };
    });
  }

  unmerge(id: string, act: Act): Promise<Theme> {
    return this.change(act, async (em) => {
      const theme = await em.findOneBy(Theme, { id });
      if (!theme) throw themeNotFound();
      const from = theme.mergedInto;
      if (!from)
        throw new ConflictException({
          code: 'theme.not-merged',
          message: 'This theme is not merged into another one.',
        });
      // Free of the chain before the chains are followed again: it is its own root now.
      await em.update(Theme, { id }, { mergedInto: null });
      await followMerges(em);
      const result = await em.findOneByOrFail(Theme, { id });
      return { result, events: [{ themeId: id, kind: 'unmerged', detail: { from } }] };
    });
  }

  /** "Never merge these": the engine proposes it no more, and nobody merges them by mistake. */
  keepApart(id: string, otherId: string, act: Act): Promise<void> {
    return this.change(act, async (em) => {
      const [a, b] = [await openTheme(em, id), await openTheme(em, otherId)];
      if (a.id === b.id)
        throw new UnprocessableEntityException({ code: 'theme.apart-from-itself', message: 'Name another theme.' });
      const isNew = await addKeptApart(em, [a.id, b.id], act);
      await em.query(
        `UPDATE theme_proposal SET state = 'dismissed', decided_at = $3, decided_by = $4
         WHERE state = 'open' AND kind = 'merge' AND (theme_id, other_theme_id) IN (($1, $2), ($2, $1))`,
        [id, otherId, act.now, act.actor.name],
      );
      const events: PersonsEvent[] = isNew ? [{ themeId: id, kind: 'kept-apart', detail: { other: otherId } }] : [];
      return { result: undefined, events };
    });
  }

  /** Takes "never merge these" back. */
  letTogether(id: string, otherId: string, act: Act): Promise<void> {
    return this.change(act, async (em) => {
      const gone = await em.query<unknown[]>(
        `WITH gone AS (DELETE FROM theme_constraint WHERE kind = 'never-merge' AND (theme_id, other_theme_id) IN (($1, $2), ($2, $1)) RETURNING 1)
         SELECT * FROM gone`,
        [id, otherId],
      );
      if (gone.length === 0)
        throw new NotFoundException({ code: 'theme.not-kept-apart', message: 'Nobody has kept these two apart.' });
      return { result: undefined, events: [{ themeId: id, kind: 'let-together', detail: { other: otherId } }] };
    });
  }
}

/** A theme that may be changed. A merged one is not: its root is. */
export async function openTheme(em: EntityManager, id: string): Promise<Theme> {
  const theme = await em.findOneBy(Theme, { id });
  if (!theme) throw themeNotFound();
  if (theme.mergedInto) {
    throw new ConflictException({
      code: 'theme.merged',
      message: `This theme was merged into ${theme.rootId}. Change that one, or undo the merge.`,
    });
  }
  return theme;
}

export function themeNotFound(): NotFoundException {
  return new NotFoundException({ code: 'theme.not-found', message: 'There is no such theme.' });
}

/** Keeps two themes apart for good; false when they were already. The pair is stored in one order. */
export async function addKeptApart(em: EntityManager, pair: [string, string], { actor, now }: Act): Promise<boolean> {
  const [first, second] = [...pair].sort() as [string, string];
  const rows = await em.query<unknown[]>(
    `INSERT INTO theme_constraint (id, kind, theme_id, other_theme_id, actor, created_at) VALUES ($1, 'never-merge', $2, $3, $4, $5)
     ON CONFLICT (theme_id, other_theme_id) DO NOTHING RETURNING id`,
    [randomUUID(), first, second, actor.name, now],
  );
  return rows.length > 0;
}

/** Any two themes of the two merge groups that were told to stay apart forbid the merge. */
async function refuseKeptApart(em: EntityManager, rootId: string, otherRootId: string): Promise<void> {
  const found = await em.query<unknown[]>(
    `SELECT c.id FROM theme_constraint c JOIN theme a ON a.id = c.theme_id JOIN theme b ON b.id = c.other_theme_id
     WHERE c.kind = 'never-merge' AND (a.root_id, b.root_id) IN (($1, $2), ($2, $1)) LIMIT 1`,
    [rootId, otherRootId],
  );
  if (found.length === 0) return;
  throw new ConflictException({
    code: 'theme.kept-apart',
    message: 'Somebody said that these themes must never be merged.',
  });
}

/** Messages of each of these root themes, with those merged into them. */
async function sizesOf(em: EntityManager, ids: string[]): Promise<Map<string, number>> {
  const rows = await em.query<{ id: string; n: number }[]>(
    `SELECT leaf.root_id AS id, count(*)::int AS n FROM theme_assignment a JOIN theme leaf ON leaf.id = a.theme_id
     WHERE leaf.root_id = ANY ($1) GROUP BY leaf.root_id`,
    [ids],
  );
  return new Map(rows.map(({ id, n }) => [id, n]));
}

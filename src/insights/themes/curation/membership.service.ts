import { randomUUID } from 'node:crypto';
import { Injectable, NotFoundException, UnprocessableEntityException } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { EmbeddingsService } from '../../embedding/embeddings.service.js';
import type { EncoderRecord } from '../../embedding/encoder-record.entity.js';
import { dot, row } from '../../embedding/matrix.js';
import { toBytes } from '../../embedding/vector-bytes.js';
import { updateSeen } from '../lifecycle/theme-states.js';
import { nameThemes } from '../naming/name-themes.js';
import { Theme } from '../tables/theme.entity.js';
import { addKeptApart, CurationService, type Act, openTheme } from './curation.service.js';
import { centreOf, vectorsOfFeedback } from './vectors-of-feedback.js';

interface Member {
  id: string;
  text: string;
  ownSimilarity: number;
}

/** Which messages belong to a theme, by a person's word: moving tickets, and splitting a theme by examples. */
@Injectable()
export class MembershipService {
  constructor(
    private readonly curation: CurationService,
    private readonly embeddings: EmbeddingsService,
  ) {}

  /** Says of feedback which theme it belongs to (null: none). Kept by feedback, so that no fit and no edit of its text undoes it. */
  move(feedbackIds: readonly string[], themeId: string | null, act: Act): Promise<number> {
    return this.curation.change(act, async (em) => {
      if (themeId) await openTheme(em, themeId);
      await refuseUnknown(em, feedbackIds);
      const from = await themesOfFeedback(em, feedbackIds);
      const moved = await moveFeedback(em, feedbackIds, themeId, act);
      await updateSeen(em, [...from.keys(), ...(themeId ? [themeId] : [])]);
      const left = [...from].filter(([id]) => id !== themeId);
      const events = left.map(([id, messages]) => ({
        themeId: id,
        kind: 'moved' as const,
        detail: { to: themeId, messages },
      }));
      if (themeId) events.push({ themeId, kind: 'moved', detail: { to: themeId, messages: moved } });
      return { result: moved, events };
    });
  }

  /**
   * A new theme out of another one: the examples, and every message of the old theme that is more like them than like its
   * own centre. The two are kept apart from then on; merging them again is refused until somebody lifts that.
   */
  async split(id: string, examples: readonly string[], label: string | null, act: Act): Promise<Theme> {
    const encoder = await this.embeddings.serving();
    if (!encoder) throw unready();
    return this.curation.change(act, async (em) => {
      const old = await openTheme(em, id);
      await refuseUnknown(em, examples);
      const seeds = await vectorsOfFeedback(em, encoder, examples);
      if (seeds.rows === 0) throw unready();
      const centroid = centreOf(seeds);
      const members = await this.membersNearer(em, encoder, { id, centroid });
      const name = await nameOf(em, members.going, members.staying, examples);
      const theme = await em.save(
        Theme,
        newTheme(
          { ...name, label: label ?? name.label },
          label !== null,
          { encoder, centroid, areaId: old.areaId },
          act,
        ),
      );
      await assignTo(em, theme.id, members.going, act.now);
      await moveFeedback(em, examples, theme.id, act);
      await addKeptApart(em, [old.id, theme.id], act);
      await em.query(
        `UPDATE theme_proposal SET state = 'accepted', decided_at = $2, decided_by = $3 WHERE state = 'open' AND kind = 'split' AND theme_id = $1`,
        [id, act.now, act.actor.name],
      );
      await updateSeen(em, [old.id, theme.id]);
      const messages = members.going.length;
      const events = [
        { themeId: old.id, kind: 'split' as const, detail: { into: theme.id, messages, examples: examples.length } },
        { themeId: theme.id, kind: 'born' as const, detail: { from: old.id, messages, label: theme.label } },
      ];
      return { result: theme, events };
    });
  }

  private async membersNearer(
    em: EntityManager,
    encoder: EncoderRecord,
    { id, centroid }: { id: string; centroid: Float32Array },
  ) {
    const members = await em.query<Member[]>(
      `SELECT s.id, left(f.masked, 2000) AS text, coalesce(a.similarity, 1) AS "ownSimilarity" FROM theme_assignment a
       JOIN theme leaf ON leaf.id = a.theme_id JOIN statement s ON s.id = a.statement_id AND s.position = 0
       JOIN feedback f ON f.id = s.feedback_id WHERE leaf.root_id = $1 AND a.source = 'engine' ORDER BY s.id`,
      [id],
    );
    const byId = new Map(members.map((member) => [member.id, member]));
    const going: Member[] = [];
    for await (const { ids, vectors } of this.embeddings.vectorsOf(encoder, [...byId.keys()])) {
      ids.forEach((memberId, i) => {
        const member = byId.get(memberId)!;
        const similarity = dot(row(vectors, i), centroid);
        if (similarity > member.ownSimilarity) going.push({ ...member, ownSimilarity: similarity });
      });
    }
    const gone = new Set(going.map((member) => member.id));
    return { going, staying: members.filter((member) => !gone.has(member.id)) };
  }
}

/** A theme that a person makes: nobody waits for it to establish itself. */
export function newTheme(
  { label, keywords, subtitle }: { label: string; keywords: string[]; subtitle: string | null },
  isPersonsName: boolean,
  { encoder, centroid, areaId }: { encoder: EncoderRecord; centroid: Float32Array; areaId: string | null },
  { now }: Act,
): Theme {
  const id = randomUUID();
  const words = {
    label,
    keywords,
    subtitle,
    suggestedLabel: null,
    description: null,
    summary: null,
    wordedAt: null,
    wordingProblem: null,
  };
  const links = { id, rootId: id, mergedInto: null, areaId, encoderId: encoder.id, centroid: toBytes(centroid) };
  const marks = { pinned: false, notAnIssue: false, firstSeen: null, lastSeen: null, createdAt: now };
  return {
    ...links,
    ...words,
    ...marks,
    state: 'active',
    namedBy: isPersonsName ? 'person' : 'engine',
    origin: 'person',
  };
}

/** Assigns statements that no person has assigned, with their similarity. */
export async function assignTo(
  em: EntityManager,
  themeId: string,
  members: readonly { id: string; ownSimilarity: number }[],
  now: Date,
): Promise<void> {
  await em.query(
    `INSERT INTO theme_assignment AS a (statement_id, theme_id, similarity, source, at)
     SELECT s.id, $1, w.similarity, 'engine', $4 FROM unnest($2::uuid[], $3::real[]) AS w (id, similarity) JOIN statement s ON s.id = w.id
     ON CONFLICT (statement_id) DO UPDATE SET theme_id = $1, similarity = excluded.similarity, at = $4 WHERE a.source = 'engine'`,
    [themeId, members.map(({ id }) => id), members.map(({ ownSimilarity }) => ownSimilarity), now],
  );
}

async function moveFeedback(
  em: EntityManager,
  feedbackIds: readonly string[],
  themeId: string | null,
  { actor, now }: Act,
): Promise<number> {
  await em.query(
    `INSERT INTO theme_constraint (id, kind, theme_id, feedback_id, actor, created_at)
     SELECT gen_random_uuid(), 'belongs', $2, id, $3, $4 FROM unnest($1::uuid[]) AS id
     ON CONFLICT (feedback_id) DO UPDATE SET theme_id = excluded.theme_id, actor = excluded.actor, created_at = excluded.created_at`,
    [feedbackIds, themeId, actor.name, now],
  );
  // Sentences that had led to the same theme would count the message twice.
  await em.query(
    `DELETE FROM theme_assignment a USING statement s WHERE s.id = a.statement_id AND s.feedback_id = ANY ($1) AND s.position > 0 AND a.theme_id = $2`,
    [feedbackIds, themeId],
  );
  const rows = await em.query<unknown[]>(
    `WITH moved AS (INSERT INTO theme_assignment AS a (statement_id, theme_id, similarity, source, at)
       SELECT s.id, $2, NULL, 'person', $3 FROM statement s WHERE s.feedback_id = ANY ($1) AND s.position = 0
       ON CONFLICT (statement_id) DO UPDATE SET theme_id = excluded.theme_id, source = 'person', at = excluded.at,
         similarity = CASE WHEN a.theme_id = excluded.theme_id THEN a.similarity END
       RETURNING 1) SELECT * FROM moved`,
    [feedbackIds, themeId, now],
  );
  return rows.length;
}

async function refuseUnknown(em: EntityManager, feedbackIds: readonly string[]): Promise<void> {
  const [found] = await em.query<{ n: number }[]>(
    'SELECT count(*)::int AS n FROM feedback WHERE id = ANY ($1) AND deleted_at IS NULL',
    [feedbackIds],
  );
  if (found!.n === new Set(feedbackIds).size) return;
  throw new NotFoundException({ code: 'feedback.not-found', message: 'Some of this feedback does not exist.' });
}

async function themesOfFeedback(em: EntityManager, feedbackIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await em.query<{ id: string; n: number }[]>(
    `SELECT a.theme_id AS id, count(*)::int AS n FROM theme_assignment a JOIN statement s ON s.id = a.statement_id AND s.position = 0
     WHERE s.feedback_id = ANY ($1) AND a.theme_id IS NOT NULL GROUP BY 1`,
    [feedbackIds],
  );
  return new Map(rows.map(({ id, n }) => [id, n]));
}

/** Named against what stays behind, so that the name says what is different. */
async function nameOf(
  em: EntityManager,
  going: readonly Member[],
  staying: readonly Member[],
  examples: readonly string[],
) {
  const chosen = await em.query<{ text: string }[]>(
    'SELECT left(masked, 2000) AS text FROM feedback WHERE id = ANY ($1)',
    [examples],
  );
  const texts = [
    ...chosen.map(({ text }) => text),
    ...going.map(({ text }) => text),
    ...staying.map(({ text }) => text),
  ];
  const count = chosen.length + going.length;
  const groups = [texts.slice(0, count), texts.slice(count)].filter((group) => group.length > 0);
  let from = 0;
  const named = nameThemes(
    texts,
    groups.map((group) => ({ members: group.map(() => from++), centre: new Float32Array(0) })),
  );
  return named[0]!;
}

function unready(): UnprocessableEntityException {
  return new UnprocessableEntityException({
    code: 'theme.examples-unread',
    message: 'These messages have not been read by the encoder yet. Try again in a minute.',
  });
}

import type { EntityManager } from 'typeorm';
import type { EncoderRecord } from '../../embedding/encoder-record.entity.js';
import { addTo, normalise, row, zeros } from '../../embedding/matrix.js';
import { fromBytes } from '../../embedding/vector-bytes.js';
import { ASSIGN_AT } from './assign-online.js';
import type { LiveTheme, LiveThemes } from './theme-centroids.js';

/** Newest messages of a theme whose mean is its centre in the space of another encoder. */
const MOST_MEMBERS = 500;

/**
 * Live themes with their centres in the space of a new encoder: the unit mean of the new vectors of their messages. So a
 * theme stays the same theme, its statements and history with it. Themes without any message left keep waiting in the old
 * space and are not among them.
 */
export async function carriedThemes(em: EntityManager, encoder: EncoderRecord): Promise<LiveThemes> {
  const themes = await em.query<LiveTheme[]>(
    `SELECT id, root_id AS "rootId", state, pinned, not_an_issue AS "notAnIssue", label, named_by AS "namedBy" FROM theme
     WHERE state <> 'retired' AND EXISTS (SELECT FROM theme_assignment a JOIN embedding e ON e.statement_id = a.statement_id AND e.encoder_id = $1
       WHERE a.theme_id = theme.id) ORDER BY created_at, id`,
    [encoder.id],
  );
  const centroids = zeros(themes.length, encoder.dimensions);
  for (const [j, { id }] of themes.entries()) row(centroids, j).set(await centreOf(em, encoder, id));
  return { themes, centroids, assignAt: ASSIGN_AT };
}

async function centreOf(em: EntityManager, encoder: EncoderRecord, themeId: string): Promise<Float32Array> {
  const [members] = await em.query<{ bytes: Buffer }[]>(
    `SELECT string_agg(vector, ''::bytea ORDER BY occurred_at, statement_id) AS bytes FROM (
       SELECT e.vector, f.occurred_at, e.statement_id FROM theme_assignment a JOIN statement s ON s.id = a.statement_id
       JOIN feedback f ON f.id = s.feedback_id JOIN embedding e ON e.statement_id = s.id AND e.encoder_id = $1 AND length(e.vector) = $3
       WHERE a.theme_id = $2 ORDER BY f.occurred_at DESC LIMIT ${MOST_MEMBERS}) newest`,
    [encoder.id, themeId, encoder.dimensions * 4],
  );
  const vectors = fromBytes(members!.bytes, encoder.dimensions);
  const sum = new Float32Array(encoder.dimensions);
  for (let i = 0; i < vectors.rows; i++) addTo(sum, row(vectors, i));
  return normalise(sum);
}

/** From now on this encoder's vectors are compared. The old ones are removed later, a piece at a time. */
export async function serve(em: EntityManager, { id }: EncoderRecord): Promise<void> {
  await em.query(`UPDATE encoder SET state = 'retired' WHERE state = 'serving' AND id <> $1`, [id]);
  await em.query(`UPDATE encoder SET state = 'serving' WHERE id = $1`, [id]);
}

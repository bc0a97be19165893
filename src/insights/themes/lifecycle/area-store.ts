import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { fromBytes } from '../../embedding/vector-bytes.js';
import { type AreaTheme, findAreas } from './areas.js';

/** Groups the root themes into areas anew; labels that a person gave stay. Returns how many areas there are. */
export async function refreshAreas(
  em: EntityManager,
  encoder: { id: number; dimensions: number },
  now: Date,
): Promise<number> {
  const rows = await em.query<(AreaTheme & { centroid: Buffer })[]>(
    `SELECT id, area_id AS "areaId", label, keywords, centroid FROM theme
     WHERE root_id = id AND state <> 'retired' AND NOT not_an_issue AND encoder_id = $1 AND length(centroid) = $2 ORDER BY created_at, id`,
    [encoder.id, encoder.dimensions * 4],
  );
  const centroids = fromBytes(Buffer.concat(rows.map(({ centroid }) => centroid)), encoder.dimensions);
  const areas = findAreas(rows, centroids).map((area) => ({ ...area, id: area.heirOf ?? randomUUID() }));
  await em.query(
    `INSERT INTO theme_area AS a (id, label, named_by, created_at)
     SELECT r.id, r.label, 'engine', $2 FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, label text)
     ON CONFLICT (id) DO UPDATE SET label = excluded.label WHERE a.named_by = 'engine'`,
    [JSON.stringify(areas), now],
  );
  const places = areas.flatMap(({ id, themeIds }) => themeIds.map((themeId) => ({ id, themeId })));
  await em.query(
    `UPDATE theme SET area_id = w.area FROM (SELECT t.id, p.area FROM theme t LEFT JOIN
       unnest($1::uuid[], $2::uuid[]) AS p (theme, area) ON p.theme = t.id WHERE t.root_id = t.id) w
     WHERE w.id = theme.id AND theme.area_id IS DISTINCT FROM w.area`,
    [places.map(({ themeId }) => themeId), places.map(({ id }) => id)],
  );
  await em.query(
    `DELETE FROM theme_area WHERE named_by = 'engine' AND NOT EXISTS (SELECT FROM theme WHERE area_id = theme_area.id)`,
  );
  return areas.length;
}

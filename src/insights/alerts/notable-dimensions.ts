import type { EntityManager } from 'typeorm';
import { DIMENSIONS } from '../themes/reading/theme-messages.js';

/** A value that makes up this share of the messages describes them, for routing. */
const NOTABLE_SHARE = 0.25;

/** Values that make up a notable share of some messages, and the area of their theme. */
export async function notableDimensions(
  em: EntityManager,
  themeId: string | null,
  feedback: readonly string[],
): Promise<Record<string, string[]>> {
  const pairs = DIMENSIONS.map((name) => `('${name}', f.${name})`).join(', ');
  const rows = await em.query<{ dimension: string; value: string }[]>(
    `SELECT d.dimension, d.value FROM feedback f CROSS JOIN LATERAL (VALUES ${pairs}) AS d (dimension, value)
     WHERE f.id = ANY ($1) AND d.value IS NOT NULL GROUP BY 1, 2 HAVING count(*) >= $2::float8
     UNION ALL SELECT 'area', a.label FROM theme t JOIN theme_area a ON a.id = t.area_id WHERE t.id = $3 ORDER BY 1, 2`,
    [feedback, Math.max(1, NOTABLE_SHARE * feedback.length), themeId],
  );
  const dimensions: Record<string, string[]> = {};
  for (const { dimension, value } of rows) (dimensions[dimension] ??= []).push(value);
  return dimensions;
}

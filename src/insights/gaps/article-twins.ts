import type { EntityManager } from 'typeorm';
import { dot, groupSums, normalise, row } from '../embedding/matrix.js';
import { fromBytes } from '../embedding/vector-bytes.js';
import type { GapEvidence } from './gap-type.js';

/** For each article the one that says most nearly the same, by the mean of their chunks. Empty without vectors. */
export async function articleTwins(em: EntityManager): Promise<Map<string, NonNullable<GapEvidence['twins']>>> {
  const rows = await em.query<{ id: string; title: string; vector: Buffer }[]>(
    `SELECT a.id, a.title, e.vector FROM kb_article a JOIN kb_chunk c ON c.article_id = a.id
     JOIN encoder n ON n.state = 'serving' JOIN chunk_embedding e ON e.chunk_id = c.id AND e.encoder_id = n.id
     WHERE a.deleted_at IS NULL ORDER BY a.id, c.position`,
  );
  if (rows.length === 0) return new Map();
  const ids = [...new Set(rows.map(({ id }) => id))];
  const place = new Map(ids.map((id, i) => [id, i]));
  const titles = new Map(rows.map(({ id, title }) => [id, title]));
  const chunks = fromBytes(Buffer.concat(rows.map(({ vector }) => vector)), rows[0]!.vector.length / 4);
  const { sums } = groupSums(
    chunks,
    Int32Array.from(rows, ({ id }) => place.get(id)!),
    ids.length,
  );
  const means = ids.map((_, i) => normalise(row(sums, i)));
  return new Map(
    ids.flatMap((id, i) => {
      const others = ids.flatMap((other, j) => (i === j ? [] : [{ other, cosine: dot(means[i]!, means[j]!) }]));
      const best = others.sort((a, b) => b.cosine - a.cosine)[0];
      if (!best) return [];
      const articles: [string, string] = [`“${titles.get(id)}”`, `“${titles.get(best.other)}”`];
      return [[id, { articles, cosine: best.cosine }] as const];
    }),
  );
}

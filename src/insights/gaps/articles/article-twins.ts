import type { EntityManager } from 'typeorm';
import { dot, groupSums, normalise, row } from '../../embedding/matrix.js';
import { fromBytes } from '../../embedding/vector-bytes.js';
import { type Contradiction, contradictionOf } from './article-contradictions.js';

/** Two articles that speak of the same: cosine of the means of their chunks, and sentences that disagree. */
export interface ArticleTwins {
  titles: [string, string];
  cosine: number;
  contradiction: Contradiction | null;
}

/** Articles this near speak of one matter; of them the nearest few are read for contradictions. */
const SAME_MATTER = 0.8;
const READ = 5;

interface Entry {
  id: string;
  title: string;
  body: string;
  mean: Float32Array;
}

/**
 * For each of some articles the one that contradicts it, else the one that says most nearly the same. Empty without vectors
 * and for a single article.
 */
export async function articleTwins(em: EntityManager, wanted: readonly string[]): Promise<Map<string, ArticleTwins>> {
  const articles = await articleMeans(em);
  const asked = new Set(wanted);
  return new Map(
    articles
      .filter(({ id }) => asked.has(id))
      .flatMap((article) => {
        const twins = twinsOf(article, articles);
        return twins ? [[article.id, twins] as const] : [];
      }),
  );
}

function twinsOf(article: Entry, all: readonly Entry[]): ArticleTwins | null {
  const others = all
    .filter((other) => other !== article)
    .map((other) => ({ other, cosine: dot(article.mean, other.mean) }))
    .sort((a, b) => b.cosine - a.cosine || (a.other.id < b.other.id ? -1 : 1))
    .slice(0, READ);
  const read = others.map(({ other, cosine }) => ({
    titles: [article.title, other.title] as [string, string],
    cosine,
    contradiction: cosine >= SAME_MATTER ? contradictionOf(article.body, other.body) : null,
  }));
  return read.find(({ contradiction }) => contradiction) ?? read[0] ?? null;
}

/** Articles with the middle of their chunks as a unit vector. */
async function articleMeans(em: EntityManager): Promise<Entry[]> {
  const rows = await em.query<{ id: string; title: string; body: string; vectors: Buffer; dimensions: number }[]>(
    `SELECT a.id, a.title, a.body, string_agg(e.vector, ''::bytea ORDER BY c.position) AS vectors, min(n.dimensions) AS dimensions
     FROM kb_article a JOIN kb_chunk c ON c.article_id = a.id JOIN encoder n ON n.state = 'serving'
     JOIN chunk_embedding e ON e.chunk_id = c.id AND e.encoder_id = n.id AND length(e.vector) = 4 * n.dimensions
     WHERE a.deleted_at IS NULL GROUP BY a.id ORDER BY a.id`,
  );
  return rows.map(({ id, title, body, vectors, dimensions }) => {
    const chunks = fromBytes(vectors, dimensions);
    const { sums } = groupSums(chunks, new Int32Array(chunks.rows), 1);
    return { id, title, body, mean: normalise(row(sums, 0)) };
  });
}

import type { EntityManager } from 'typeorm';

export interface WrittenArticle {
  actionId: string;
  /** Title of the article; null when it is not known which one it was. */
  article: string | null;
  /** When customers could read it. */
  at: Date;
}

/** Open actions about a missing article that was written since they were decided. */
export function writtenArticles(em: EntityManager): Promise<WrittenArticle[]> {
  return em.query(
    `SELECT a.id AS "actionId", k.title AS article, greatest(a.decided_at, coalesce(k.published_at, k.source_updated_at, g.state_at)) AS at
     FROM action a JOIN theme t ON t.id = a.gap_id JOIN kb_gap g ON g.theme_id = t.root_id
     LEFT JOIN kb_article k ON k.id = g.written_article_id
     WHERE a.status NOT IN ('shipped', 'declined') AND g.state = 'written' AND g.state_at > a.decided_at ORDER BY a.id`,
  );
}

import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Position } from '../../platform/http/page.js';
import { KbArticle } from './kb-article.entity.js';

export type ListedArticle = Pick<
  KbArticle,
  'id' | 'source' | 'externalId' | 'title' | 'locale' | 'url' | 'publishedAt' | 'sourceUpdatedAt'
>;

@Injectable()
export class ArticleList {
  constructor(private readonly db: DataSource) {}

  /** Published articles by title, after a position (title and id). */
  async after(position: Position | null, limit: number, source?: string): Promise<ListedArticle[]> {
    const columns = ['id', 'source', 'externalId', 'title', 'locale', 'url', 'publishedAt', 'sourceUpdatedAt'] as const;
    const query = this.db
      .getRepository(KbArticle)
      .createQueryBuilder('article')
      .select(columns.map((column) => `article.${column}`))
      .where('article.deletedAt IS NULL')
      .orderBy('article.title')
      .addOrderBy('article.id')
      .limit(limit);
    if (source) query.andWhere('article.source = :source', { source });
    if (position)
      query.andWhere('(article.title, article.id) > (:title, :id)', { title: position[0], id: position[1] });
    return query.getMany();
  }
}

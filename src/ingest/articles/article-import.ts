import { Injectable } from '@nestjs/common';
import { ArticlesService, type RecordedArticles } from './articles.service.js';
import { type ReadArticles, readArticles } from './read-articles.js';

export interface ImportedArticles {
  recorded: Omit<RecordedArticles, 'results'>;
  /** Articles of the source that the path no longer holds. */
  closed: number;
  refused: ReadArticles['refused'];
}

const ARTICLES_AT_ONCE = 200;

@Injectable()
export class ArticleImport {
  constructor(private readonly articles: ArticlesService) {}

  /**
   * Takes all help articles of a Markdown folder or a JSONL file as the whole of their source: changed ones are cut into
   * new chunks, missing ones are closed. Nothing is closed when something could not be read. Safe to repeat.
   */
  async importPath(path: string, source: string, now: Date): Promise<ImportedArticles> {
    const { articles, refused } = await readArticles(path);
    const recorded = { inserted: 0, updated: 0, unchanged: 0 };
    for (let at = 0; at < articles.length; at += ARTICLES_AT_ONCE) {
      const counts = await this.articles.record(source, articles.slice(at, at + ARTICLES_AT_ONCE), now);
      recorded.inserted += counts.inserted;
      recorded.updated += counts.updated;
      recorded.unchanged += counts.unchanged;
    }
    const isWhole = refused.length === 0 && articles.length > 0;
    const closed = isWhole
      ? await this.articles.keepOnly(
          source,
          articles.map((article) => article.externalId),
          now,
        )
      : 0;
    return { recorded, closed, refused };
  }
}

import { Body, Controller, Delete, Get, HttpCode, NotFoundException, Param, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { RequireScope } from '../../platform/auth/public.js';
import { AtEdge, MEGABYTE } from '../../platform/http/edge.decorator.js';
import { type Page, PageQuery, Pager } from '../../platform/http/page.js';
import { type BatchResult, looseItems, recordBatch, SourceName, statusOf } from '../batches.js';
import { NewArticle } from './article.schema.js';
import { ArticleList, type ListedArticle } from './article-list.js';
import { ArticlesService } from './articles.service.js';

export const ArticleBatch = z
  .object({
    source: SourceName,
    articles: looseItems(NewArticle),
    complete: z
      .boolean()
      .default(false)
      .describe('These are all articles of the source: others are taken as unpublished.'),
  })
  .strict();
export type ArticleBatch = z.infer<typeof ArticleBatch>;

const ArticleQuery = z.object({ ...PageQuery, source: SourceName.optional() });
type ArticleQuery = z.infer<typeof ArticleQuery>;

@ApiTags('ingest')
@Controller('v1/articles')
export class ArticlesController {
  constructor(
    private readonly articles: ArticlesService,
    private readonly list: ArticleList,
    private readonly pager: Pager,
  ) {}

  /** Takes up to 500 help articles in Markdown, HTML or plain text. 200 when all were taken, else 207 with reasons. */
  @Post()
  @RequireScope('ingest')
  @AtEdge({ bodyLimit: 50 * MEGABYTE, json: { keys: 20_000, items: 20_000 }, rate: 'ingest' })
  async record(
    @Body({ schema: ArticleBatch }) { source, articles, complete }: ArticleBatch,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BatchResult> {
    const take = async (good: NewArticle[]) => (await this.articles.record(source, good, new Date())).results;
    const result = await recordBatch(articles, NewArticle, take);
    const ids = result.results.map((item) => item.externalId).filter((id) => id !== null);
    if (complete && !result.counts['rejected']) await this.articles.keepOnly(source, ids, new Date());
    void reply.status(statusOf(result));
    return result;
  }

  /** Published articles by title, without their bodies. */
  @Get()
  @RequireScope('read')
  async page(@Query({ schema: ArticleQuery }) { limit, cursor, source }: ArticleQuery): Promise<Page<ListedArticle>> {
    const scope = ['articles', source ?? null];
    const rows = await this.list.after(this.pager.after(cursor, scope), limit + 1, source);
    return this.pager.page(rows, limit, scope, (row) => [row.title, row.id]);
  }

  @Delete(':source/:externalId')
  @RequireScope('ingest')
  @HttpCode(204)
  async delete(@Param('source') source: string, @Param('externalId') externalId: string): Promise<void> {
    const closed = await this.articles.close(source, [externalId], new Date());
    if (closed === 0) throw new NotFoundException({ code: 'article.not-found', message: 'There is no such article.' });
  }
}

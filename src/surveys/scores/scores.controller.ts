import { Controller, Get, Header, HttpCode, Param, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Id } from '../../platform/auth/auth.schema.js';
import { actorOf, type Caller, CurrentCaller } from '../../platform/auth/caller.js';
import { RequireScope } from '../../platform/auth/public.js';
import { AtEdge } from '../../platform/http/edge.decorator.js';
import { Pager } from '../../platform/http/page.js';
import { responseView } from '../following/survey-events.js';
import { SurveysService } from '../surveys/surveys.service.js';
import { ExportQuery, MetricsQuery, ResponsesQuery } from './metrics.schema.js';
import { exportStream } from './response-export.js';
import { ResponsesService } from './responses.service.js';
import { ScoresService } from './scores.service.js';

const Format = z.enum(['responses.csv', 'responses.jsonl']);
type Format = z.infer<typeof Format>;

@ApiTags('surveys')
@RequireScope('read')
@Controller('v1/surveys/:id')
export class ScoresController {
  constructor(
    private readonly surveys: SurveysService,
    private readonly scores: ScoresService,
    private readonly responses: ResponsesService,
    private readonly pager: Pager,
  ) {}

  /** Scores by named formula with n and a 95 % interval, response rate, coverage, and what was excluded and why. */
  @Get('metrics')
  async metrics(@Param('id', { schema: Id }) id: string, @Query({ schema: MetricsQuery }) query: MetricsQuery) {
    return this.scores.metrics(await this.surveys.get(id), query, new Date());
  }

  /** Single answers, newest first, quarantined ones included: `isCounted` tells. */
  @Get('responses')
  async list(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: ResponsesQuery }) { limit, cursor, ...filter }: ResponsesQuery,
  ) {
    await this.surveys.get(id);
    const scope = ['responses', id, filter];
    const rows = await this.responses.list(id, filter, limit + 1, this.pager.after(cursor, scope));
    const page = this.pager.page(rows, limit, scope, (row) => [row.answeredAt.toISOString(), row.id]);
    return { ...page, items: page.items.map(responseView) };
  }

  /** All answers as CSV (for spreadsheets, formulas made harmless) or JSON lines. */
  @Get('export/:format')
  @RequireScope('export')
  @AtEdge({ rate: 'export' })
  @Header('content-disposition', 'attachment')
  async export(
    @Param('id', { schema: Id }) id: string,
    @Param('format', { schema: Format }) format: Format,
    @Query({ schema: ExportQuery }) filter: ExportQuery,
  ) {
    await this.surveys.get(id);
    const now = new Date();
    const isCsv = format === 'responses.csv';
    const stream = exportStream(isCsv ? 'csv' : 'jsonl', (last, limit) =>
      this.responses.list(id, filter, limit, last && [last.answeredAt.toISOString(), last.id], now),
    );
    return new StreamableFile(stream, { type: isCsv ? 'text/csv; charset=utf-8' : 'application/x-ndjson' });
  }

  /** Every state that an answer was in. */
  @Get('responses/:responseId/revisions')
  async revisions(@Param('id', { schema: Id }) id: string, @Param('responseId', { schema: Id }) responseId: string) {
    return { items: await this.responses.revisionsOf(id, responseId) };
  }

  /** A quarantined answer counts after all. */
  @Post('responses/:responseId/release')
  @HttpCode(200)
  @RequireScope('write')
  async release(
    @Param('id', { schema: Id }) id: string,
    @Param('responseId', { schema: Id }) responseId: string,
    @CurrentCaller() caller: Caller,
  ) {
    return responseView(await this.responses.review(id, responseId, 'released', actorOf(caller), new Date()));
  }

  /** A quarantined answer stays out for good. */
  @Post('responses/:responseId/dismiss')
  @HttpCode(200)
  @RequireScope('write')
  async dismiss(
    @Param('id', { schema: Id }) id: string,
    @Param('responseId', { schema: Id }) responseId: string,
    @CurrentCaller() caller: Caller,
  ) {
    return responseView(await this.responses.review(id, responseId, 'dismissed', actorOf(caller), new Date()));
  }
}

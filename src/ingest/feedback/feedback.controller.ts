import { Body, Controller, Delete, HttpCode, NotFoundException, Param, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { RequireScope } from '../../platform/auth/public.js';
import { AtEdge, MEGABYTE } from '../../platform/http/edge.decorator.js';
import { type BatchResult, looseItems, recordBatch, SourceName, statusOf } from '../batches.js';
import { OutsideFeedback } from './feedback.schema.js';
import { FeedbackService } from './feedback.service.js';
import { OutsideFeedbackService } from './outside-feedback.service.js';

export const FeedbackBatch = z.object({ source: SourceName, items: looseItems(OutsideFeedback) }).strict();
export type FeedbackBatch = z.infer<typeof FeedbackBatch>;

@ApiTags('ingest')
@Controller('v1/feedback')
export class FeedbackController {
  constructor(
    private readonly outside: OutsideFeedbackService,
    private readonly feedback: FeedbackService,
  ) {}

  /**
   * Takes up to 500 texts that customers wrote outside tickets: reviews, forum posts, answers of other survey tools. Items are
   * checked one by one: 200 when all were taken, else 207 with a reason for those that were not.
   */
  @Post()
  @RequireScope('ingest')
  @AtEdge({ bodyLimit: 20 * MEGABYTE, json: { keys: 500_000, items: 20_000 }, rate: 'ingest' })
  async record(
    @Body({ schema: FeedbackBatch }) { source, items }: FeedbackBatch,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BatchResult> {
    const result = await recordBatch(items, OutsideFeedback, (good) => this.outside.record(source, good, new Date()));
    void reply.status(statusOf(result));
    return result;
  }

  /** Forgets one text, and all that was derived from it. */
  @Delete(':source/:externalId')
  @RequireScope('ingest')
  @HttpCode(204)
  async delete(@Param('source') source: string, @Param('externalId') externalId: string): Promise<void> {
    const gone = await this.feedback.forget(source, [externalId], new Date());
    if (gone === 0) throw new NotFoundException({ code: 'feedback.not-found', message: 'There is no such feedback.' });
  }
}

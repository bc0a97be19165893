import { Body, Controller, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { RequireScope } from '../../platform/auth/public.js';
import { AtEdge, MEGABYTE } from '../../platform/http/edge.decorator.js';
import { type BatchResult, looseItems, recordBatch, SourceName, statusOf } from '../batches.js';
import { IdentifiedSearch, NewSearch, SearchesService } from './searches.service.js';

export const SearchBatch = z.object({ source: SourceName, searches: looseItems(NewSearch) }).strict();
export type SearchBatch = z.infer<typeof SearchBatch>;

@ApiTags('ingest')
@Controller('v1/kb-searches')
export class SearchesController {
  constructor(private readonly searches: SearchesService) {}

  /** Takes up to 500 searches made in the help centre; those without a result show where articles are missing. */
  @Post()
  @RequireScope('ingest')
  @AtEdge({ bodyLimit: 2 * MEGABYTE, json: { keys: 10_000, items: 5000 }, rate: 'ingest' })
  async record(
    @Body({ schema: SearchBatch }) { source, searches }: SearchBatch,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BatchResult> {
    const result = await recordBatch(searches, IdentifiedSearch, (good) => this.searches.record(source, good));
    void reply.status(statusOf(result));
    return result;
  }
}

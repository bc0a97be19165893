import type { Readable } from 'node:stream';
import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res, Sse } from '@nestjs/common';
import { ApiConsumes, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, map, type Observable } from 'rxjs';
import { z } from 'zod';
import { RequireScope } from '../../platform/auth/public.js';
import { AtEdge, MEGABYTE } from '../../platform/http/edge.decorator.js';
import { SourceName } from '../batches.js';
import { COLUMN_NAMES, type ColumnMapping, type ColumnRole } from './guess-columns.js';
import { type ImportView, viewOf, watch } from './import-view.js';
import { ImportsService } from './imports.service.js';
import { refusedLinesCsv } from './refused-lines.js';
import { receiveUpload } from './receive-upload.js';
import { UploadsService } from './uploads.service.js';

export const LARGEST_UPLOAD = 2048 * MEGABYTE;
const Id = z.uuid();
const ROLES = Object.keys(COLUMN_NAMES) as [ColumnRole, ...ColumnRole[]];

export const Mapping = z.partialRecord(z.enum(ROLES), z.string().max(300));

const UploadQuery = z.object({
  source: SourceName.default('import'),
  fileName: z
    .string()
    .max(255)
    .default('upload.csv')
    .describe('Its ending tells how to read it. For uploads that are not forms.'),
  start: z.enum(['true', 'false']).default('true').describe('false waits until the mapping is confirmed.'),
});
type UploadQuery = z.infer<typeof UploadQuery>;

const Confirmation = z.object({ mapping: Mapping.default({}) }).strict();
type Confirmation = z.infer<typeof Confirmation>;

@ApiTags('ingest')
@Controller('v1/imports')
export class ImportsController {
  constructor(
    private readonly imports: ImportsService,
    private readonly uploads: UploadsService,
  ) {}

  /** Takes a file of tickets: CSV, JSONL or mbox, also .gz, as a form (field "file") or as the body itself. Up to 2 GB. */
  @Post()
  @RequireScope('ingest')
  @HttpCode(202)
  @ApiConsumes('multipart/form-data', 'text/csv', 'application/x-ndjson', 'application/octet-stream')
  @AtEdge({ multipart: true, stream: true, bodyLimit: LARGEST_UPLOAD, rate: 'ingest' })
  async upload(
    @Req() request: FastifyRequest,
    @Query({ schema: UploadQuery }) query: UploadQuery,
  ): Promise<ImportView> {
    const { content, fileName, fields } = await receiveUpload(request, LARGEST_UPLOAD);
    const { source, start } = UploadQuery.parse({ ...query, ...fields });
    const upload = {
      content: content as Readable,
      fileName: fileName ?? query.fileName,
      source,
      mapping: {},
      start: start === 'true',
      now: new Date(),
    };
    return viewOf(await this.uploads.accept(upload));
  }

  /** The newest hundred imports. */
  @Get()
  @RequireScope('ingest')
  async list(): Promise<{ items: ImportView[] }> {
    return { items: (await this.uploads.newest(100)).map(viewOf) };
  }

  @Get(':id')
  @RequireScope('ingest')
  async get(@Param('id', { schema: Id }) id: string): Promise<ImportView> {
    return viewOf(await this.uploads.get(id));
  }

  /** Begins with a waiting file. Roles that are left out are guessed. */
  @Post(':id/start')
  @RequireScope('ingest')
  @HttpCode(202)
  async start(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Confirmation }) { mapping }: Confirmation,
  ): Promise<ImportView> {
    return viewOf(await this.uploads.begin(id, mapping as ColumnMapping));
  }

  /** How far an import is, as server-sent events until it has ended. */
  @Sse(':id/events')
  @RequireScope('ingest')
  @ApiOkResponse({ content: { 'text/event-stream': { schema: { type: 'string' } } } })
  events(@Param('id', { schema: Id }) id: string): Observable<{ data: ImportView }> {
    return from(watch(() => this.uploads.get(id))).pipe(map((data) => ({ data })));
  }

  /** All refused lines with their reasons, as a CSV file that no spreadsheet takes for formulas. */
  @Get(':id/refused.csv')
  @RequireScope('ingest')
  async refused(
    @Param('id', { schema: Id }) id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const batch = await this.uploads.get(id);
    void reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="refused-${batch.id}.csv"`);
    return refusedLinesCsv(await this.imports.errorsOf(batch.id));
  }
}

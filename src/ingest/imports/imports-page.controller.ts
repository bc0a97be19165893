import { Body, Controller, Get, type OnModuleInit, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { RequireScope } from '../../platform/auth/public.js';
import { AtEdge } from '../../platform/http/edge.decorator.js';
import { HtmlPage } from '../../platform/pages/page.decorator.js';
import { Pages } from '../../platform/pages/pages.js';
import { SourceName } from '../batches.js';
import { COLUMN_NAMES, type ColumnMapping, type ColumnRole } from './guess-columns.js';
import type { ImportBatch } from './import-batch.entity.js';
import { viewOf } from './import-view.js';
import { LARGEST_UPLOAD } from './imports.controller.js';
import { ImportsService } from './imports.service.js';
import { receiveUpload } from './receive-upload.js';
import { UploadsService } from './uploads.service.js';

const Id = z.uuid();
const SHOWN = 50;
const ROLES = Object.keys(COLUMN_NAMES) as ColumnRole[];
const Choices = z.record(z.string(), z.string().max(300).or(z.array(z.string())));
type Choices = z.infer<typeof Choices>;

/** The pages on which people hand over files: upload, confirm what the columns hold, watch, see what was refused. */
@RequireScope('ingest')
@Controller('imports')
export class ImportsPageController implements OnModuleInit {
  constructor(
    private readonly imports: ImportsService,
    private readonly uploads: UploadsService,
    private readonly pages: Pages,
  ) {}

  onModuleInit(): void {
    this.pages.menu.add({ label: 'Imports', href: '/imports', order: 140, scope: 'ingest', group: 'settings' });
  }

  @Get()
  @HtmlPage()
  async list(@Req() request: FastifyRequest): Promise<string> {
    const batches = (await this.uploads.newest(SHOWN)).map(viewOf);
    return this.pages.render(request, 'ingest/imports/imports', { title: 'Imports', batches });
  }

  @Post()
  @HtmlPage()
  @AtEdge({ multipart: true, bodyLimit: LARGEST_UPLOAD })
  async upload(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { content, fileName, fields } = await receiveUpload(request, LARGEST_UPLOAD);
    const source = SourceName.parse(fields['source'] ?? 'import');
    const upload = { content, fileName: fileName ?? 'upload.csv', source, mapping: {}, start: false, now: new Date() };
    const { id } = await this.uploads.accept(upload);
    void reply.redirect(`/imports/${id}`, 303);
  }

  @Get(':id')
  @HtmlPage()
  async show(
    @Param('id', { schema: Id }) id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const batch = await this.uploads.get(id);
    // Pages run no script: while the import runs, the browser asks again by itself.
    if (batch.state === 'running') void reply.header('refresh', '2');
    const found = batch.state === 'waiting' ? await this.choices(batch) : { choices: [], sample: [], columns: [] };
    const refusedLines = await this.imports.errorsOf(id, SHOWN);
    const flags = {
      isWaiting: batch.state === 'waiting',
      isRunning: batch.state === 'running',
      hasMore: batch.refused > refusedLines.length,
    };
    return this.pages.render(request, 'ingest/imports/import', {
      title: batch.fileName,
      batch: viewOf(batch),
      refusedLines,
      ...flags,
      ...found,
    });
  }

  @Post(':id/start')
  @HtmlPage()
  @AtEdge({ form: true })
  async start(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Choices }) form: Choices,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const chosen = ROLES.flatMap((role) =>
      typeof form[role] === 'string' && form[role] !== '' ? [[role, form[role]] as const] : [],
    );
    const batch = await this.uploads.begin(id, Object.fromEntries(chosen) as ColumnMapping);
    void reply.redirect(`/imports/${batch.id}`, 303);
  }

  private async choices(batch: ImportBatch) {
    const { columns, sample } = await this.uploads.look(batch);
    const choices = ROLES.map((role) => ({
      role,
      columns: columns.map((column) => ({ column, isChosen: batch.mapping[role] === column })),
    }));
    const rows = sample.slice(0, 3).map((row) => columns.map((column) => String(row[column] ?? '').slice(0, 80)));
    return { choices, columns, sample: rows };
  }
}

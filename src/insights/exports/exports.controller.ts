import { Readable } from 'node:stream';
import { Controller, Get, Header, Param, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { RequireScope } from '../../platform/auth/public.js';
import { AtEdge } from '../../platform/http/edge.decorator.js';
import { FilterQuery, ORDER, ordered, PeriodQuery, periodOf } from '../filters/filter.schema.js';
import { csvLine } from './csv.js';
import { type ExportName, EXPORTS, ExportSources, type Row } from './export-sources.js';

const NAMES = Object.keys(EXPORTS) as [ExportName, ...ExportName[]];
const FILE = z.templateLiteral([z.enum(NAMES), '.', z.enum(['csv', 'jsonl'])]);

const ExportQuery = z.object({ ...PeriodQuery, ...FilterQuery }).refine(ordered, ORDER);
type ExportQuery = z.infer<typeof ExportQuery>;

/** Rows are gathered into pieces of this many characters, so that a large export is not a million small writes. */
const PIECE = 64_000;

@ApiTags('exports')
@Controller('v1/exports')
export class ExportsController {
  constructor(private readonly sources: ExportSources) {}

  /** What can be exported, and the columns of each. */
  @Get()
  @RequireScope('read')
  list() {
    return {
      items: NAMES.map((name) => ({
        name,
        columns: EXPORTS[name],
        files: [`/v1/exports/${name}.csv`, `/v1/exports/${name}.jsonl`],
      })),
    };
  }

  /** Everything of a period as CSV (for spreadsheets, formulas made harmless) or JSON lines, streamed. Texts are masked. */
  @Get(':file')
  @RequireScope('export')
  @AtEdge({ rate: 'export' })
  @Header('content-disposition', 'attachment')
  @ApiOkResponse({
    content: { 'text/csv': { schema: { type: 'string' } }, 'application/x-ndjson': { schema: { type: 'string' } } },
  })
  export(@Param('file', { schema: FILE }) file: string, @Query({ schema: ExportQuery }) query: ExportQuery) {
    const [name, format] = file.split('.') as [ExportName, 'csv' | 'jsonl'];
    const now = new Date();
    const rows = this.sources.rows(name, { period: periodOf(query, now), query }, now);
    const stream = Readable.from(pieces(format === 'csv' ? csvOf(rows, EXPORTS[name]) : jsonlOf(rows)));
    return new StreamableFile(stream, { type: format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson' });
  }
}

/** Begins with a mark that Excel wants. */
async function* csvOf(rows: AsyncGenerator<Row>, columns: readonly string[]): AsyncGenerator<string> {
  yield `\uFEFF${columns.join(',')}\r\n`;
  for await (const row of rows) yield csvLine(row, columns);
}

async function* jsonlOf(rows: AsyncGenerator<Row>): AsyncGenerator<string> {
  for await (const row of rows) yield `${JSON.stringify(row)}\n`;
}

async function* pieces(lines: AsyncGenerator<string>): AsyncGenerator<string> {
  let piece = '';
  for await (const line of lines) {
    piece += line;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  if (piece) yield piece;
}

import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Config } from '../../platform/config.js';
import { TicketsService } from '../tickets/tickets.service.js';
import { type ColumnMapping, guessColumns } from './guess-columns.js';
import { ImportBatch } from './import-batch.entity.js';
import { ImportError } from './import-error.entity.js';
import { type OpenedRows, openRows, type RowOrError, UnreadableFileError } from './read-rows.js';
import { isTicketShaped, ticketFromColumns, ticketFromObject, type TicketOrReason } from './row-to-ticket.js';

/** Lines per transaction: large enough for speed, small enough that a crash repeats little. */
const LINES_AT_ONCE = 500;

export interface ImportRequest {
  path: string;
  fileName?: string;
  source: string;
  /** Roles that the caller corrects; the rest is guessed. */
  mapping?: ColumnMapping;
  now: Date;
  /** Called before the first line is stored, with what was found. */
  onOpened?: (opened: OpenedImport) => void;
  /** Called after every stored group of lines, with the bytes read so far. */
  onProgress?: (batch: ImportBatch, bytesRead: number) => void;
}

export interface OpenedImport extends Pick<OpenedRows, 'format' | 'encoding' | 'bytes' | 'columns'> {
  mapping: ColumnMapping;
  /** When the same file was taken before under the same source and mapping: nothing will change. */
  takenBefore: Date | null;
}

interface Line {
  line: number;
  taken: TicketOrReason;
}

@Injectable()
export class ImportsService {
  constructor(
    private readonly db: DataSource,
    private readonly tickets: TicketsService,
    private readonly config: Config,
  ) {}

  /**
   * Takes a CSV or JSONL file of tickets: streamed, in transactions of 500 lines, resumed where a crash stopped it. The
   * same file again changes nothing. Throws UnreadableFileError, before anything is stored, when the file makes no sense.
   */
  async importTickets(request: ImportRequest): Promise<ImportBatch> {
    let bytesRead = 0;
    const opened = await openRows(request.path, (bytes) => (bytesRead = bytes));
    const mapping = mappingFor(opened, request.mapping ?? {}, request.path);
    const batch = await this.open(request, mapping);
    request.onOpened?.({ ...opened, mapping, takenBefore: batch.finishedAt });
    if (batch.state === 'done') return batch;
    const read = this.reader(mapping, request.now);
    for await (const lines of inGroups(opened.rows, LINES_AT_ONCE)) {
      const fresh = lines.filter(({ line }) => line >= batch.nextLine);
      if (fresh.length === 0) continue;
      const taken = fresh.map((row) => ({ line: row.line, taken: row.row ? read(row.row) : { reason: row.error } }));
      await this.db.transaction((em) => this.store(em, batch, taken, request.now));
      request.onProgress?.(batch, bytesRead);
    }
    return this.finish(batch, request.now);
  }

  /** Refused lines in file order: all, or the first `limit`. */
  async errorsOf(batchId: string, limit?: number): Promise<ImportError[]> {
    return this.db
      .getRepository(ImportError)
      .find({ where: { batchId }, order: { line: 'ASC' }, ...(limit && { take: limit }) });
  }

  private reader(mapping: ColumnMapping, now: Date): (row: Record<string, unknown>) => TicketOrReason {
    const reading = { mapping, zone: this.config.env.TIME_ZONE, now };
    return (row) => (isTicketShaped(row) ? ticketFromObject(row) : ticketFromColumns(row, reading));
  }

  private async open(request: ImportRequest, mapping: ColumnMapping): Promise<ImportBatch> {
    const batches = this.db.getRepository(ImportBatch);
    const fileHash = await hashFile(request.path, JSON.stringify(mapping));
    const row = {
      id: randomUUID(),
      kind: 'tickets' as const,
      fileName: request.fileName ?? basename(request.path),
      fileHash,
      source: request.source,
      mapping,
      state: 'running' as const,
      nextLine: 0,
      imported: 0,
      unchanged: 0,
      refused: 0,
      reason: null,
      storedAs: null,
      bytes: null,
      bytesRead: null,
      claimedUntil: null,
      createdAt: request.now,
      finishedAt: null,
    };
    await batches.createQueryBuilder().insert().values(row).orIgnore().execute();
    return batches.findOneByOrFail({ source: request.source, fileHash });
  }

  private async store(em: EntityManager, batch: ImportBatch, lines: Line[], now: Date): Promise<void> {
    const tickets = lines.flatMap(({ taken }) => ('ticket' in taken ? [taken.ticket] : []));
    const recorded = tickets.length
      ? await this.tickets.record(batch.source, tickets, now, em)
      : { inserted: 0, updated: 0 };
    const changed = recorded.inserted + recorded.updated;
    const refused = lines.flatMap(({ line, taken }) =>
      'reason' in taken ? [{ id: randomUUID(), batchId: batch.id, line, reason: taken.reason }] : [],
    );
    if (refused.length) await em.createQueryBuilder().insert().into(ImportError).values(refused).orIgnore().execute();
    batch.imported += changed;
    batch.unchanged += tickets.length - changed;
    batch.refused += refused.length;
    batch.nextLine = lines.at(-1)!.line + 1;
    await em.save(ImportBatch, batch);
  }

  private async finish(batch: ImportBatch, now: Date): Promise<ImportBatch> {
    return this.db.getRepository(ImportBatch).save({ ...batch, state: 'done', finishedAt: now });
  }
}

function mappingFor(opened: OpenedRows, wanted: ColumnMapping, path: string): ColumnMapping {
  for (const column of Object.values(wanted)) {
    if (!opened.columns.includes(column))
      throw new UnreadableFileError(`${path} has no column "${column}". It has: ${opened.columns.join(', ')}.`);
  }
  const mapping = { ...guessColumns(opened.columns, opened.sample), ...wanted };
  const hasText = mapping.text ?? mapping.html ?? opened.sample.some(isTicketShaped);
  if (!hasText)
    throw new UnreadableFileError(
      `No column of ${path} reads like customers' text. Name it with --text-column. Columns: ${opened.columns.join(', ')}.`,
    );
  return mapping;
}

async function hashFile(path: string, salt: string): Promise<string> {
  const hash = createHash('sha256').update(salt);
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

async function* inGroups(rows: AsyncIterable<RowOrError>, size: number): AsyncGenerator<RowOrError[]> {
  let group: RowOrError[] = [];
  for await (const row of rows) {
    if (group.push(row) < size) continue;
    yield group;
    group = [];
  }
  if (group.length) yield group;
}

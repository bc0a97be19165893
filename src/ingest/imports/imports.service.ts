import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Config } from '../../platform/config.js';
import { refreshStatistics } from '../../platform/database/database.js';
import { TicketsService } from '../tickets/tickets.service.js';
import { inTransaction } from '../transaction.js';
import { fileHash } from './file-hash.js';
import { type ColumnMapping, guessColumns } from './guess-columns.js';
import { ImportBatch } from './import-batch.entity.js';
import { ImportError } from './import-error.entity.js';
import { type Line, lineGroups } from './line-groups.js';
import { newBatch } from './new-batch.js';
import { type OpenedRows, openRows, UnreadableFileError } from './read-rows.js';
import { oneAhead } from './one-ahead.js';
import { isTicketShaped, ticketFromColumns, ticketFromObject, type TicketOrReason } from './row-to-ticket.js';

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

/** What holds a batch while it is read. */
export interface Hold {
  now: Date;
  lease: () => Date;
  signal: AbortSignal;
}

export interface OpenedImport extends Pick<OpenedRows, 'format' | 'encoding' | 'bytes' | 'columns'> {
  mapping: ColumnMapping;
  /** When the same file was taken before under the same source and mapping: nothing will change. */
  takenBefore: Date | null;
}

/** Somebody else reads the same file at the same time; what he stored counts. */
export class ImportTakenOverError extends Error {}

@Injectable()
export class ImportsService {
  constructor(
    private readonly db: DataSource,
    private readonly tickets: TicketsService,
    private readonly config: Config,
  ) {}

  /**
   * Takes a CSV, JSONL or mbox file of tickets: streamed, in transactions of 250 lines, resumed where a crash stopped it. The
   * same file again changes nothing. Throws UnreadableFileError, before anything is stored, when the file makes no sense.
   */
  async importTickets(request: ImportRequest): Promise<ImportBatch> {
    const reading = { bytes: 0 };
    const opened = await openRows(request.path, (bytes) => (reading.bytes = bytes));
    const mapping = mappingFor(opened, request.mapping ?? {}, request.path);
    const batch = await this.open(request, mapping, opened.bytes);
    request.onOpened?.({ ...opened, mapping, takenBefore: batch.finishedAt });
    if (batch.state === 'done') return batch;
    return this.read(batch, opened, reading, request);
  }

  /**
   * Goes on with a batch whose file lies at `path`; `lease` says until when it is held. Safe to call again after a crash. When
   * `signal` aborts, the batch is let go between two groups of lines and stays "running".
   */
  async resume(batch: ImportBatch, path: string, hold: Hold): Promise<ImportBatch> {
    const reading = { bytes: 0 };
    const opened = await openRows(path, (bytes) => (reading.bytes = bytes));
    return this.read(batch, opened, reading, hold);
  }

  /** Refused lines in file order: all, or the first `limit`. */
  async errorsOf(batchId: string, limit?: number): Promise<ImportError[]> {
    return this.db
      .getRepository(ImportError)
      .find({ where: { batchId }, order: { line: 'ASC' }, ...(limit && { take: limit }) });
  }

  private async read(
    batch: ImportBatch,
    opened: OpenedRows,
    reading: { bytes: number },
    { now, onProgress, lease, signal }: Pick<ImportRequest, 'now' | 'onProgress'> & Partial<Hold>,
  ): Promise<ImportBatch> {
    const toTicket = this.reader(batch.mapping, now);
    const groups = lineGroups(opened.rows, { toTicket, nextLine: batch.nextLine, bytesRead: () => reading.bytes });
    for await (const { lines, bytesRead } of oneAhead(groups)) {
      if (signal?.aborted) return this.letGo(batch);
      const claimedUntil = lease?.() ?? null;
      const store = (em: EntityManager) => this.store(em, batch, lines, { now, bytesRead, claimedUntil });
      Object.assign(batch, await inTransaction(this.db, store));
      onProgress?.(batch, bytesRead);
    }
    await refreshStatistics(this.db, ['customer', 'ticket', 'feedback', 'statement']);
    const done = { state: 'done' as const, finishedAt: now, claimedUntil: null };
    await this.db.getRepository(ImportBatch).update({ id: batch.id }, done);
    return { ...batch, ...done };
  }

  /** Nobody holds the batch any more: the next worker goes on at once. */
  private async letGo(batch: ImportBatch): Promise<ImportBatch> {
    await this.db
      .getRepository(ImportBatch)
      .update({ id: batch.id, state: 'running', nextLine: batch.nextLine }, { claimedUntil: null });
    return batch;
  }

  private reader(mapping: ColumnMapping, now: Date): (row: Record<string, unknown>) => TicketOrReason {
    const reading = { mapping, zone: this.config.env.TIME_ZONE, now };
    return (row) => (isTicketShaped(row) ? ticketFromObject(row) : ticketFromColumns(row, reading));
  }

  private async open(request: ImportRequest, mapping: ColumnMapping, bytes: number): Promise<ImportBatch> {
    const batches = this.db.getRepository(ImportBatch);
    const hash = await fileHash(request.path, mapping);
    const row = newBatch({
      ...request,
      fileName: request.fileName ?? basename(request.path),
      mapping,
      fileHash: hash,
      bytes,
    });
    await batches.createQueryBuilder().insert().values(row).orIgnore().execute();
    return batches.findOneByOrFail({ source: request.source, fileHash: hash });
  }

  /** Stores lines and moves the place in the file with them; the old place is the fence against a second reader. */
  private async store(
    em: EntityManager,
    batch: ImportBatch,
    lines: Line[],
    { now, bytesRead, claimedUntil }: { now: Date; bytesRead: number; claimedUntil: Date | null },
  ): Promise<Partial<ImportBatch>> {
    const tickets = lines.flatMap(({ taken }) => ('ticket' in taken ? [taken.ticket] : []));
    const none = { inserted: 0, updated: 0 };
    const recorded = tickets.length ? await this.tickets.record(batch.source, tickets, now, em) : none;
    const changed = recorded.inserted + recorded.updated;
    const refused = lines.flatMap(({ line, taken }) =>
      'reason' in taken ? [{ id: randomUUID(), batchId: batch.id, line, reason: taken.reason }] : [],
    );
    if (refused.length) await em.createQueryBuilder().insert().into(ImportError).values(refused).orIgnore().execute();
    const next = {
      imported: batch.imported + changed,
      unchanged: batch.unchanged + tickets.length - changed,
      refused: batch.refused + refused.length,
      nextLine: lines.at(-1)!.line + 1,
      bytesRead: String(bytesRead),
      claimedUntil,
    };
    const { affected } = await em.update(
      ImportBatch,
      { id: batch.id, nextLine: batch.nextLine, state: 'running' },
      next,
    );
    if (affected !== 1) throw new ImportTakenOverError(`${batch.fileName} is being imported by another process.`);
    return next;
  }
}

/** The guessed mapping with the caller's corrections. Throws UnreadableFileError when no column can be the text. */
export function mappingFor(opened: OpenedRows, wanted: ColumnMapping, path: string): ColumnMapping {
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

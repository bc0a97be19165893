import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ConflictException, Injectable, NotFoundException, UnprocessableEntityException } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Config } from '../../platform/config.js';
import { isUniqueViolation } from '../../platform/database/database.js';
import { JobsService } from '../../platform/jobs/jobs.service.js';
import { fileHash } from './file-hash.js';
import type { ColumnMapping } from './guess-columns.js';
import { ImportBatch } from './import-batch.entity.js';
import { mappingFor } from './imports.service.js';
import { newBatch } from './new-batch.js';
import { type OpenedRows, openRows, UnreadableFileError } from './read-rows.js';

export const IMPORT_QUEUE = 'ingest.import';

/** Endings that say how to read a file; anything else is looked at. */
const ENDING = /\.(csv|tsv|txt|jsonl|ndjson|mbox)?(\.gz)?$/i;

export interface Upload {
  content: Readable;
  fileName: string;
  source: string;
  mapping: ColumnMapping;
  /** Whether to begin at once, or to wait until somebody has looked at the mapping. */
  start: boolean;
  now: Date;
}

/** Files that came over HTTP: kept in the data folder until they are imported. */
@Injectable()
export class UploadsService {
  constructor(
    private readonly db: DataSource,
    private readonly config: Config,
    private readonly jobs: JobsService,
  ) {}

  /** Keeps a file and says what was found in it. Throws 422 with a sentence when it cannot be read; then nothing is kept. */
  async accept(upload: Upload): Promise<ImportBatch> {
    const storedAs = `${randomUUID()}${ENDING.exec(upload.fileName)?.[0]?.toLowerCase() ?? ''}`;
    const path = this.pathOf(storedAs);
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    try {
      await pipeline(upload.content, createWriteStream(path, { mode: 0o600 }));
      const opened = await openRows(path);
      const mapping = mappingFor(opened, upload.mapping, path);
      return await this.keep(upload, storedAs, mapping, opened);
    } catch (error) {
      await rm(path, { force: true });
      throw error instanceof UnreadableFileError ? unreadable(error, path, upload.fileName) : error;
    }
  }

  /** Columns and first rows of a file that waits, for the page on which its mapping is confirmed. */
  async look(batch: ImportBatch): Promise<OpenedRows> {
    return openRows(this.pathOf(batch.storedAs ?? ''));
  }

  /** Begins with a waiting file, with the mapping as it was corrected. */
  async begin(id: string, mapping: ColumnMapping): Promise<ImportBatch> {
    const batch = await this.get(id);
    if (batch.state !== 'waiting' || !batch.storedAs)
      throw new ConflictException({ code: 'import.not-waiting', message: 'This import has already begun.' });
    const path = this.pathOf(batch.storedAs);
    try {
      batch.mapping = mappingFor(await openRows(path), mapping, path);
    } catch (error) {
      throw error instanceof UnreadableFileError ? unreadable(error, path, batch.fileName) : error;
    }
    batch.fileHash = await fileHash(path, batch.mapping);
    batch.state = 'running';
    return this.save(batch);
  }

  async get(id: string): Promise<ImportBatch> {
    const batch = await this.db.getRepository(ImportBatch).findOneBy({ id });
    if (!batch) throw new NotFoundException({ code: 'import.not-found', message: 'There is no such import.' });
    return batch;
  }

  async newest(limit: number): Promise<ImportBatch[]> {
    return this.db.getRepository(ImportBatch).find({ order: { createdAt: 'DESC', id: 'DESC' }, take: limit });
  }

  pathOf(storedAs: string): string {
    return join(this.folder, storedAs);
  }

  private async keep(
    upload: Upload,
    storedAs: string,
    mapping: ColumnMapping,
    { bytes }: OpenedRows,
  ): Promise<ImportBatch> {
    const { source, now, start } = upload;
    const fileName = upload.fileName.slice(0, 255);
    const hash = start ? await fileHash(this.pathOf(storedAs), mapping) : `waiting:${storedAs}`;
    const fresh = newBatch({ fileName, source, mapping, now, bytes, fileHash: hash });
    return this.save({ ...fresh, storedAs, state: start ? 'running' : 'waiting' });
  }

  /** The same file with the same mapping a second time is the first import. */
  private async save(batch: ImportBatch): Promise<ImportBatch> {
    const batches = this.db.getRepository(ImportBatch);
    try {
      await batches.save(batch);
    } catch (error) {
      if (!isUniqueViolation(error, 'import_batch_file_key')) throw error;
      await rm(this.pathOf(batch.storedAs!), { force: true });
      await batches.delete({ id: batch.id });
      return batches.findOneByOrFail({ source: batch.source, fileHash: batch.fileHash });
    }
    // The job also looks every minute: a wake that fails only delays.
    if (batch.state === 'running') await this.jobs.wake(IMPORT_QUEUE).catch(() => undefined);
    return batch;
  }

  private get folder(): string {
    return join(this.config.env.DATA_DIR, 'uploads');
  }
}

/** The sentence speaks of the file by the name that the person knows. */
function unreadable(error: UnreadableFileError, path: string, fileName: string): UnprocessableEntityException {
  const message = error.message
    .replaceAll(path, fileName)
    .replace(' Name it with --text-column.', ' Name it in the mapping.');
  return new UnprocessableEntityException({ code: 'import.unreadable', message });
}

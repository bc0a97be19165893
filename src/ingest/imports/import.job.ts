import { rm } from 'node:fs/promises';
import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { isAway } from '../../platform/http/problem.js';
import type { Job, JobContext, JobCounts } from '../../platform/jobs/job.js';
import { ImportBatch } from './import-batch.entity.js';
import { ImportsService, ImportTakenOverError } from './imports.service.js';
import { UploadsService } from './uploads.service.js';

/** Renewed with every stored group of lines; a lost worker's file goes on where it stopped. */
const CLAIM_MS = 15_000;

/** Reads uploaded files. A file is in the hands of one worker at a time. */
@Injectable()
export class ImportJob implements Job {
  private readonly logger = new Logger(ImportJob.name);

  constructor(
    private readonly db: DataSource,
    private readonly imports: ImportsService,
    private readonly uploads: UploadsService,
  ) {}

  async run({ now, signal }: JobContext): Promise<JobCounts> {
    const counts: JobCounts = { imported: 0, failed: 0 };
    while (!signal.aborted) {
      const batch = await this.claim(now);
      if (!batch) break;
      const outcome = await this.importOne(batch, { now, signal });
      if (outcome !== 'running') counts[outcome === 'done' ? 'imported' : 'failed']!++;
    }
    return counts;
  }

  private async claim(now: Date): Promise<ImportBatch | null> {
    const [row] = await this.db.query<{ id: string }[]>(
      `WITH due AS (
         SELECT id FROM import_batch WHERE state = 'running' AND stored_as IS NOT NULL AND (claimed_until IS NULL OR claimed_until <= $1)
         ORDER BY created_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
       ), claimed AS (UPDATE import_batch b SET claimed_until = $2 FROM due WHERE b.id = due.id RETURNING b.id)
       SELECT id FROM claimed`,
      [now, new Date(now.getTime() + CLAIM_MS)],
    );
    return row ? this.db.getRepository(ImportBatch).findOneByOrFail({ id: row.id }) : null;
  }

  private async importOne(batch: ImportBatch, { now, signal }: JobContext): Promise<string> {
    const path = this.uploads.pathOf(batch.storedAs!);
    const started = Date.now();
    const lease = (): Date => new Date(now.getTime() + Date.now() - started + CLAIM_MS);
    try {
      const { state } = await this.imports.resume(batch, path, { now, lease, signal });
      if (state !== 'running') await rm(path, { force: true });
      return state;
    } catch (error) {
      if (isAway(error)) throw error;
      if (error instanceof ImportTakenOverError) return 'taken over';
      this.logger.error({ event: 'import.failed', id: batch.id, reason: (error as Error).name });
      await this.giveUp(batch, now);
      await rm(path, { force: true });
      return 'failed';
    }
  }

  private async giveUp({ id }: ImportBatch, now: Date): Promise<void> {
    const reason = 'The file could not be read to its end. Upload it again; what was taken stays.';
    const failed = { state: 'failed' as const, reason, finishedAt: now, claimedUntil: null };
    await this.db.getRepository(ImportBatch).update({ id, state: 'running' }, failed);
  }
}

import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Config } from '../../platform/config.js';
import type { Subject } from '../../platform/personal-data/personal-data.js';
import { ErasureMarks } from './erasure-marks.js';

/**
 * The marks of all erasures, in the database and once more in a file of the data folder: a database restored from an
 * older backup does not know of later erasures, but the file does.
 */
@Injectable()
export class ErasureLedger {
  constructor(
    private readonly db: DataSource,
    private readonly config: Config,
    private readonly marks: ErasureMarks,
  ) {}

  /** Marks the customer, his addresses, tickets and texts; returns the marks. */
  async mark(
    { customerIds, ticketIds, feedbackIds, emails }: Subject,
    em: EntityManager,
    now: Date,
  ): Promise<string[]> {
    const keys = [
      ...(await this.keysIn(em, 'customer', 'customer', customerIds)),
      ...(await this.keysIn(em, 'ticket', 'ticket', ticketIds)),
      ...(await this.keysIn(em, 'feedback', 'feedback', feedbackIds)),
      ...emails.map((email) => this.marks.keyOf('email', '', email)),
    ];
    await this.marks.add(keys, now, em);
    return keys;
  }

  /** Adds marks to the file. A file that cannot be written is no reason to keep data: the next start adds what is missing. */
  async append(keys: string[], now: Date): Promise<void> {
    await mkdir(this.config.env.DATA_DIR, { recursive: true });
    const lines = keys.map((key) => `${JSON.stringify({ key, erasedAt: now.toISOString() })}\n`);
    await appendFile(this.path, lines.join(''), { mode: 0o600 });
  }

  /** Brings file and database to the same marks; returns those that the database did not know, with their times. */
  async reconcile(): Promise<Map<string, Date>> {
    const filed = await this.filed();
    const rows = await this.db.query<{ key: string; erased_at: Date }[]>('SELECT key, erased_at FROM erasure_mark');
    const stored = new Map(rows.map((row) => [row.key, row.erased_at]));
    for (const [key, at] of stored) if (!filed.has(key)) await this.append([key], at);
    return new Map([...filed].filter(([key]) => !stored.has(key)));
  }

  private async filed(): Promise<Map<string, Date>> {
    const text = await readFile(this.path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
    const lines = text.split('\n').filter((line) => line.startsWith('{') && line.endsWith('}'));
    return new Map(
      lines
        .map((line) => JSON.parse(line) as { key: string; erasedAt: string })
        .map(({ key, erasedAt }) => [key, new Date(erasedAt)]),
    );
  }

  private async keysIn(
    em: EntityManager,
    table: 'customer' | 'ticket' | 'feedback',
    kind: 'customer' | 'ticket' | 'feedback',
    ids: string[],
  ): Promise<string[]> {
    const sql = `SELECT source, external_id FROM ${table} WHERE id = ANY ($1)`;
    const rows = await em.query<{ source: string; external_id: string }[]>(sql, [ids]);
    return rows.map((row) => this.marks.keyOf(kind, row.source, row.external_id));
  }

  private get path(): string {
    return join(this.config.env.DATA_DIR, 'erasures.jsonl');
  }
}

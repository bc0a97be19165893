import { Check, Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import type { ColumnMapping } from './guess-columns.js';

/** One file on its way in. An upload waits until its mapping is confirmed. `nextLine` moves with the rows in the same transaction: a crash resumes where it stopped. */
@Entity('import_batch')
@Check('import_batch_state_check', `state IN ('waiting', 'running', 'done', 'failed')`)
@Check('import_batch_kind_check', `kind IN ('tickets', 'articles')`)
@Unique('import_batch_file_key', ['source', 'fileHash'])
export class ImportBatch {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'import_batch_pkey' })
  id!: string;

  @Column('text')
  kind!: 'tickets' | 'articles';

  @Column('text', { name: 'file_name' })
  fileName!: string;

  @Column('text', { name: 'file_hash' })
  fileHash!: string;

  @Column('text')
  source!: string;

  @Column('jsonb')
  mapping!: ColumnMapping;

  @Column('text')
  state!: 'waiting' | 'running' | 'done' | 'failed';

  @Column('integer', { name: 'next_line' })
  nextLine!: number;

  @Column('integer')
  imported!: number;

  @Column('integer')
  unchanged!: number;

  @Column('integer')
  refused!: number;

  @Column('text', { nullable: true })
  reason!: string | null;

  /** Name of an uploaded file in the data folder; NULL for files that were named on the command line. */
  @Column('text', { name: 'stored_as', nullable: true })
  storedAs!: string | null;

  @Column('bigint', { nullable: true })
  bytes!: string | null;

  @Column('bigint', { name: 'bytes_read', nullable: true })
  bytesRead!: string | null;

  /** While a worker reads the file; a lost worker's file is taken over after it. */
  @Column('timestamptz', { name: 'claimed_until', nullable: true })
  claimedUntil!: Date | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'finished_at', nullable: true })
  finishedAt!: Date | null;
}

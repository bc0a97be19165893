import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import type { ColumnMapping } from './guess-columns.js';

/** One file on its way in. `nextLine` moves with the rows in the same transaction: a crash resumes where it stopped. */
@Entity('import_batch')
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
  state!: 'running' | 'done' | 'failed';

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

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'finished_at', nullable: true })
  finishedAt!: Date | null;
}

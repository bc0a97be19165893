import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import { ImportBatch } from './import-batch.entity.js';

/** A line that could not be taken, with the reason. */
@Entity('import_error')
@Unique('import_error_batch_line_key', ['batchId', 'line'])
export class ImportError {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'import_error_pkey' })
  id!: string;

  @ForeignKey(() => ImportBatch, { name: 'import_error_batch_fk', onDelete: 'CASCADE' })
  @Column('uuid', { name: 'batch_id' })
  batchId!: string;

  @Column('integer')
  line!: number;

  @Column('text')
  reason!: string;
}

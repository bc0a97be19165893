import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** A line that could not be taken, with the reason. */
@Entity('import_error')
@Unique('import_error_batch_line_key', ['batchId', 'line'])
export class ImportError {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'import_error_pkey' })
  id!: string;

  @Column('uuid', { name: 'batch_id' })
  batchId!: string;

  @Column('integer')
  line!: number;

  @Column('text')
  reason!: string;
}

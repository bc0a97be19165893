import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A keyed hash of somebody or something erased: recognised when it comes again, unreadable by itself. */
@Entity('erasure_mark')
export class ErasureMark {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'erasure_mark_pkey' })
  key!: string;

  @Column('timestamptz', { name: 'erased_at' })
  erasedAt!: Date;
}

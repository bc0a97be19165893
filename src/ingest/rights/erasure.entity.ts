import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An erasure with its receipt: how much was removed where, and nothing about whom. */
@Entity('erasure')
export class Erasure {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'erasure_pkey' })
  id!: string;

  @Column('text', { name: 'asked_by' })
  askedBy!: string;

  @Column('timestamptz', { name: 'asked_at' })
  askedAt!: Date;

  @Column('timestamptz', { name: 'finished_at', nullable: true })
  finishedAt!: Date | null;

  @Column('jsonb')
  counts!: Record<string, number>;
}

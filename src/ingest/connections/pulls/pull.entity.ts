import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import { Connection } from '../connection.entity.js';

/** One stream of a connection that is read page by page. The cursor moves in the transaction that stores the page. */
@Entity('pull')
@Unique('pull_connection_stream_key', ['connectionId', 'stream'])
export class Pull {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pull_pkey' })
  id!: string;

  @ForeignKey(() => Connection, { name: 'pull_connection_fk', onDelete: 'CASCADE' })
  @Column('uuid', { name: 'connection_id' })
  connectionId!: string;

  @Column('text')
  stream!: string;

  @Column('jsonb', { nullable: true })
  cursor!: Record<string, unknown> | null;

  /** NULL while it is switched off. */
  @Column('timestamptz', { name: 'next_run_at', nullable: true })
  nextRunAt!: Date | null;

  @Column('uuid', { name: 'claimed_by', nullable: true })
  claimedBy!: string | null;

  @Column('timestamptz', { name: 'claimed_until', nullable: true })
  claimedUntil!: Date | null;

  @Column('integer', { default: 0 })
  taken!: number;

  /** How often the help desk asked us to wait. */
  @Column('integer', { default: 0 })
  waits!: number;

  @Column('integer', { default: 0 })
  attempts!: number;

  @Column('timestamptz', { name: 'waits_until', nullable: true })
  waitsUntil!: Date | null;

  @Column('timestamptz', { name: 'caught_up_at', nullable: true })
  caughtUpAt!: Date | null;

  @Column('timestamptz', { name: 'last_run_at', nullable: true })
  lastRunAt!: Date | null;

  @Column('text', { name: 'last_error', nullable: true })
  lastError!: string | null;
}

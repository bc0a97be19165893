import { Check, Column, Entity, ForeignKey, Generated, Index, PrimaryColumn } from 'typeorm';
import { EncoderRecord } from '../../embedding/encoder-record.entity.js';

/** One fit of the themes: when, over what, with which settings, and what came of it. */
@Entity('mining_run')
@Check('mining_run_kind_check', `kind IN ('first', 'weekly', 'grown', 'encoder')`)
@Check('mining_run_state_check', `state IN ('running', 'done', 'failed')`)
export class MiningRun {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'mining_run_pkey' })
  id!: string;

  /** Order of runs. */
  @Index('mining_run_position_idx')
  @Column('bigint')
  @Generated('increment')
  position!: string;

  @Column('text')
  kind!: 'first' | 'weekly' | 'grown' | 'encoder';

  @Column('text')
  state!: 'running' | 'done' | 'failed';

  @Column('timestamptz', { name: 'started_at' })
  startedAt!: Date;

  @Column('timestamptz', { name: 'finished_at', nullable: true })
  finishedAt!: Date | null;

  @Index('mining_run_encoder_idx')
  @ForeignKey(() => EncoderRecord, { name: 'mining_run_encoder_fk' })
  @Column('integer', { name: 'encoder_id' })
  encoderId!: number;

  @Column('timestamptz', { name: 'window_from' })
  windowFrom!: Date;

  @Column('timestamptz', { name: 'window_to' })
  windowTo!: Date;

  @Column('jsonb')
  settings!: Record<string, unknown>;

  @Column('integer')
  seed!: number;

  @Column('text', { name: 'inputs_hash', nullable: true })
  inputsHash!: string | null;

  @Column('jsonb', { default: {} })
  counts!: Record<string, number>;

  /** Share of statements in this run and the one before that kept their theme; null for the first run. */
  @Column('double precision', { nullable: true })
  stability!: number | null;

  @Column('text', { nullable: true })
  reason!: string | null;
}

import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { EncoderRecord } from './encoder-record.entity.js';
import { Statement } from '../../ingest/feedback/statement.entity.js';

/** A text that the encoder could not read: tried again later and later, then left aside and told in health. */
@Entity('embedding_failure')
export class EmbeddingFailure {
  @ForeignKey(() => EncoderRecord, { name: 'embedding_failure_encoder_fk' })
  @PrimaryColumn('integer', { name: 'encoder_id', primaryKeyConstraintName: 'embedding_failure_pkey' })
  encoderId!: number;

  @Index('embedding_failure_statement_idx')
  @ForeignKey(() => Statement, { name: 'embedding_failure_statement_fk', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'statement_id', primaryKeyConstraintName: 'embedding_failure_pkey' })
  statementId!: string;

  @Column('integer')
  attempts!: number;

  @Column('timestamptz', { name: 'next_attempt_at' })
  nextAttemptAt!: Date;

  /** Class of the error, never the text. */
  @Column('text')
  reason!: string;
}

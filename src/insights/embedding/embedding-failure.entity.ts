import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A text that the encoder could not read: tried again later and later, then left aside and told in health. */
@Entity('embedding_failure')
export class EmbeddingFailure {
  @PrimaryColumn('integer', { name: 'encoder_id', primaryKeyConstraintName: 'embedding_failure_pkey' })
  encoderId!: number;

  @Index('embedding_failure_statement_idx')
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

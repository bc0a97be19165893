import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { EncoderRecord } from '../embedding/encoder-record.entity.js';
import { Statement } from '../../ingest/feedback/statement.entity.js';

/** What the heads on a vector say of a statement: whether it carries an issue, and its sentiment. */
@Entity('statement_reading')
@Check('statement_reading_corrected_check', `corrected IN ('negative', 'neutral', 'positive')`)
export class StatementReading {
  @ForeignKey(() => Statement, { name: 'statement_reading_statement_fk', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'statement_id', primaryKeyConstraintName: 'statement_reading_pkey' })
  statementId!: string;

  @Index('statement_reading_encoder_idx')
  @ForeignKey(() => EncoderRecord, { name: 'statement_reading_encoder_fk' })
  @Column('integer', { name: 'encoder_id' })
  encoderId!: number;

  /** P(issue); below .2 it is small talk and is not mined. */
  @Column('real')
  issue!: number;

  @Column('real', { nullable: true })
  negative!: number | null;

  @Column('real', { nullable: true })
  neutral!: number | null;

  @Column('real', { nullable: true })
  positive!: number | null;

  /** A person's word; it wins over the probabilities and survives a new encoder. */
  @Column('text', { nullable: true })
  corrected!: 'negative' | 'neutral' | 'positive' | null;

  @Column('text', { name: 'corrected_by', nullable: true })
  correctedBy!: string | null;

  @Column('timestamptz', { name: 'corrected_at', nullable: true })
  correctedAt!: Date | null;
}

import { Column, Entity, ForeignKey, Generated, Index, PrimaryColumn } from 'typeorm';
import { EncoderRecord } from './encoder-record.entity.js';
import { Statement } from '../../ingest/feedback/statement.entity.js';

/** The vector of a statement: Float32, little-endian, length 1. */
@Entity('embedding')
@Index('embedding_position_idx', ['encoderId', 'position'])
export class Embedding {
  @ForeignKey(() => EncoderRecord, { name: 'embedding_encoder_fk' })
  @PrimaryColumn('integer', { name: 'encoder_id', primaryKeyConstraintName: 'embedding_pkey' })
  encoderId!: number;

  @Index('embedding_statement_idx')
  @ForeignKey(() => Statement, { name: 'embedding_statement_fk', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'statement_id', primaryKeyConstraintName: 'embedding_pkey' })
  statementId!: string;

  @Column('bytea')
  vector!: Buffer;

  /** Grows with every vector stored. */
  @Column('bigint')
  @Generated('increment')
  position!: string;
}

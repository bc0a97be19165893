import { Column, Entity, Generated, Index, PrimaryColumn } from 'typeorm';

/** The vector of a statement: Float32, little-endian, length 1. */
@Entity('embedding')
@Index('embedding_position_idx', ['encoderId', 'position'])
export class Embedding {
  @PrimaryColumn('integer', { name: 'encoder_id', primaryKeyConstraintName: 'embedding_pkey' })
  encoderId!: number;

  @Index('embedding_statement_idx')
  @PrimaryColumn('uuid', { name: 'statement_id', primaryKeyConstraintName: 'embedding_pkey' })
  statementId!: string;

  @Column('bytea')
  vector!: Buffer;

  /** Grows with every vector stored. */
  @Column('bigint')
  @Generated('increment')
  position!: string;
}

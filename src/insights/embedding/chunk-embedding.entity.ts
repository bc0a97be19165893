import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The vector of a piece of a help article. */
@Entity('chunk_embedding')
export class ChunkEmbedding {
  @PrimaryColumn('integer', { name: 'encoder_id', primaryKeyConstraintName: 'chunk_embedding_pkey' })
  encoderId!: number;

  @Index('chunk_embedding_chunk_idx')
  @PrimaryColumn('uuid', { name: 'chunk_id', primaryKeyConstraintName: 'chunk_embedding_pkey' })
  chunkId!: string;

  @Column('bytea')
  vector!: Buffer;
}

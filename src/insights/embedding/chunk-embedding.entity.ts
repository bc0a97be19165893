import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { EncoderRecord } from './encoder-record.entity.js';
import { KbChunk } from '../../ingest/articles/kb-chunk.entity.js';

/** The vector of a piece of a help article. */
@Entity('chunk_embedding')
export class ChunkEmbedding {
  @ForeignKey(() => EncoderRecord, { name: 'chunk_embedding_encoder_fk' })
  @PrimaryColumn('integer', { name: 'encoder_id', primaryKeyConstraintName: 'chunk_embedding_pkey' })
  encoderId!: number;

  @Index('chunk_embedding_chunk_idx')
  @ForeignKey(() => KbChunk, { name: 'chunk_embedding_chunk_fk', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'chunk_id', primaryKeyConstraintName: 'chunk_embedding_pkey' })
  chunkId!: string;

  @Column('bytea')
  vector!: Buffer;
}

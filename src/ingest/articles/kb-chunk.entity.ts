import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import { KbArticle } from './kb-article.entity.js';

/** A piece of an article that is embedded on its own; position 0 is the title alone. */
@Entity('kb_chunk')
@Unique('kb_chunk_article_position_key', ['articleId', 'position'])
export class KbChunk {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'kb_chunk_pkey' })
  id!: string;

  @ForeignKey(() => KbArticle, { name: 'kb_chunk_article_fk', onDelete: 'CASCADE' })
  @Column('uuid', { name: 'article_id' })
  articleId!: string;

  @Column('integer')
  position!: number;

  @Column('text')
  text!: string;
}

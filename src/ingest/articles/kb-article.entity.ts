import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** A page of the help centre. The body is Markdown. */
@Entity('kb_article')
@Unique('kb_article_source_external_id_key', ['source', 'externalId'])
export class KbArticle {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'kb_article_pkey' })
  id!: string;

  @Column('text')
  source!: string;

  @Column('text', { name: 'external_id' })
  externalId!: string;

  @Column('text')
  title!: string;

  @Column('text')
  body!: string;

  @Column('text', { nullable: true })
  locale!: string | null;

  @Column('text', { nullable: true })
  url!: string | null;

  @Column('timestamptz', { name: 'published_at', nullable: true })
  publishedAt!: Date | null;

  @Column('timestamptz', { name: 'source_updated_at' })
  sourceUpdatedAt!: Date;

  @Column('text', { name: 'content_hash' })
  contentHash!: string;

  @Column('timestamptz', { name: 'deleted_at', nullable: true })
  deletedAt!: Date | null;
}

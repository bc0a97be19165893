import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The words of a statement for full-text search. */
@Entity('search_document')
@Index('search_document_words_idx', { synchronize: false })
export class SearchDocument {
  @PrimaryColumn('uuid', { name: 'statement_id', primaryKeyConstraintName: 'search_document_pkey' })
  statementId!: string;

  @Column('tsvector')
  words!: string;
}

import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Statement } from '../../ingest/feedback/statement.entity.js';

/** The words of a statement for full-text search. */
@Entity('search_document')
@Index('search_document_words_idx', { synchronize: false })
export class SearchDocument {
  @ForeignKey(() => Statement, { name: 'search_document_statement_fk', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'statement_id', primaryKeyConstraintName: 'search_document_pkey' })
  statementId!: string;

  @Column('tsvector')
  words!: string;
}

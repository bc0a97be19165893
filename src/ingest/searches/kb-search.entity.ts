import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/** A search made in the help centre. One without a result, or without a click, is evidence for a missing article. Masked. */
@Entity('kb_search')
@Unique('kb_search_source_external_id_key', ['source', 'externalId'])
export class KbSearch {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'kb_search_pkey' })
  id!: string;

  @Column('text')
  source!: string;

  @Column('text', { name: 'external_id' })
  externalId!: string;

  @Column('text')
  query!: string;

  @Column('text', { nullable: true })
  locale!: string | null;

  @Column('integer')
  results!: number;

  /** NULL when the help centre does not tell. */
  @Column('boolean', { nullable: true })
  clicked!: boolean | null;

  @Index('kb_search_searched_at_idx')
  @Column('timestamptz', { name: 'searched_at' })
  searchedAt!: Date;
}

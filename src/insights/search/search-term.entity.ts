import { Column, Entity, PrimaryColumn } from 'typeorm';

/** In how many statements a word stands: its weight in a ranking. */
@Entity('search_term')
export class SearchTerm {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'search_term_pkey' })
  term!: string;

  @Column('integer')
  documents!: number;
}

import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Which theme a mined statement belongs to. */
@Entity('theme_assignment')
@Index('theme_assignment_theme_idx', ['themeId', 'similarity'])
@Check('theme_assignment_source_check', `source IN ('engine', 'person')`)
export class ThemeAssignment {
  @PrimaryColumn('uuid', { name: 'statement_id', primaryKeyConstraintName: 'theme_assignment_pkey' })
  statementId!: string;

  /** Null: unassigned, or by a person: belongs to no theme. */
  @Column('uuid', { name: 'theme_id', nullable: true })
  themeId!: string | null;

  @Column('real', { nullable: true })
  similarity!: number | null;

  @Column('text')
  source!: 'engine' | 'person';

  @Column('timestamptz')
  at!: Date;
}

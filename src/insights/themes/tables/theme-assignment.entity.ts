import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Statement } from '../../../ingest/feedback/statement.entity.js';
import { Theme } from './theme.entity.js';

/** Which theme a mined statement belongs to. */
@Entity('theme_assignment')
@Index('theme_assignment_theme_idx', ['themeId', 'similarity'])
@Check('theme_assignment_source_check', `source IN ('engine', 'person')`)
export class ThemeAssignment {
  @ForeignKey(() => Statement, { name: 'theme_assignment_statement_fk', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'statement_id', primaryKeyConstraintName: 'theme_assignment_pkey' })
  statementId!: string;

  /** Null: unassigned, or by a person: belongs to no theme. */
  @ForeignKey(() => Theme, { name: 'theme_assignment_theme_fk' })
  @Column('uuid', { name: 'theme_id', nullable: true })
  themeId!: string | null;

  @Column('real', { nullable: true })
  similarity!: number | null;

  @Column('text')
  source!: 'engine' | 'person';

  @Column('timestamptz')
  at!: Date;
}

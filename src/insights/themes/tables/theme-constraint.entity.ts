import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { Feedback } from '../../../ingest/feedback/feedback.entity.js';
import { Theme } from './theme.entity.js';

/** What people have said and no fit may undo. */
@Entity('theme_constraint')
@Unique('theme_constraint_pair_key', ['themeId', 'otherThemeId'])
@Unique('theme_constraint_feedback_key', ['feedbackId'])
@Check('theme_constraint_kind_check', `kind IN ('never-merge', 'belongs')`)
export class ThemeConstraint {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'theme_constraint_pkey' })
  id!: string;

  @Column('text')
  kind!: 'never-merge' | 'belongs';

  @ForeignKey(() => Theme, { name: 'theme_constraint_theme_fk' })
  @Column('uuid', { name: 'theme_id', nullable: true })
  themeId!: string | null;

  @Index('theme_constraint_other_idx')
  @ForeignKey(() => Theme, { name: 'theme_constraint_other_fk' })
  @Column('uuid', { name: 'other_theme_id', nullable: true })
  otherThemeId!: string | null;

  @ForeignKey(() => Feedback, { name: 'theme_constraint_feedback_fk', onDelete: 'CASCADE' })
  @Column('uuid', { name: 'feedback_id', nullable: true })
  feedbackId!: string | null;

  @Column('text')
  actor!: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}

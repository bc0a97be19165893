import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Team } from '../teams/team.entity.js';

export const ACTION_STATUSES = ['open', 'planned', 'in_progress', 'shipped', 'declined'] as const;
export type ActionStatus = (typeof ACTION_STATUSES)[number];

/** What a team decided to do about a theme or a missing article. */
@Entity('action')
@Check('action_status_check', `status IN ('open', 'planned', 'in_progress', 'shipped', 'declined')`)
export class Action {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'action_pkey' })
  id!: string;

  @Index('action_team_idx')
  @ForeignKey(() => Team, { name: 'action_team_fk', onDelete: 'CASCADE' })
  @Column('uuid', { name: 'team_id' })
  teamId!: string;

  @Column('text')
  title!: string;

  @Index('action_theme_idx')
  @Column('uuid', { name: 'theme_id', nullable: true })
  themeId!: string | null;

  @Column('uuid', { name: 'gap_id', nullable: true })
  gapId!: string | null;

  @Column('text')
  status!: ActionStatus;

  @Column('text', { nullable: true })
  owner!: string | null;

  @Column('date', { name: 'due_on', nullable: true })
  dueOn!: string | null;

  /** The issue in the tracker where the work is done. */
  @Index('action_outside_url_idx')
  @Column('text', { name: 'outside_url', nullable: true })
  outsideUrl!: string | null;

  /** The effect's base leaves out the loudest of the four weeks before this. */
  @Column('timestamptz', { name: 'decided_at' })
  decidedAt!: Date;

  @Column('timestamptz', { name: 'shipped_at', nullable: true })
  shippedAt!: Date | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}

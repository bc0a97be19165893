import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { TeamKind } from '../rendering/document.js';

export const WHEN_QUIET = ['send', 'skip', 'combine'] as const;
export type WhenQuiet = (typeof WHEN_QUIET)[number];

/** People who get one digest a week and act on it. The hour is local to the team's zone. */
@Entity('team')
@Check('team_when_quiet_check', `when_quiet IN ('send', 'skip', 'combine')`)
@Check('team_send_hour_check', `send_hour BETWEEN 4 AND 22`)
@Check('team_send_weekday_check', `send_weekday BETWEEN 1 AND 7`)
@Check('team_kind_check', `kind IN ('product', 'content', 'support')`)
@Unique('team_name_key', ['name'])
@Index('team_default_owner_idx', ['isDefaultOwner'], { unique: true, where: 'is_default_owner' })
export class Team {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'team_pkey' })
  id!: string;

  @Column('text')
  name!: string;

  @Column('text')
  kind!: TeamKind;

  @Column('text', { name: 'time_zone' })
  timeZone!: string;

  /** 1 is Monday. */
  @Column('integer', { name: 'send_weekday' })
  sendWeekday!: number;

  @Column('integer', { name: 'send_hour' })
  sendHour!: number;

  /** Gets what no routing rule claims. */
  @Column('boolean', { name: 'is_default_owner', default: false })
  isDefaultOwner!: boolean;

  /** What happens in a week in which nothing was established: send anyway, say nothing, or tell it with the next week. */
  @Column('text', { name: 'when_quiet', default: 'send' })
  whenQuiet!: WhenQuiet;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'paused_at', nullable: true })
  pausedAt!: Date | null;
}

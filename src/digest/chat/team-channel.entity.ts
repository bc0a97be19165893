import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Team } from '../teams/team.entity.js';

/** A chat room that gets the team's digest: an incoming webhook of Slack or a workflow of Microsoft Teams. */
@Entity('team_channel')
@Check('team_channel_kind_check', `kind IN ('slack', 'teams')`)
export class TeamChannel {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'team_channel_pkey' })
  id!: string;

  @Index('team_channel_team_idx')
  @ForeignKey(() => Team, { name: 'team_channel_team_fk', onDelete: 'CASCADE' })
  @Column('uuid', { name: 'team_id' })
  teamId!: string;

  @Column('text')
  kind!: 'slack' | 'teams';

  @Column('text')
  label!: string;

  /** Encrypted: who knows the address may write there. */
  @Column('text', { name: 'url_sealed' })
  urlSealed!: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  /** The chat program said that the address is gone (410), or it was unreachable for days. */
  @Column('timestamptz', { name: 'disabled_at', nullable: true })
  disabledAt!: Date | null;

  @Column('text', { name: 'disabled_reason', nullable: true })
  disabledReason!: string | null;
}

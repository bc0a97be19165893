import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import { Team } from './team.entity.js';

/** An address that gets the team's digest by mail. */
@Entity('team_recipient')
@Unique('team_recipient_email_key', ['teamId', 'email'])
export class TeamRecipient {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'team_recipient_pkey' })
  id!: string;

  @ForeignKey(() => Team, { name: 'team_recipient_team_fk', onDelete: 'CASCADE' })
  @Column('uuid', { name: 'team_id' })
  teamId!: string;

  @Column('text')
  email!: string;

  @Column('text', { nullable: true })
  name!: string | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'unsubscribed_at', nullable: true })
  unsubscribedAt!: Date | null;
}

import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** An address that gets the team's digest by mail. */
@Entity('team_recipient')
@Unique('team_recipient_email_key', ['teamId', 'email'])
export class TeamRecipient {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'team_recipient_pkey' })
  id!: string;

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

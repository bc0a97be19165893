import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Digest } from '../delivery/digest.entity.js';
import { Team } from '../teams/team.entity.js';

/** A meeting in which a team goes through its open loop. */
@Entity('review')
@Index('review_team_idx', ['teamId', 'startedAt'])
export class Review {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'review_pkey' })
  id!: string;

  @ForeignKey(() => Team, { name: 'review_team_fk', onDelete: 'CASCADE' })
  @Column('uuid', { name: 'team_id' })
  teamId!: string;

  /** The digest that lay on the table; null when there was none yet. */
  @Index('review_digest_idx')
  @ForeignKey(() => Digest, { name: 'review_digest_fk', onDelete: 'SET NULL' })
  @Column('uuid', { name: 'digest_id', nullable: true })
  digestId!: string | null;

  @Column('text', { name: 'started_by' })
  startedBy!: string;

  @Column('timestamptz', { name: 'started_at' })
  startedAt!: Date;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt!: Date | null;
}

import { Check, Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import { Team } from '../teams/team.entity.js';
import type { DigestFacts } from '../facts/digest-facts.js';
import type { DigestDocument } from '../rendering/document.js';

/** What one team was told about one ISO week. Never changed once built. */
@Entity('digest')
@Check('digest_held_check', `held IN ('skipped', 'combined')`)
@Unique('digest_team_week_key', ['teamId', 'week'])
export class Digest {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'digest_pkey' })
  id!: string;

  @ForeignKey(() => Team, { name: 'digest_team_fk', onDelete: 'CASCADE' })
  @Column('uuid', { name: 'team_id' })
  teamId!: string;

  @Column('text')
  week!: string;

  @Column('jsonb')
  facts!: DigestFacts;

  @Column('jsonb')
  document!: DigestDocument;

  @Column('text', { name: 'inputs_hash' })
  inputsHash!: string;

  @Column('timestamptz', { name: 'built_at' })
  builtAt!: Date;

  /** Why it was not sent: nothing was established, and the team wants silence then, or to hear of it with the next one. */
  @Column('text', { nullable: true })
  held!: 'skipped' | 'combined' | null;
}

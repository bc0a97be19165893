import { Check, Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import type { Settings } from '../asking/settings.js';

export const SURVEY_STATES = ['draft', 'active', 'paused', 'archived'] as const;
export type SurveyState = (typeof SURVEY_STATES)[number];

/** One question that is asked again and again, with who is asked and when. */
@Entity('survey')
@Check('survey_state_check', `state IN ('draft', 'active', 'paused', 'archived')`)
@Unique('survey_public_key_key', ['publicKey'])
export class Survey {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'survey_pkey' })
  id!: string;

  @Column('text')
  name!: string;

  @Column('text')
  state!: SurveyState;

  @Column('boolean', { name: 'is_anonymous' })
  isAnonymous!: boolean;

  @Column('text', { name: 'public_key' })
  publicKey!: string;

  @Column('integer', { name: 'current_version' })
  currentVersion!: number;

  @Column('jsonb')
  settings!: Settings;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt!: Date;

  @Column('timestamptz', { name: 'activated_at', nullable: true })
  activatedAt!: Date | null;
}

import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import type { Content } from './content.js';

/** What a survey asks and in which words. Never changed: a change is a new version, and answers keep theirs. */
@Entity('survey_version')
@Unique('survey_version_number_key', ['surveyId', 'number'])
export class SurveyVersion {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'survey_version_pkey' })
  id!: string;

  @Column('uuid', { name: 'survey_id' })
  surveyId!: string;

  @Column('integer')
  number!: number;

  @Column('jsonb')
  content!: Content;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}

import { Check, Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** One request that used an invitation: evidence for or against a person, never an answer. */
@Entity('survey_click')
@Index('survey_click_invitation_idx', ['invitationId', 'at'])
@Index('survey_click_at_idx', ['at'])
@Check('survey_click_kind_check', `kind IN ('view', 'post', 'honeypot')`)
export class SurveyClick {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'survey_click_pkey',
  })
  id!: string;

  @Column('uuid', { name: 'invitation_id' })
  invitationId!: string;

  @Column('timestamptz')
  at!: Date;

  @Column('text')
  kind!: 'view' | 'post' | 'honeypot';

  @Column('text', { name: 'option_id', nullable: true })
  optionId!: string | null;

  @Column('text')
  network!: string;

  @Column('text')
  agent!: string;

  @Column('text', { name: 'agent_class' })
  agentClass!: string;

  @Column('boolean', { name: 'is_prefetch' })
  isPrefetch!: boolean;

  @Column('text', { name: 'nonce_id', nullable: true })
  nonceId!: string | null;

  @Column('smallint', { nullable: true })
  level!: number | null;
}

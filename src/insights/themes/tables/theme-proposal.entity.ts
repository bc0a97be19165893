import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { MiningRun } from './mining-run.entity.js';
import { Theme } from './theme.entity.js';

/** What the engine would do and may not: people decide. */
@Entity('theme_proposal')
@Check('theme_proposal_kind_check', `kind IN ('merge', 'split')`)
@Check('theme_proposal_state_check', `state IN ('open', 'accepted', 'dismissed', 'expired')`)
export class ThemeProposal {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'theme_proposal_pkey' })
  id!: string;

  @Column('text')
  kind!: 'merge' | 'split';

  @Index('theme_proposal_theme_idx')
  @ForeignKey(() => Theme, { name: 'theme_proposal_theme_fk' })
  @Column('uuid', { name: 'theme_id' })
  themeId!: string;

  @Index('theme_proposal_other_idx')
  @ForeignKey(() => Theme, { name: 'theme_proposal_other_fk' })
  @Column('uuid', { name: 'other_theme_id', nullable: true })
  otherThemeId!: string | null;

  @Column('real')
  similarity!: number;

  @Column('jsonb', { default: {} })
  evidence!: Record<string, unknown>;

  @Column('text')
  state!: 'open' | 'accepted' | 'dismissed' | 'expired';

  @Index('theme_proposal_run_idx')
  @ForeignKey(() => MiningRun, { name: 'theme_proposal_run_fk' })
  @Column('uuid', { name: 'run_id' })
  runId!: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'decided_at', nullable: true })
  decidedAt!: Date | null;

  @Column('text', { name: 'decided_by', nullable: true })
  decidedBy!: string | null;
}

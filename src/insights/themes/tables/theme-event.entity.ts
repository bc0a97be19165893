import { Check, Column, Entity, ForeignKey, Generated, Index, PrimaryColumn } from 'typeorm';
import { MiningRun } from './mining-run.entity.js';
import { Theme } from './theme.entity.js';

/** What became of a theme, when, why and by whom. Rows are only ever added. */
@Entity('theme_event')
@Index('theme_event_theme_idx', ['themeId', 'position'])
@Check(
  'theme_event_kind_check',
  `kind IN ('born', 'grown', 'merged', 'unmerged', 'split', 'renamed', 'described', 'moved', 'established', 'dormant', 'revived', 'retired', 'pinned', 'unpinned', 'silenced', 'unsilenced', 'kept-apart', 'let-together', 'proposed', 'rebuilt')`,
)
@Check('theme_event_cause_check', `cause IN ('engine', 'person')`)
export class ThemeEvent {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'theme_event_pkey' })
  id!: string;

  @ForeignKey(() => Theme, { name: 'theme_event_theme_fk' })
  @Column('uuid', { name: 'theme_id' })
  themeId!: string;

  /** Order of events: several may happen at the same instant. */
  @Column('bigint')
  @Generated('increment')
  position!: string;

  @Column('text')
  kind!:
    | 'born'
    | 'grown'
    | 'merged'
    | 'unmerged'
    | 'split'
    | 'renamed'
    | 'described'
    | 'moved'
    | 'established'
    | 'dormant'
    | 'revived'
    | 'retired'
    | 'pinned'
    | 'unpinned'
    | 'silenced'
    | 'unsilenced'
    | 'kept-apart'
    | 'let-together'
    | 'proposed'
    | 'rebuilt';

  @Column('timestamptz')
  at!: Date;

  @Column('text')
  cause!: 'engine' | 'person';

  @Column('text')
  actor!: string;

  @Index('theme_event_run_idx')
  @ForeignKey(() => MiningRun, { name: 'theme_event_run_fk' })
  @Column('uuid', { name: 'run_id', nullable: true })
  runId!: string | null;

  @Column('jsonb', { default: {} })
  detail!: Record<string, unknown>;
}

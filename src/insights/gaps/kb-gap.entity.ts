import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { KbArticle } from '../../ingest/articles/kb-article.entity.js';
import type { AvoidableContacts } from './avoidable.js';
import type { GapType } from './gap-type.js';
import type { NearArticle } from './theme-coverage.js';
import { Theme } from '../themes/tables/theme.entity.js';

/** How well the help centre answers a theme, with the evidence. */
@Entity('kb_gap')
@Unique('kb_gap_theme_key', ['themeId'])
@Check('kb_gap_verdict_check', `verdict IN ('likely', 'possible', 'none', 'unknown')`)
@Check('kb_gap_state_check', `state IN ('proposed', 'accepted', 'written', 'dismissed')`)
@Check('kb_gap_rule_check', `rule IN ('theme', 'messages', 'none')`)
export class KbGap {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'kb_gap_pkey' })
  id!: string;

  @ForeignKey(() => Theme, { name: 'kb_gap_theme_fk' })
  @Column('uuid', { name: 'theme_id' })
  themeId!: string;

  /** "none": answered; "unknown": no articles, or too little to judge. */
  @Column('text')
  verdict!: 'likely' | 'possible' | 'none' | 'unknown';

  @Column('text')
  rule!: 'theme' | 'messages' | 'none';

  @Column('double precision', { nullable: true })
  probability!: number | null;

  @Column('double precision', { nullable: true })
  priority!: number | null;

  @Column('integer')
  messages!: number;

  @Index('kb_gap_article_idx')
  @ForeignKey(() => KbArticle, { name: 'kb_gap_article_fk', onDelete: 'SET NULL' })
  @Column('uuid', { name: 'article_id', nullable: true })
  articleId!: string | null;

  @Column('double precision', { name: 'article_cosine', nullable: true })
  articleCosine!: number | null;

  /** Up to three articles that come nearest, best first. */
  @Column('jsonb', { default: [] })
  articles!: NearArticle[];

  @Column('text', { name: 'missing_words', array: true, default: '{}' })
  missingWords!: string[];

  @Column('jsonb', { default: {} })
  evidence!: Record<string, number>;

  @Column('text', { name: 'inputs_hash' })
  inputsHash!: string;

  @Column('timestamptz', { name: 'computed_at' })
  computedAt!: Date;

  /** What people decided; it outlives every new judgement. */
  @Column('text', { default: 'proposed' })
  state!: 'proposed' | 'accepted' | 'written' | 'dismissed';

  @Column('timestamptz', { name: 'state_at', nullable: true })
  stateAt!: Date | null;

  @Column('text', { name: 'state_by', nullable: true })
  stateBy!: string | null;

  @Column('text', { name: 'state_reason', nullable: true })
  stateReason!: string | null;

  /** Contacts a week when it was decided. */
  @Column('double precision', { name: 'state_weekly', nullable: true })
  stateWeekly!: number | null;

  /** The chance that no article answers it, as it was when people first decided, before anything was learnt from them. */
  @Column('double precision', { name: 'state_probability', nullable: true })
  stateProbability!: number | null;

  /** What is wrong with the help, and one sentence with the numbers; a hint rests on wording alone. */
  @Column('text', { nullable: true })
  type!: GapType | null;

  @Column('text', { nullable: true })
  because!: string | null;

  @Column('boolean', { name: 'is_hint', default: false })
  isHint!: boolean;

  /** Contacts a week over the last eight weeks. */
  @Column('double precision', { nullable: true })
  weekly!: number | null;

  @Column('jsonb', { nullable: true })
  avoidable!: AvoidableContacts | null;

  @Column('timestamptz', { name: 'figures_at', nullable: true })
  figuresAt!: Date | null;

  @Index('kb_gap_written_article_idx')
  @ForeignKey(() => KbArticle, { name: 'kb_gap_written_article_fk', onDelete: 'SET NULL' })
  @Column('uuid', { name: 'written_article_id', nullable: true })
  writtenArticleId!: string | null;
}

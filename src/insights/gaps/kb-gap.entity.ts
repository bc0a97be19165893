import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/** How well the help centre answers a theme, with the evidence. */
@Entity('kb_gap')
@Unique('kb_gap_theme_key', ['themeId'])
@Check('kb_gap_verdict_check', `verdict IN ('likely', 'possible', 'none', 'unknown')`)
@Check('kb_gap_rule_check', `rule IN ('theme', 'messages', 'none')`)
export class KbGap {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'kb_gap_pkey' })
  id!: string;

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
  @Column('uuid', { name: 'article_id', nullable: true })
  articleId!: string | null;

  @Column('double precision', { name: 'article_cosine', nullable: true })
  articleCosine!: number | null;

  @Column('text', { name: 'missing_words', array: true, default: '{}' })
  missingWords!: string[];

  @Column('jsonb', { default: {} })
  evidence!: Record<string, unknown>;

  @Column('text', { name: 'inputs_hash' })
  inputsHash!: string;

  @Column('timestamptz', { name: 'computed_at' })
  computedAt!: Date;
}

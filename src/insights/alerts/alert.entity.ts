import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Theme } from '../themes/tables/theme.entity.js';
import type { TrendKind } from '../trends/finding.js';

export const MEASURES = ['contacts', 'negative', 'csat'] as const;
export type Measure = (typeof MEASURES)[number];

/** One event that people are told once: it grows while evidence comes in, and resolves when none does. */
@Entity('alert')
@Index('alert_raised_at_idx', ['raisedAt', 'id'])
@Check('alert_measure_check', `measure IN ('contacts', 'negative', 'csat')`)
@Check('alert_judged_check', `judged IN ('useful', 'not useful')`)
@Check('alert_kind_check', `kind IN ('spike', 'rise', 'new', 'fall', 'quiet', 'back')`)
export class AlertRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'alert_pkey' })
  id!: string;

  /** NULL: a burst that belongs to no theme. */
  @Index('alert_theme_idx')
  @ForeignKey(() => Theme, { name: 'alert_theme_fk' })
  @Column('uuid', { name: 'theme_id', nullable: true })
  themeId!: string | null;

  @Column('text')
  measure!: Measure;

  @Column('text')
  kind!: TrendKind;

  @Column('text')
  title!: string;

  /** Why it fired, with its numbers. */
  @Column('text')
  sentence!: string;

  @Column('timestamptz', { name: 'window_from' })
  windowFrom!: Date;

  @Column('timestamptz', { name: 'window_to' })
  windowTo!: Date;

  /** Contacts, or percent. */
  @Column('double precision')
  observed!: number;

  @Column('double precision')
  expected!: number;

  @Column('double precision', { name: 'usual_low' })
  usualLow!: number;

  @Column('double precision', { name: 'usual_high' })
  usualHigh!: number;

  /** Contacts or answers that the observed number rests on. */
  @Column('integer')
  n!: number;

  /** Contacts or answers of the baseline. */
  @Column('integer')
  history!: number;

  @Column('double precision')
  q!: number;

  /** Local days that it explains. */
  @Column('text', { array: true })
  days!: string[];

  @Column('timestamptz', { name: 'raised_at' })
  raisedAt!: Date;

  @Column('timestamptz', { name: 'grew_at' })
  grewAt!: Date;

  @Column('timestamptz', { name: 'resolved_at', nullable: true })
  resolvedAt!: Date | null;

  /** NULL: it ended by itself, when two weeks had added nothing. */
  @Column('text', { name: 'resolved_by', nullable: true })
  resolvedBy!: string | null;

  @Column('text', { name: 'resolved_reason', nullable: true })
  resolvedReason!: string | null;

  @Column('timestamptz', { name: 'snoozed_until', nullable: true })
  snoozedUntil!: Date | null;

  @Column('text', { name: 'snoozed_by', nullable: true })
  snoozedBy!: string | null;

  /** Grows when there is something new to tell. */
  @Column('integer', { default: 1 })
  version!: number;

  /** The observed number of the last news: growth counts from there, or many small steps would never be told. */
  @Column('double precision', { name: 'news_observed', nullable: true })
  newsObserved!: number | null;

  /** Teams to whom routing gives it; NULL until somebody routes. */
  @Column('uuid', { array: true, nullable: true })
  owners!: string[] | null;

  /** Why each of the owners has it, in their order. */
  @Column('text', { name: 'owner_reasons', array: true, nullable: true })
  ownerReasons!: string[] | null;

  @Column('integer', { name: 'told_version', default: 0 })
  toldVersion!: number;

  @Column('timestamptz', { name: 'told_at', nullable: true })
  toldAt!: Date | null;

  /** What people think of it; NULL: nobody has said. */
  @Column('text', { nullable: true })
  judged!: 'useful' | 'not useful' | null;

  @Column('timestamptz', { name: 'judged_at', nullable: true })
  judgedAt!: Date | null;

  @Column('text', { name: 'judged_by', nullable: true })
  judgedBy!: string | null;
}

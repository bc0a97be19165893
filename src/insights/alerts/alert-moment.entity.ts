import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { AlertRow } from './alert.entity.js';

export const MOMENTS = ['raised', 'grew', 'told', 'snoozed', 'woken', 'judged', 'resolved', 'reopened'] as const;

/** Something that happened to an alert, by the rules (nobody) or by a person. */
@Entity('alert_moment')
@Check('alert_moment_what_check', `what IN (${MOMENTS.map((what) => `'${what}'`).join(', ')})`)
@Index('alert_moment_alert_idx', ['alertId', 'at'])
export class AlertMoment {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'alert_moment_pkey' })
  id!: string;

  @ForeignKey(() => AlertRow, { name: 'alert_moment_alert_fk', onDelete: 'CASCADE' })
  @Column('uuid', { name: 'alert_id' })
  alertId!: string;

  @Column('timestamptz')
  at!: Date;

  @Column('text')
  what!: (typeof MOMENTS)[number];

  @Column('text', { nullable: true })
  by!: string | null;

  /** The numbers of that moment, or what the person said. */
  @Column('text', { nullable: true })
  note!: string | null;
}

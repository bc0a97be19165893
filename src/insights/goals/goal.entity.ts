import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import type { KpiKey } from '../kpis/definitions.js';
import type { KpiFilter } from '../kpis/kpi-question.js';

/** A target with a date, such as "CSAT at least 85 % by 30 June". */
@Entity('goal')
@Check('goal_direction_check', `direction IN ('at least', 'at most')`)
export class Goal {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'goal_pkey' })
  id!: string;

  @Column('text')
  name!: string;

  @Column('text')
  kpi!: KpiKey;

  /** In the unit of the KPI. */
  @Column('double precision')
  target!: number;

  @Column('text')
  direction!: 'at least' | 'at most';

  @Column('timestamptz')
  by!: Date;

  /** The figure is that of so many days up to now. */
  @Column('integer', { name: 'window_days' })
  windowDays!: number;

  @Column('jsonb', { default: {} })
  filter!: KpiFilter;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('text', { name: 'created_by' })
  createdBy!: string;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt!: Date | null;
}

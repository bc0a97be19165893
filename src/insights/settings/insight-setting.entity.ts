import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import type { PriorityWeights } from '../priority/priority.js';
import type { BusinessCalendar } from '../kpis/business-hours.js';

/** From one local time to another, over midnight when the second is earlier, on these ISO weekdays (all when absent). */
export interface QuietHours {
  from: string;
  to: string;
}

/** What operators set about figures. One row; null has not been said. */
@Entity('insight_setting')
@Check('insight_setting_single_check', 'id = 1')
export class InsightSetting {
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'insight_setting_pkey' })
  id!: number;

  @Column('jsonb', { nullable: true })
  calendar!: BusinessCalendar | null;

  @Column('double precision', { name: 'hourly_cost', nullable: true })
  hourlyCost!: number | null;

  @Column('text', { nullable: true })
  currency!: string | null;

  @Column('jsonb', { name: 'priority_weights', nullable: true })
  priorityWeights!: PriorityWeights | null;

  @Column('jsonb', { name: 'quiet_hours', nullable: true })
  quietHours!: QuietHours | null;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt!: Date;

  @Column('text', { name: 'updated_by' })
  updatedBy!: string;
}

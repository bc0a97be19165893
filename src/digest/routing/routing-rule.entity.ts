import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Team } from '../teams/team.entity.js';
import type { RoutingFilter } from './routing-filter.js';

@Entity('routing_rule')
export class RoutingRule {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'routing_rule_pkey' })
  id!: string;

  @Index('routing_rule_team_idx')
  @ForeignKey(() => Team, { name: 'routing_rule_team_fk', onDelete: 'CASCADE' })
  @Column('uuid', { name: 'team_id' })
  teamId!: string;

  @Column('jsonb')
  filter!: RoutingFilter;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}

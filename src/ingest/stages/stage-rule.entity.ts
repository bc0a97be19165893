import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** One line of the mapping from tags and fields to stages of the customer's journey; the first that fits counts. */
@Entity('stage_rule')
@Unique('stage_rule_position_key', ['position'])
export class StageRule {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'stage_rule_pkey' })
  id!: string;

  @Column('integer')
  position!: number;

  @Column('text')
  field!: string;

  @Column('text')
  value!: string;

  @Column('text')
  stage!: string;
}

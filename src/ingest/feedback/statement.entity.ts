import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** The mined unit: a whole message (position 0), or a sentence of it that raises a further issue. Masked. */
@Entity('statement')
@Unique('statement_feedback_position_key', ['feedbackId', 'position'])
export class Statement {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'statement_pkey' })
  id!: string;

  @Column('uuid', { name: 'feedback_id' })
  feedbackId!: string;

  @Column('integer')
  position!: number;

  @Column('text')
  text!: string;
}

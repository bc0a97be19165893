import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import { Feedback } from './feedback.entity.js';

/** The mined unit: a whole message (position 0), or a sentence of it that raises a further issue. Masked. */
@Entity('statement')
@Unique('statement_feedback_position_key', ['feedbackId', 'position'])
export class Statement {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'statement_pkey' })
  id!: string;

  @ForeignKey(() => Feedback, { name: 'statement_feedback_fk', onDelete: 'CASCADE' })
  @Column('uuid', { name: 'feedback_id' })
  feedbackId!: string;

  @Column('integer')
  position!: number;

  @Column('text')
  text!: string;
}

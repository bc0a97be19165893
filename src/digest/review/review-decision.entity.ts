import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import { Review } from './review.entity.js';

/** What a review decided about one item. Deciding again in the same review replaces it. */
@Entity('review_decision')
@Unique('review_decision_item_key', ['reviewId', 'itemKey'])
export class ReviewDecision {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'review_decision_pkey' })
  id!: string;

  @ForeignKey(() => Review, { name: 'review_decision_review_fk', onDelete: 'CASCADE' })
  @Column('uuid', { name: 'review_id' })
  reviewId!: string;

  @Column('text', { name: 'item_key' })
  itemKey!: string;

  @Column('text')
  title!: string;

  /** A status of actions, or `accept`, `dismiss`, `later`. */
  @Column('text')
  decision!: string;

  @Column('text', { nullable: true })
  owner!: string | null;

  @Column('date', { name: 'due_on', nullable: true })
  dueOn!: string | null;

  @Column('text', { nullable: true })
  note!: string | null;

  @Column('text')
  actor!: string;

  @Column('timestamptz')
  at!: Date;
}

import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Sending is halted: of everything (`*`, the server is away) or of one wave (too many refusals). */
@Entity('mail_pause')
export class MailPause {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'mail_pause_pkey' })
  scope!: string;

  @Column('text')
  reason!: string;

  @Column('timestamptz', { name: 'since' })
  since!: Date;

  /** NULL: until a person resumes it. In the past: over, and what is counted begins here. */
  @Column('timestamptz', { nullable: true })
  until!: Date | null;

  /** How often in a row, for growing pauses. */
  @Column('integer')
  failures!: number;
}

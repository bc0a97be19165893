import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/** What a server, provider or mailbox said about a mail after we had handed it over. */
@Entity('mail_report')
@Unique('mail_report_event_key_key', ['eventKey'])
@Check('mail_report_kind_check', `kind IN ('hard', 'soft', 'complaint', 'delivered')`)
@Index('mail_report_mail_idx', ['mailId'])
@Index('mail_report_address_idx', ['addressHash', 'reportedAt'])
@Index('mail_report_reported_at_idx', ['reportedAt'])
export class MailReport {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'mail_report_pkey' })
  id!: string;

  /** The same key is the same event, however often it is told. */
  @Column('text', { name: 'event_key' })
  eventKey!: string;

  @Column('uuid', { name: 'mail_id' })
  mailId!: string;

  /** As suppressions spell it, so that it outlives the erasure of the person. */
  @Column('text', { name: 'address_hash' })
  addressHash!: string;

  @Column('text')
  kind!: 'hard' | 'soft' | 'complaint' | 'delivered';

  @Column('text', { nullable: true })
  status!: string | null;

  /** mailbox, api, ses, sendgrid, postmark, mailgun */
  @Column('text')
  source!: string;

  @Column('timestamptz', { name: 'reported_at' })
  reportedAt!: Date;
}

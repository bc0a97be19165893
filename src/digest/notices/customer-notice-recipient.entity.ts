import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Customer } from '../../ingest/customers/customer.entity.js';
import { CustomerNotice } from './customer-notice.entity.js';

/** Somebody who raised the issue, and whether they are told. Holds no name and no address: erasing the customer erases the row. */
@Entity('customer_notice_recipient')
@Index('customer_notice_recipient_person_idx', ['person', 'toldAt'])
export class CustomerNoticeRecipient {
  @ForeignKey(() => CustomerNotice, { name: 'customer_notice_recipient_notice_fk', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'notice_id', primaryKeyConstraintName: 'customer_notice_recipient_pkey' })
  noticeId!: string;

  @Index('customer_notice_recipient_customer_idx')
  @ForeignKey(() => Customer, { name: 'customer_notice_recipient_customer_fk', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'customer_id', primaryKeyConstraintName: 'customer_notice_recipient_pkey' })
  customerId!: string;

  /** Keyed hash of the mail address; null when none is known. */
  @Column('text', { nullable: true })
  person!: string | null;

  @Column('integer')
  contacts!: number;

  /** The customer's last ticket about it, for a note in the help desk. */
  @Column('uuid', { name: 'ticket_id', nullable: true })
  ticketId!: string | null;

  /** Why not; null for those who are told. */
  @Column('text', { name: 'left_out', nullable: true })
  leftOut!: string | null;

  @Column('uuid', { name: 'mail_id', nullable: true })
  mailId!: string | null;

  @Column('timestamptz', { name: 'told_at', nullable: true })
  toldAt!: Date | null;
}

import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { Connection } from '../connections/connection.entity.js';

/** A delivery as it came, stored before its sender was told 202. */
@Entity('raw_event')
@Unique('raw_event_connection_event_key', ['connectionId', 'eventKey'])
@Index('raw_event_due_idx', ['nextAttemptAt', 'id'], { where: 'next_attempt_at IS NOT NULL' })
@Index('raw_event_connection_received_idx', ['connectionId', 'receivedAt'])
export class RawEvent {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'raw_event_pkey' })
  id!: string;

  @ForeignKey(() => Connection, { name: 'raw_event_connection_fk', onDelete: 'CASCADE' })
  @Column('uuid', { name: 'connection_id' })
  connectionId!: string;

  @Column('text', { name: 'event_key' })
  eventKey!: string;

  @Column('text')
  type!: string;

  @Column('jsonb')
  headers!: Record<string, string>;

  @Column('text')
  body!: string;

  @Index('raw_event_received_idx')
  @Column('timestamptz', { name: 'received_at' })
  receivedAt!: Date;

  @Column('integer', { default: 0 })
  attempts!: number;

  /** NULL once the event is processed or was given up. */
  @Column('timestamptz', { name: 'next_attempt_at', nullable: true })
  nextAttemptAt!: Date | null;

  @Column('uuid', { name: 'claimed_by', nullable: true })
  claimedBy!: string | null;

  @Column('timestamptz', { name: 'claimed_until', nullable: true })
  claimedUntil!: Date | null;

  @Column('timestamptz', { name: 'processed_at', nullable: true })
  processedAt!: Date | null;

  /** stored, nothing, test, refused or failed. */
  @Column('text', { nullable: true })
  outcome!: string | null;

  @Column('text', { name: 'last_error', nullable: true })
  lastError!: string | null;

  /** Tickets that the event was about, so that an erasure finds it. */
  @Column('text', { name: 'ticket_ids', array: true, default: '{}' })
  ticketIds!: string[];
}

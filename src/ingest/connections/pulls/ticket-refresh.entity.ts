import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { Connection } from '../connection.entity.js';

/** A ticket of which an event told only that it changed; the next pull asks for it. */
@Entity('ticket_refresh')
export class TicketRefresh {
  @ForeignKey(() => Connection, { name: 'ticket_refresh_connection_fk', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'connection_id', primaryKeyConstraintName: 'ticket_refresh_pkey' })
  connectionId!: string;

  @PrimaryColumn('text', { name: 'external_id', primaryKeyConstraintName: 'ticket_refresh_pkey' })
  externalId!: string;

  @Column('timestamptz', { name: 'asked_at' })
  askedAt!: Date;
}

import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { Ticket } from '../tickets/ticket.entity.js';

/** A public reply of an agent, masked: what a writer of help articles starts from. Never mined. */
@Entity('agent_reply')
@Unique('agent_reply_source_external_id_key', ['source', 'externalId'])
export class AgentReply {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'agent_reply_pkey' })
  id!: string;

  @Column('text')
  source!: string;

  @Column('text', { name: 'external_id' })
  externalId!: string;

  @Index('agent_reply_ticket_idx')
  @ForeignKey(() => Ticket, { name: 'agent_reply_ticket_fk', onDelete: 'CASCADE' })
  @Column('uuid', { name: 'ticket_id' })
  ticketId!: string;

  @Column('text', { nullable: true })
  agent!: string | null;

  @Index('agent_reply_occurred_at_idx')
  @Column('timestamptz', { name: 'occurred_at' })
  occurredAt!: Date;

  @Column('text')
  masked!: string;

  @Column('timestamptz', { name: 'source_updated_at' })
  sourceUpdatedAt!: Date;
}

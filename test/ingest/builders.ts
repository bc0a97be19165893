import type { NewTicket } from '../../src/ingest/tickets/ticket.schema.js';

/** A ticket with one customer message; everything can be overridden. */
export function aTicket(more: Partial<NewTicket> = {}): NewTicket {
  return {
    externalId: '100',
    createdAt: '2026-03-01T10:00:00Z',
    updatedAt: '2026-03-01T10:00:00Z',
    requester: { externalId: 'c1', name: 'Brunhild Quastenflosser', email: 'brunhild@customer.example' },
    messages: [aMessage()],
    ...more,
  };
}

export function aMessage(more: Partial<NewTicket['messages'][number]> = {}): NewTicket['messages'][number] {
  const createdAt = '2026-03-01T10:00:00Z';
  return { externalId: 'm1', author: 'customer', public: true, createdAt, text: 'My card never arrived.', ...more };
}

import type { ConnectionKind } from '../../../src/ingest/connections/connection.schema.js';

/** Invented deliveries in the shapes that help desks send, with the events of one small story each. */
export const ZENDESK = {
  type: 'zen:event-type:ticket.comment_added',
  id: 'evt-1',
  account_id: 77,
  time: '2026-03-02T09:30:00Z',
  zendesk_event_version: '2022-11-06',
  subject: 'zen:ticket:501',
  detail: {
    id: '501',
    subject: 'Invoice is missing',
    status: 'OPEN',
    priority: 'HIGH',
    tags: ['billing', 'vip'],
    requester_id: '9001',
    assignee_id: '12',
    created_at: '2026-03-01T08:00:00Z',
    updated_at: '2026-03-02T09:30:00Z',
    via: { channel: 'email' },
  },
  event: {
    comment: {
      id: '88',
      body: 'I still have no invoice for May.',
      is_public: true,
      author: { id: '9001', is_staff: false, name: 'Ludmilla Hargreave' },
    },
    meta: { sequence: { id: 's', position: 1, total: 1 } },
  },
};

export const INTERCOM = {
  type: 'notification_event',
  topic: 'conversation.user.replied',
  id: 'notif_1',
  app_id: 'app',
  created_at: 1772442000,
  data: {
    type: 'notification_event_data',
    item: {
      type: 'conversation',
      id: '4711',
      created_at: 1772355600,
      updated_at: 1772442000,
      state: 'open',
      open: true,
      priority: 'not_priority',
      source: {
        type: 'conversation',
        id: '31',
        body: '<p>The app does not start.</p>',
        author: { type: 'user', id: 'u9', name: 'Casimir Dolwyn', email: 'casimir@customer.example' },
      },
      contacts: { type: 'contact.list', contacts: [{ type: 'contact', id: 'u9' }] },
      tags: { tags: [{ id: '1', name: 'crash' }] },
      conversation_parts: {
        total_count: 7,
        conversation_parts: [
          {
            id: 'p1',
            part_type: 'comment',
            body: '<p>It closes at once.</p>',
            created_at: 1772442000,
            author: { type: 'user', id: 'u9', name: 'Casimir Dolwyn' },
          },
          {
            id: 'p2',
            part_type: 'note',
            body: '<p>Looks like a bug.</p>',
            created_at: 1772442100,
            author: { type: 'admin', id: 'a1', name: 'Freya Mortlock' },
          },
          {
            id: 'p3',
            part_type: 'comment',
            body: '<p>We look into it.</p>',
            created_at: 1772442200,
            author: { type: 'admin', id: 'a1', name: 'Freya Mortlock' },
          },
        ],
      },
      conversation_rating: { rating: 2, remark: 'Too slow.', created_at: 1772442300 },
    },
  },
};

export const FRESHDESK = {
  freshdesk_webhook: {
    ticket_id: 'INC-204',
    ticket_subject: 'Cannot change the address',
    ticket_description: '<div>The form refuses my new address.</div>',
    ticket_url: 'https://shop.freshdesk.example/helpdesk/tickets/204',
    ticket_status: 'Resolved',
    ticket_priority: 'Medium',
    ticket_source: 'Email',
    ticket_tags: 'address, form',
    ticket_contact_name: 'Ottilie Penhallow',
    ticket_contact_email: 'Ottilie@customer.example',
    triggered_event: '{ticket_action:created}',
  },
};

export const HELPSCOUT = {
  id: 3300,
  number: 12,
  threads: 2,
  type: 'email',
  status: 'closed',
  state: 'published',
  subject: 'Two factor login',
  mailboxId: 85,
  createdAt: '2026-03-01T10:00:00Z',
  closedAt: '2026-03-02T10:00:00Z',
  userUpdatedAt: '2026-03-02T10:00:00Z',
  source: { type: 'email', via: 'customer' },
  tags: [{ id: 1, tag: 'login' }],
  assignee: { id: 4, first: 'Brigid', last: 'Tallow' },
  primaryCustomer: { id: 256, first: 'Ivo', last: 'Marchetti', email: 'ivo@customer.example' },
  _embedded: {
    threads: [
      {
        id: 1,
        type: 'customer',
        state: 'published',
        body: '<p>The code never arrives.</p>',
        createdBy: { id: 256, type: 'customer' },
        customer: { first: 'Ivo', last: 'Marchetti' },
        createdAt: '2026-03-01T10:00:00Z',
      },
      {
        id: 2,
        type: 'message',
        state: 'published',
        body: '<p>Please ask for a new one.</p>',
        createdBy: { id: 4, type: 'user', first: 'Brigid', last: 'Tallow' },
        createdAt: '2026-03-01T11:00:00Z',
      },
      {
        id: 3,
        type: 'lineitem',
        state: 'published',
        action: { type: 'default', text: 'Assigned' },
        createdAt: '2026-03-01T11:05:00Z',
      },
    ],
  },
};

export const CHATWOOT = {
  event: 'message_created',
  id: 901,
  content: 'The map shows the wrong shop.',
  created_at: '2026-03-02T10:00:00Z',
  message_type: 'incoming',
  content_type: 'text',
  private: false,
  content_attributes: {},
  sender: { id: 61, name: 'Aurelio Wexcombe', type: 'contact' },
  inbox: { id: 1, name: 'Web' },
  account: { id: 1, name: 'Shop' },
  conversation: {
    id: 42,
    channel: 'Channel::WebWidget',
    status: 'open',
    labels: ['map'],
    created_at: 1772355600,
    timestamp: 1772442000,
    custom_attributes: { tier: 'gold' },
    meta: {
      sender: { id: 61, name: 'Aurelio Wexcombe', email: 'aurelio@customer.example' },
      assignee: { name: 'Sunniva Prior' },
    },
    messages: [],
  },
};

export const SAMPLES: Partial<Record<ConnectionKind, object>> = {
  zendesk: ZENDESK,
  intercom: INTERCOM,
  freshdesk: FRESHDESK,
  helpscout: HELPSCOUT,
  chatwoot: CHATWOOT,
};

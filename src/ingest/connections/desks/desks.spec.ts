import { CHATWOOT, FRESHDESK, HELPSCOUT, INTERCOM, ZENDESK } from '../../../../test/ingest/desks/samples.js';
import { NewTicket } from '../../tickets/ticket.schema.js';
import { chatwootChanges } from './chatwoot.js';
import { freshdeskChanges, freshdeskTicket } from './freshdesk.js';
import { genericChanges } from './generic.js';
import { helpscoutChanges } from './helpscout.js';
import { intercomChanges } from './intercom.js';
import { zendeskChanges, zendeskTicket } from './zendesk.js';

const AT = '2026-03-05T00:00:00.000Z';
const ticketIn = (changes: { kind: string }[]): NewTicket => {
  const change = changes.find(({ kind }) => kind === 'ticket') as unknown as { ticket: NewTicket } | undefined;
  return NewTicket.parse(change?.ticket);
};

describe('Zendesk', () => {
  it('reads a comment with the ticket as it is now', () => {
    expect(ticketIn(zendeskChanges(ZENDESK, AT))).toMatchObject({
      externalId: '501',
      status: 'open',
      priority: 'high',
      tags: ['billing', 'vip'],
      channel: 'email',
      createdAt: '2026-03-01T08:00:00.000Z',
      updatedAt: '2026-03-02T09:30:00.000Z',
      requester: { externalId: '9001' },
      messages: [
        {
          externalId: '88',
          author: 'customer',
          public: true,
          text: 'I still have no invoice for May.',
          authorName: 'Ludmilla Hargreave',
        },
      ],
    });
  });

  const event = (type: string, more: object = {}) =>
    zendeskChanges({ ...ZENDESK, type: `zen:event-type:ticket.${type}`, ...more }, AT);

  it.each([
    ['soft_deleted', [{ kind: 'ticket-deleted', externalId: '501', at: '2026-03-02T09:30:00.000Z' }]],
    ['permanently_deleted', [{ kind: 'ticket-deleted', externalId: '501', at: '2026-03-02T09:30:00.000Z' }]],
  ])('follows %s', (type, changes) => {
    expect(event(type)).toEqual(changes);
  });

  it('takes back a comment that was made private, and asks again after a redaction', () => {
    expect(event('comment_made_private')).toContainEqual({
      kind: 'message-deleted',
      ticketId: '501',
      messageId: '88',
      at: '2026-03-02T09:30:00.000Z',
    });
    expect(event('comment_redacted')).toContainEqual({ kind: 'refresh', externalId: '501' });
  });

  it('follows a merge, and a mark as spam', () => {
    expect(ticketIn(event('merged', { event: { target_ticket_id: 502 } }))).toMatchObject({
      status: 'merged',
      mergedInto: '502',
    });
    expect(ticketIn(event('marked_as_spam'))).toMatchObject({ status: 'spam' });
  });

  it('says of a private comment that it is private, and of an agent that he is one', () => {
    const comment = { ...ZENDESK.event.comment, is_public: false, author: { is_staff: true } };
    expect(ticketIn(event('comment_added', { event: { comment } })).messages).toMatchObject([
      { author: 'agent', public: false },
    ]);
  });

  it('takes what the body of a trigger says, and asks for the rest', () => {
    const body = {
      ticket_id: '7',
      title: 'Refund',
      latest_public_comment: 'Where is my refund?',
      requester_email: 'X@c.example',
      updated_at: '2026-03-01 10:00:00 UTC',
      tags: 'a b',
    };
    const changes = zendeskChanges(body, AT);
    expect(ticketIn(changes)).toMatchObject({
      externalId: '7',
      subject: 'Refund',
      tags: ['a', 'b'],
      requester: { externalId: 'x@c.example' },
      updatedAt: '2026-03-01T10:00:00.000Z',
    });
    expect(changes).toContainEqual({ kind: 'refresh', externalId: '7' });
    expect(zendeskChanges({ ticket_id: 7 }, AT)).toEqual([{ kind: 'refresh', externalId: '7' }]);
  });

  it('reads a whole ticket of the API', () => {
    const users = new Map(
      Object.entries({
        1: { id: 1, role: 'end-user', name: 'Ludmilla', email: 'l@c.example', locale: 'de' },
        2: { id: 2, role: 'admin', name: 'Ada' },
      }),
    );
    const api = {
      id: 5,
      status: 'solved',
      created_at: '2026-03-01T00:00:00Z',
      updated_at: '2026-03-02T00:00:00Z',
      requester_id: 1,
      assignee_id: 2,
      group_id: 3,
      url: 'https://a.zendesk.com/api/v2/tickets/5.json',
      satisfaction_rating: { score: 'bad', comment: 'Slow' },
      metric_set: { solved_at: '2026-03-02T00:00:00Z' },
      custom_fields: [{ id: 9, value: 'gold' }],
    };
    const comments = [{ id: 50, author_id: 1, public: true, plain_body: 'Hilfe!', created_at: '2026-03-01T00:00:00Z' }];
    expect(ticketIn([zendeskTicket(api, comments, { users, groups: new Map() })])).toMatchObject({
      url: 'https://a.zendesk.com/agent/tickets/5',
      agent: 'Ada',
      team: '3',
      solvedAt: '2026-03-02T00:00:00.000Z',
      fields: { 9: 'gold' },
      csat: { score: 1, scale: 2, comment: 'Slow' },
      complete: true,
    });
  });
});

describe('Intercom', () => {
  it('reads a conversation: who spoke, what is a note, the rating; a notification is never the whole', () => {
    const ticket = ticketIn(intercomChanges({ ...INTERCOM, topic: 'conversation.rating.added' }, AT));
    expect(ticket).toMatchObject({
      externalId: '4711',
      status: 'open',
      tags: ['crash'],
      requester: { externalId: 'u9', email: 'casimir@customer.example' },
      csat: { score: 2, scale: 5, comment: 'Too slow.' },
    });
    expect(ticket.messages.map(({ author, public: open }) => [author, open])).toEqual([
      ['customer', true],
      ['customer', true],
      ['agent', false],
      ['agent', true],
    ]);
    expect(ticket.complete).toBeFalsy();
  });

  it.each([
    ['conversation.deleted', [{ kind: 'ticket-deleted', externalId: '4711', at: '2026-03-02T09:00:00.000Z' }]],
    ['ping', []],
    ['ticket.created', [{ kind: 'refresh', externalId: '4711' }]],
    ['contact.created', []],
  ])('understands %s', (topic, changes) => {
    expect(intercomChanges({ ...INTERCOM, topic }, AT)).toEqual(changes);
  });

  it('takes back a redacted part', () => {
    const item = { id: '4711', conversation_part: { id: 'p1' } };
    expect(intercomChanges({ topic: 'conversation_part.redacted', data: { item } }, AT)).toEqual([
      { kind: 'message-deleted', ticketId: '4711', messageId: 'p1', at: AT },
    ]);
  });
});

describe('Freshdesk', () => {
  it('reads the simple body of an automation rule and asks for the rest', () => {
    const changes = freshdeskChanges(FRESHDESK, AT);
    expect(ticketIn(changes)).toMatchObject({
      externalId: '204',
      status: 'solved',
      channel: 'email',
      tags: ['address', 'form'],
      requester: { externalId: 'ottilie@customer.example' },
      createdAt: AT,
    });
    expect(changes).toContainEqual({ kind: 'refresh', externalId: '204' });
  });

  it('knows statuses, deletions, spam and outbound mail of the API', () => {
    const api = {
      id: 1,
      status: 3,
      priority: 4,
      source: 10,
      created_at: '2026-03-01T00:00:00Z',
      updated_at: '2026-03-02T00:00:00Z',
      description_text: 'Dear customer',
    };
    const read = (more: object = {}) =>
      freshdeskTicket({ ...api, ...more }, [], { agents: new Map(), groups: new Map() });
    expect(ticketIn([read()])).toMatchObject({
      status: 'pending',
      priority: 'urgent',
      messages: [{ author: 'agent' }],
    });
    expect(ticketIn([read({ spam: true })]).status).toBe('spam');
    expect(read({ deleted: true })).toMatchObject({ kind: 'ticket-deleted', externalId: '1' });
  });
});

describe('Help Scout', () => {
  it('reads a conversation with its threads', () => {
    const ticket = ticketIn(helpscoutChanges(HELPSCOUT, 'convo.customer.reply.created', AT));
    expect(ticket).toMatchObject({
      status: 'solved',
      agent: 'Brigid Tallow',
      tags: ['login'],
      requester: { externalId: '256', name: 'Ivo Marchetti' },
    });
    expect(ticket.messages.map(({ author, public: open }) => [author, open])).toEqual([
      ['customer', true],
      ['agent', true],
    ]);
  });

  it.each([
    ['convo.deleted', { id: 9 }, [{ kind: 'ticket-deleted', externalId: '9', at: AT }]],
    ['convo.merged', { id: 9 }, [{ kind: 'refresh', externalId: '9' }]],
    ['customer.created', { id: 9 }, []],
  ])('understands %s', (type, body, changes) => {
    expect(helpscoutChanges(body, type, AT)).toEqual(changes);
  });

  it('reads a rating in words', () => {
    const body = { conversationId: 8, rating: 'Not Good', comments: 'No help.', createdAt: '2026-03-03T00:00:00Z' };
    expect(ticketIn(helpscoutChanges(body, 'satisfaction.ratings', AT)).csat).toMatchObject({
      score: 1,
      scale: 3,
      comment: 'No help.',
    });
  });
});

describe('Chatwoot', () => {
  it('reads a message with its conversation', () => {
    expect(ticketIn(chatwootChanges(CHATWOOT, AT))).toMatchObject({
      externalId: '42',
      status: 'open',
      channel: 'webwidget',
      tags: ['map'],
      agent: 'Sunniva Prior',
      requester: { externalId: '61', name: 'Aurelio Wexcombe' },
      fields: { tier: 'gold' },
      messages: [{ externalId: '901', author: 'customer', text: 'The map shows the wrong shop.' }],
    });
  });

  it('leaves out notes of the system, keeps notes of agents private, and takes back what was deleted', () => {
    const read = (more: object) => chatwootChanges({ ...CHATWOOT, ...more }, AT);
    expect(ticketIn(read({ message_type: 'activity' })).messages).toEqual([]);
    expect(ticketIn(read({ message_type: 'outgoing', private: true })).messages).toMatchObject([
      { author: 'agent', public: false },
    ]);
    expect(read({ content_attributes: { deleted: true } })).toContainEqual({
      kind: 'message-deleted',
      ticketId: '42',
      messageId: '901',
      at: AT,
    });
  });

  it('reads the answer to its own survey', () => {
    const content_attributes = {
      submitted_values: { csat_survey_response: { rating: 5, feedback_message: 'Lovely.' } },
    };
    const ticket = ticketIn(
      chatwootChanges(
        {
          ...CHATWOOT,
          event: 'message_updated',
          message_type: 'template',
          content_type: 'input_csat',
          content_attributes,
        },
        AT,
      ),
    );
    expect(ticket).toMatchObject({ csat: { score: 5, scale: 5, comment: 'Lovely.' }, messages: [] });
  });

  it('reads a change of status, and ignores typing', () => {
    const { conversation } = CHATWOOT;
    expect(
      ticketIn(chatwootChanges({ ...conversation, event: 'conversation_status_changed', status: 'resolved' }, AT))
        .status,
    ).toBe('solved');
    expect(chatwootChanges({ ...conversation, event: 'conversation_typing_on' }, AT)).toEqual([]);
  });
});

describe('the generic webhook', () => {
  const mapping = {
    items: '$.cases[*]',
    externalId: '$.no',
    text: '$.words',
    status: '$.state',
    tags: '$.labels[*]',
    author: '$.by',
    public: '$.open',
    deleted: '$.gone',
    messageId: '$.mid',
  };

  it('reads several tickets of one body by JSONPath', () => {
    const cases = [
      { no: 1, words: 'One thing.', state: 'Resolved', labels: ['a', 'b'], by: 'agent', open: false, mid: 4 },
      { no: 2, gone: true },
      { words: 'without id' },
    ];
    const changes = genericChanges({ cases }, mapping, AT);
    expect(ticketIn(changes)).toMatchObject({
      externalId: '1',
      status: 'solved',
      tags: ['a', 'b'],
      messages: [{ author: 'agent', public: false, text: 'One thing.' }],
    });
    expect(changes.slice(1)).toEqual([{ kind: 'ticket-deleted', externalId: '2', at: AT }]);
  });

  it.each([[null], ['text'], [[]], [{ cases: 'x' }], [{ cases: [null, 1, 'a'] }]])('finds nothing in %j', (body) => {
    expect(genericChanges(body, mapping, AT)).toEqual([]);
  });
});

describe('all of them', () => {
  const readers = { zendeskChanges, intercomChanges, freshdeskChanges, chatwootChanges };

  it.each([
    null,
    0,
    '',
    'x',
    [],
    [1],
    {},
    { id: {} },
    { data: 5 },
    { conversation: [] },
    { freshdesk_webhook: 'x' },
    { detail: null, type: 'zen:event-type:ticket.created' },
  ])('make nothing of %j', (body) => {
    const changes = Object.values(readers).flatMap((read) => read(body, AT));
    expect(
      [...changes, ...helpscoutChanges(body, 'convo.created', AT)].filter((change) => change.kind === 'ticket'),
    ).toEqual([]);
  });
});

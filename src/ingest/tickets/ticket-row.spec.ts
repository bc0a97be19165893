import type { NewTicket } from './ticket.schema.js';
import { nextTicketRow } from './ticket-row.js';

const T1 = '2026-03-01T10:00:00.000Z';
const T2 = '2026-03-02T10:00:00.000Z';
const T3 = '2026-03-03T10:00:00.000Z';

const ticket = (more: Partial<NewTicket> = {}): NewTicket => ({
  externalId: '7',
  createdAt: T1,
  messages: [],
  ...more,
});
const row = (more: Partial<NewTicket> = {}) => nextTicketRow(ticket(more), null, null, []);

describe('nextTicketRow', () => {
  it('keeps what a delivery leaves out, clears what it gives as null', () => {
    const first = row({ product: 'Ledger', team: 'Billing', tags: ['vip'] });
    const next = nextTicketRow(ticket({ updatedAt: T2, team: null }), null, first, []);
    expect(next).toMatchObject({ product: 'Ledger', team: null, tags: ['vip'], sourceUpdatedAt: T2, id: first.id });
  });

  it('takes only replies from a delivery older than the stored version', () => {
    const stored = row({ updatedAt: T3, status: 'solved' });
    const late = ticket({
      updatedAt: T2,
      status: 'open',
      messages: [{ author: 'agent', public: true, createdAt: T2, text: 'Hello' }],
    });
    const next = nextTicketRow(late, null, stored, []);
    expect(next).toMatchObject({ status: 'solved', replyTimes: [T2], firstReplyAt: T2, sourceUpdatedAt: T3 });
  });

  it('counts internal notes and customers as no reply', () => {
    const messages: NewTicket['messages'] = [
      { author: 'agent', public: false, createdAt: T2 },
      { author: 'customer', public: true, createdAt: T2 },
      { author: 'bot', public: true, createdAt: T2 },
    ];
    expect(row({ messages })).toMatchObject({ replyTimes: [], firstReplyAt: null });
  });

  it('notices when a ticket is solved and re-opened', () => {
    const open = row({ status: 'open' });
    const solved = nextTicketRow(ticket({ updatedAt: T2, status: 'solved' }), null, open, []);
    expect(solved).toMatchObject({ solvedAt: T2, reopenedTimes: [] });
    const again = nextTicketRow(ticket({ updatedAt: T3, status: 'open' }), null, solved, []);
    expect(again).toMatchObject({ solvedAt: null, reopenedTimes: [T3] });
  });

  it('does not guess when a ticket that arrives solved was solved', () => {
    expect(row({ status: 'solved', updatedAt: T3 }).solvedAt).toBeNull();
  });

  it('masks the subject with the names that the ticket tells', () => {
    const subject = 'Invoice for Brunhild Quastenflosser, b@x.example';
    const requester = { externalId: 'c', name: 'Brunhild Quastenflosser' };
    expect(row({ subject, requester }).subject).toBe('Invoice for [PERSON_1], [EMAIL_1]');
  });

  it('takes the stage that the source gives before any rule', () => {
    const rules = [{ field: 'tag', value: 'setup*', stage: 'onboarding' }];
    const place = (more: Partial<NewTicket>, stored = null as ReturnType<typeof row> | null) =>
      nextTicketRow(ticket(more), null, stored, rules);
    expect(place({ tags: ['setup-help'] })).toMatchObject({ stage: 'onboarding', stageByRule: true });
    const given = place({ tags: ['setup-help'], stage: 'renewal' });
    expect(given).toMatchObject({ stage: 'renewal', stageByRule: false });
    expect(place({ updatedAt: T2 }, given)).toMatchObject({ stage: 'renewal', stageByRule: false });
  });
});

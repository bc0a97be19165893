import { randomUUID } from 'node:crypto';
import { ConflictException, Injectable, NotFoundException, UnprocessableEntityException } from '@nestjs/common';
import { DataSource, type EntityManager, In, IsNull } from 'typeorm';
import { isMailAddress } from '../../platform/mail/address.js';
import { SuppressionsService } from '../../platform/mail/suppressions.service.js';
import { themeOf } from '../actions/action-reading.service.js';
import type { Action } from '../actions/action.entity.js';
import { ActionsService, type Decision } from '../actions/actions.service.js';
import { CustomerNotice } from './customer-notice.entity.js';
import { CustomerNoticeRecipient } from './customer-notice-recipient.entity.js';
import { whyLeftOut } from './left-out.js';
import type { NoticeChanges } from './notice.schema.js';
import { NoticeMailer } from './notice-mailer.js';
import { historiesOfPeople, type Raiser, whoRaised } from './who-raised-it.js';

@Injectable()
export class NoticesService {
  constructor(
    private readonly db: DataSource,
    private readonly actions: ActionsService,
    private readonly suppressions: SuppressionsService,
    private readonly mailer: NoticeMailer,
  ) {}

  async find(actionId: string): Promise<CustomerNotice | null> {
    return this.db.getRepository(CustomerNotice).findOneBy({ actionId });
  }

  async get(actionId: string): Promise<CustomerNotice> {
    const notice = await this.find(actionId);
    if (!notice) throw new NotFoundException({ code: 'notice.not-found', message: 'No notice was prepared for this.' });
    return notice;
  }

  async recipients(noticeId: string): Promise<CustomerNoticeRecipient[]> {
    const order = { contacts: 'DESC', customerId: 'ASC' } as const;
    return this.db.getRepository(CustomerNoticeRecipient).find({ where: { noticeId }, order });
  }

  /** Writes a draft and the list of who raised it. Nothing is sent. A second call returns the draft that there is. */
  async draft(actionId: string, { actor, now }: Decision): Promise<CustomerNotice> {
    const action = await this.actions.get(actionId);
    const theme = themeOf(action);
    if (!theme || !action.shippedAt) throw new UnprocessableEntityException(NOT_READY);
    const raisers = await whoRaised(this.db.manager, theme, action.shippedAt);
    return this.db.transaction(async (em) => {
      const notice = newNotice(action, actor.name, now);
      const insert = em.createQueryBuilder().insert().into(CustomerNotice).values(notice).orIgnore();
      const { raw } = await insert.returning('id').execute();
      if ((raw as unknown[]).length === 0) return em.findOneByOrFail(CustomerNotice, { actionId });
      const rows = await this.judge(notice.id, raisers, now, em);
      if (rows.length) await em.insert(CustomerNoticeRecipient, rows);
      return notice;
    });
  }

  /** Changes a draft. Throws 409 once it was approved: what people were told is not rewritten. */
  async change(actionId: string, { leftOut, ...columns }: NoticeChanges): Promise<CustomerNotice> {
    return this.db.transaction(async (em) => {
      const notice = await this.lockDraft(actionId, em);
      if (Object.keys(columns).length) await em.update(CustomerNotice, { id: notice.id }, columns);
      if (leftOut) await this.leaveOut(notice.id, leftOut, em);
      return em.findOneByOrFail(CustomerNotice, { id: notice.id });
    });
  }

  /**
   * A person approves text and list: one mail to everybody on it, in the transaction that marks the notice. Who opted out or
   * heard from us since the draft is left out now. Returns how many are told.
   */
  async approve(actionId: string, { actor, now }: Decision): Promise<number> {
    const told = await this.db.transaction(async (em) => {
      const notice = await this.lockDraft(actionId, em);
      const rows = await em.findBy(CustomerNoticeRecipient, { noticeId: notice.id, leftOut: IsNull() });
      const addresses = await addressesOf(
        em,
        rows.map(({ customerId }) => customerId),
      );
      const approved = { ...notice, state: 'approved' as const, approvedBy: actor.name, approvedAt: now };
      const raisers = rows.map((row) => ({
        ...row,
        ...(addresses.get(row.customerId) ?? { name: null, email: null }),
      }));
      const judged = await this.judge(notice.id, raisers, now, em);
      for (const [i, row] of judged.entries()) await this.tell(approved, row, raisers[i]!, em);
      await em.save(CustomerNotice, approved);
      return judged.filter(({ leftOut }) => leftOut === null).length;
    });
    if (told) await this.mailer.wake();
    return told;
  }

  /** A customer wants no such mails any more. Safe to repeat; an unknown customer changes nothing. */
  async stop(customerId: string, now: Date): Promise<void> {
    const address = (await addressesOf(this.db.manager, [customerId])).get(customerId)?.email;
    const actor = { kind: 'anonymous' as const, id: null, name: 'recipient' };
    if (address) await this.suppressions.add({ address, scope: 'notice', reason: 'opt-out', actor, now });
  }

  private async tell(
    notice: CustomerNotice,
    row: CustomerNoticeRecipient,
    raiser: Raiser,
    em: EntityManager,
  ): Promise<void> {
    const key = { noticeId: row.noticeId, customerId: row.customerId };
    if (row.leftOut !== null) return void (await em.update(CustomerNoticeRecipient, key, { leftOut: row.leftOut }));
    const mailId = await this.mailer.order(notice, { ...raiser, email: raiser.email! }, row.person!, em);
    await em.update(CustomerNoticeRecipient, key, { mailId, toldAt: notice.approvedAt });
  }

  private async judge(
    noticeId: string,
    raisers: Raiser[],
    now: Date,
    em: EntityManager,
  ): Promise<CustomerNoticeRecipient[]> {
    const people = raisers.map(({ email }) => (email && isMailAddress(email) ? this.suppressions.hash(email) : null));
    const known = await historiesOfPeople(em, [...new Set(people.filter((person) => person !== null))]);
    const seen = new Set<string>();
    return raisers.map(({ customerId, contacts, ticketId }, i) => {
      const person = people[i]!;
      const leftOut = whyLeftOut(person, { seen, history: person ? (known.get(person) ?? null) : null, now });
      if (person) seen.add(person);
      return { noticeId, customerId, person, contacts, ticketId, leftOut, mailId: null, toldAt: null };
    });
  }

  private async lockDraft(actionId: string, em: EntityManager): Promise<CustomerNotice> {
    const notice = await em.findOne(CustomerNotice, { where: { actionId }, lock: { mode: 'pessimistic_write' } });
    if (!notice) throw new NotFoundException({ code: 'notice.not-found', message: 'No notice was prepared for this.' });
    if (notice.state === 'draft') return notice;
    throw new ConflictException({ code: 'notice.approved', message: 'This notice was approved already.' });
  }

  private async leaveOut(noticeId: string, customerIds: string[], em: EntityManager): Promise<void> {
    const byHand = 'left out by hand';
    await em.update(CustomerNoticeRecipient, { noticeId, leftOut: byHand }, { leftOut: null });
    const chosen = { noticeId, customerId: In(customerIds), leftOut: IsNull() };
    await em.update(CustomerNoticeRecipient, chosen, { leftOut: byHand });
  }
}

const NOT_READY = {
  code: 'notice.not-ready',
  message: 'Only a shipped action that is about a theme has customers who can be told.',
};

function newNotice({ id, title }: Action, draftedBy: string, now: Date): CustomerNotice {
  const body = `Some time ago you wrote to us about this. We have listened and changed something: ${title}\n\nThank you for telling us. If it still does not work for you, just write to our support again.`;
  return {
    id: randomUUID(),
    actionId: id,
    subject: 'You told us, and we changed it',
    body,
    state: 'draft',
    isPublic: false,
    draftedBy,
    createdAt: now,
    approvedBy: null,
    approvedAt: null,
  };
}

export async function addressesOf(
  em: EntityManager,
  customerIds: string[],
): Promise<Map<string, { name: string | null; email: string | null }>> {
  const rows = await em.query<{ id: string; name: string | null; email: string | null }[]>(
    'SELECT customer_id AS id, name, email FROM customer_profile WHERE customer_id = ANY ($1)',
    [customerIds],
  );
  return new Map(rows.map(({ id, name, email }) => [id, { name, email }]));
}

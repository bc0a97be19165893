import { randomUUID } from 'node:crypto';
import { ConflictException, Injectable, NotFoundException } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../audit/actor.js';
import { AuditService } from '../audit/audit.service.js';
import { Config } from '../config.js';
import type { Position } from '../http/page.js';
import { JobsService } from '../jobs/jobs.service.js';
import { normalizeText } from '../text.js';
import { domainOf, isMailAddress, type MailAddress, parseMailAddress } from './address.js';
import { type InlineImage, MAIL_STATES, type MailState, OutgoingMail } from './outgoing-mail.entity.js';

export const MAIL_QUEUE = 'mail.send';

export interface MailOrder {
  /** survey, reminder, digest, sign-in, notice */
  kind: string;
  to: MailAddress;
  /** Name of the sender; that of MAIL_FROM when absent. */
  fromName?: string | null;
  subject: string;
  html: string;
  text: string;
  /** The same key is the same mail. A random one when absent. */
  dedupeKey?: string;
  /** Mails that stop together when too many are refused; the kind when absent. */
  wave?: string;
  /** Only List-*, Feedback-ID, In-Reply-To, References and Reply-To. */
  headers?: Record<string, string>;
  images?: InlineImage[];
  /** Suppression scopes that stop it, beside `all`. */
  suppressedBy?: string[];
  /** Its reader asked for it a moment ago, as for a link to sign in: neither a bounce nor a complaint of earlier mail stops it. */
  isAskedFor?: boolean;
  /** 1 goes before 9; 5 when absent. */
  priority?: number;
  /** Default false: a mail that may have arrived is not sent again. */
  repeatsWhenUnknown?: boolean;
  /** Default: four and a half days after now. */
  expiresAt?: Date;
  sendAt?: Date;
}

export interface Enqueued {
  id: string;
  /** False when the same mail had been ordered before. */
  isNew: boolean;
}

const ALLOWED_HEADERS =
  /^(List-(Unsubscribe|Unsubscribe-Post|Id|Help|Owner|Archive|Post)|Feedback-ID|In-Reply-To|References|Reply-To)$/i;
const LINE_BREAKS = /[\r\n\u2028\u2029]+/g;
const LONGEST_SUBJECT = 200;
/** RFC 5321 section 4.5.4.1: give up after four to five days. */
const PATIENCE_MS = 4.5 * 86_400_000;

@Injectable()
export class MailService {
  constructor(
    private readonly db: DataSource,
    private readonly config: Config,
    private readonly jobs: JobsService,
    private readonly audit: AuditService,
  ) {}

  /**
   * Puts a mail into the outbox, in the caller's transaction when `em` is given. Throws RangeError for an address that is
   * not exactly one, or a header that is not allowed: check addresses with `isMailAddress` where they come in.
   */
  async enqueue(order: MailOrder, now: Date, em: EntityManager = this.db.manager): Promise<Enqueued> {
    const mail = this.toRow(order, now);
    const result = await em
      .createQueryBuilder()
      .insert()
      .into(OutgoingMail)
      .values(mail)
      .orIgnore()
      .returning('id')
      .execute();
    if ((result.raw as unknown[]).length > 0) return { id: mail.id, isNew: true };
    const known = await em.findOneByOrFail(OutgoingMail, { dedupeKey: mail.dedupeKey });
    return { id: known.id, isNew: false };
  }

  /** The folder that stands in for a mail server, or null when there is one. */
  get folder(): string | null {
    return this.config.env.SMTP_URL ? null : this.config.env.OUTBOX_DIR;
  }

  /** Asks for a sending run soon. To be called after the commit of what was enqueued. */
  wake(): Promise<void> {
    return this.jobs.wake(MAIL_QUEUE);
  }

  async get(id: string): Promise<OutgoingMail> {
    const mail = await this.db.manager.findOneBy(OutgoingMail, { id });
    if (!mail) throw new NotFoundException();
    return mail;
  }

  /** Newest first, without bodies. */
  async list(limit: number, after: Position | null, state?: MailState): Promise<OutgoingMail[]> {
    const columns = [
      'id',
      'kind',
      'toName',
      'toAddress',
      'subject',
      'state',
      'attempts',
      'createdAt',
      'nextAttemptAt',
      'finishedAt',
      'lastError',
      'wave',
    ];
    const query = this.db.manager
      .createQueryBuilder(OutgoingMail, 'mail')
      .select(columns.map((column) => `mail.${column}`));
    query.orderBy('mail.createdAt', 'DESC').addOrderBy('mail.id', 'DESC').limit(limit);
    if (after) query.andWhere('(mail.createdAt, mail.id) < (:time, :id)', { time: after[0], id: after[1] });
    if (state) query.andWhere('mail.state = :state', { state });
    return query.getMany();
  }

  async countByState(): Promise<Record<MailState, number>> {
    const rows = await this.db.query<{ state: MailState; count: number }[]>(
      'SELECT state, count(*)::int AS count FROM mail_outbox GROUP BY state',
    );
    const counts = Object.fromEntries(MAIL_STATES.map((state) => [state, 0])) as Record<MailState, number>;
    for (const row of rows) counts[row.state] = row.count;
    return counts;
  }

  /** Age of the longest waiting mail that could be sent, 0 when none waits. */
  async oldestDueSeconds(now: Date): Promise<number> {
    const sql = `SELECT min(next_attempt_at) AS due FROM mail_outbox WHERE state = 'queued' AND next_attempt_at <= $1`;
    const [row] = await this.db.query<{ due: Date | null }[]>(sql, [now]);
    return row?.due ? (now.getTime() - row.due.getTime()) / 1000 : 0;
  }

  /** A person decides that a mail that failed, or may not have arrived, is sent (again). */
  async sendAgain(id: string, actor: Actor, now: Date): Promise<void> {
    await this.db.transaction(async (em) => {
      const mail = await em.findOne(OutgoingMail, { where: { id }, lock: { mode: 'pessimistic_write' } });
      if (!mail) throw new NotFoundException();
      if (mail.state !== 'failed' && mail.state !== 'unknown') {
        throw new ConflictException({
          code: 'mail.not-finished',
          message: 'Only a failed or uncertain mail can be sent again.',
        });
      }
      if (mail.toAddress === '')
        throw new ConflictException({ code: 'mail.cleared', message: 'Text and recipient of this mail are cleared.' });
      const expiresAt = new Date(now.getTime() + PATIENCE_MS);
      await em.update(
        OutgoingMail,
        { id },
        { state: 'queued', nextAttemptAt: now, expiresAt, claimedAt: null, finishedAt: null, lastError: null },
      );
      await this.audit.record(
        { actor, action: 'mail.sent-again', subject: `mail:${id}`, detail: { kind: mail.kind, was: mail.state }, now },
        em,
      );
    });
    await this.wake();
  }

  private toRow(given: MailOrder, now: Date): OutgoingMail {
    const id = randomUUID();
    const order = { ...PRESETS, dedupeKey: id, wave: given.kind, sendAt: now, ...given };
    const address = order.to.address.trim();
    if (!isMailAddress(address)) throw new RangeError('The recipient is not one mail address');
    const { kind, dedupeKey, wave, html, text, images, priority, repeatsWhenUnknown, sendAt } = order;
    return {
      ...{ id, kind, dedupeKey, wave, html, text, images, priority, repeatsWhenUnknown },
      ...UNTRIED,
      fromName: order.fromName ? oneLine(order.fromName).slice(0, LONGEST_SUBJECT) : null,
      toName: oneLine(order.to.name).slice(0, LONGEST_SUBJECT),
      toAddress: address,
      subject: [...oneLine(order.subject)].slice(0, LONGEST_SUBJECT).join(''),
      headers: checkedHeaders(order.headers),
      suppressedBy: order.isAskedFor ? [] : ['all', ...order.suppressedBy],
      messageId: `<${id}@${domainOf(parseMailAddress(this.config.env.MAIL_FROM).address)}>`,
      createdAt: now,
      nextAttemptAt: sendAt,
      expiresAt: order.expiresAt ?? new Date(sendAt.getTime() + PATIENCE_MS),
    };
  }
}

const PRESETS = { headers: {}, images: [], suppressedBy: [] as string[], priority: 5, repeatsWhenUnknown: false };
const UNTRIED = { state: 'queued' as const, attempts: 0, fence: 0, claimedAt: null, finishedAt: null, lastError: null };

function checkedHeaders(headers: Record<string, string>): Record<string, string> {
  const refused = Object.keys(headers).find((name) => !ALLOWED_HEADERS.test(name));
  if (refused) throw new RangeError(`The header ${refused} is not allowed`);
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, oneLine(value)]));
}

function oneLine(text: string): string {
  return normalizeText(text).replace(LINE_BREAKS, ' ').trim();
}

import { randomUUID } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../../audit/actor.js';
import { Secrets } from '../../secrets.js';
import { isMailAddress } from '../address.js';
import { MailPauses } from '../mail-pauses.js';
import { SuppressionsService } from '../suppressions.service.js';
import { isGivenUp, type PastReport } from './dead-address.js';
import type { DeliveryReport } from './delivery-report.js';
import { MailReport } from './mail-report.entity.js';
import { mailOfReturnPath, RETURN_PATH_KEY } from './return-path.js';

export interface ReportCounts {
  suppressed: number;
  noted: number;
  ignored: number;
}

/** Who tells it. */
export interface Reporter {
  name: string;
  actor: Actor;
  /** Whether it may name a recipient alone. Anybody can write to a mailbox, so there a report must name our mail. */
  mayNameRecipients: boolean;
}

export interface ReturnedMail {
  mailId: string;
  kind: MailReport['kind'];
  status: string | null;
}

/** Told in the transaction in which a report is stored, once a report. */
export type ReturnedMailListener = (mail: ReturnedMail, now: Date, em: EntityManager) => Promise<void>;

interface KnownMail {
  id: string;
  address: string;
  wave: string;
}

/** Takes in what came back: dead addresses and complaints end all mails at once, passing failures after the third. */
@Injectable()
export class MailReports {
  private readonly logger = new Logger(MailReports.name);
  private readonly listeners: ReturnedMailListener[] = [];

  constructor(
    private readonly db: DataSource,
    private readonly suppressions: SuppressionsService,
    private readonly pauses: MailPauses,
    private readonly secrets: Secrets,
  ) {}

  register(listener: ReturnedMailListener): void {
    this.listeners.push(listener);
  }

  /** Safe to repeat: a report that is told twice changes nothing the second time. */
  async take(reports: readonly DeliveryReport[], reporter: Reporter, now: Date): Promise<ReportCounts> {
    const counts = { suppressed: 0, noted: 0, ignored: 0 };
    for (const report of reports) counts[await this.takeOne(report, reporter, now)] += 1;
    return counts;
  }

  private async takeOne(report: DeliveryReport, reporter: Reporter, now: Date): Promise<keyof ReportCounts> {
    const { kind, status } = report;
    // Only who we wrote to can bounce: a made-up report must not silence a stranger.
    const mail = kind === 'delayed' ? null : await this.find(report, reporter);
    if (!mail || kind === 'delayed') return 'ignored';
    const outcome = await this.db.transaction(async (em) => {
      if (!(await this.store(em, mail, { kind, status, report, reporter }, now))) return 'ignored';
      for (const listener of this.listeners) await listener({ mailId: mail.id, kind, status }, now, em);
      return this.judge(em, mail, kind, reporter.actor, now);
    });
    if (outcome === 'suppressed') this.logger.log({ event: 'address.suppressed', kind, status, source: reporter.name });
    if (kind === 'hard') await this.pauses.checkWave(mail.wave, now);
    return outcome;
  }

  private async judge(
    em: EntityManager,
    { address }: KnownMail,
    kind: MailReport['kind'],
    actor: Actor,
    now: Date,
  ): Promise<'suppressed' | 'noted'> {
    if (kind === 'delivered' || (kind === 'soft' && !isGivenUp(await this.pastOf(em, address), now))) return 'noted';
    const reason = kind === 'complaint' ? 'complaint' : 'bounce';
    await this.suppressions.add({ address, scope: 'all', reason, actor, now }, em);
    return 'suppressed';
  }

  /** By the envelope sender it came back to, by the Message-ID it returns, else by the recipient where that is enough. */
  private async find(
    { sentTo, messageId, recipient }: DeliveryReport,
    { mayNameRecipients }: Reporter,
  ): Promise<KnownMail | null> {
    const keys = this.secrets.keys(RETURN_PATH_KEY);
    const ids = sentTo.map((address) => mailOfReturnPath(address, keys)).filter((id) => id !== null);
    const id = ids[0] ?? /^<?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@/.exec(messageId ?? '')?.[1];
    const sql = 'SELECT id, to_address AS address, wave FROM mail_outbox';
    const [byId] = id ? await this.db.query<KnownMail[]>(`${sql} WHERE id = $1 AND to_address <> ''`, [id]) : [];
    if (byId || !mayNameRecipients || !recipient || !isMailAddress(recipient)) return byId ?? null;
    const newest = `${sql} WHERE lower(to_address) = lower($1) ORDER BY created_at DESC LIMIT 1`;
    const [byAddress] = await this.db.query<KnownMail[]>(newest, [recipient]);
    return byAddress ?? null;
  }

  private async store(em: EntityManager, mail: KnownMail, told: Told, now: Date): Promise<boolean> {
    const { kind, status, report, reporter } = told;
    const row: MailReport = {
      id: randomUUID(),
      eventKey: report.eventId ? `${reporter.name}:${report.eventId}` : `${mail.id}:${kind}`,
      mailId: mail.id,
      addressHash: this.suppressions.hash(mail.address),
      kind,
      status,
      source: reporter.name,
      reportedAt: now,
    };
    const insert = em.createQueryBuilder().insert().into(MailReport).values(row).orIgnore().returning('id');
    return ((await insert.execute()).raw as unknown[]).length > 0;
  }

  private async pastOf(em: EntityManager, address: string): Promise<PastReport[]> {
    return em.query<PastReport[]>(
      `SELECT DISTINCT ON (mail_id, kind) kind, reported_at AS at FROM mail_report
       WHERE address_hash = $1 AND kind IN ('soft', 'delivered') ORDER BY mail_id, kind, reported_at`,
      [this.suppressions.hash(address)],
    );
  }
}

interface Told {
  kind: MailReport['kind'];
  status: string | null;
  report: DeliveryReport;
  reporter: Reporter;
}

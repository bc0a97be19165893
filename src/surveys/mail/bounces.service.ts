import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../../platform/audit/actor.js';
import { isMailAddress } from '../../platform/mail/address.js';
import { SuppressionsService } from '../../platform/mail/suppressions.service.js';
import { WebhooksService } from '../../platform/webhooks/webhooks.service.js';
import { type DeliveryReport, readReports } from './delivery-report.js';

/** So many temporary failures in a month, and none of them a success in between, is a dead address too. */
const MOST_SOFT_BOUNCES = 5;
const SOFT_WINDOW = `interval '30 days'`;

export interface BounceCounts {
  suppressed: number;
  noted: number;
  ignored: number;
}

interface MailOf {
  invitation_id: string | null;
  address: string;
}

/** Takes in what came back: dead addresses and complaints end the mails at once, full mailboxes after a while. */
@Injectable()
export class BouncesService {
  private readonly logger = new Logger(BouncesService.name);

  constructor(
    private readonly db: DataSource,
    private readonly suppressions: SuppressionsService,
    private readonly webhooks: WebhooksService,
  ) {}

  /** A returned mail as it lay in the mailbox. What is no delivery or complaint report changes nothing. */
  async takeMessage(raw: Uint8Array, actor: Actor, now: Date): Promise<BounceCounts> {
    return this.take(await readReports(raw), actor, now);
  }

  async take(reports: readonly DeliveryReport[], actor: Actor, now: Date): Promise<BounceCounts> {
    const counts = { suppressed: 0, noted: 0, ignored: 0 };
    for (const report of reports) counts[await this.takeOne(report, actor, now)] += 1;
    return counts;
  }

  private async takeOne(report: DeliveryReport, actor: Actor, now: Date): Promise<keyof BounceCounts> {
    if (report.kind === 'delayed' || report.kind === 'delivered') return 'ignored';
    const mail = await this.find(report);
    // Only who we wrote to can bounce: a made-up report must not silence a stranger.
    if (!mail) return 'ignored';
    const isFinal = report.kind !== 'soft' || (await this.countSoft(mail, now)) >= MOST_SOFT_BOUNCES;
    if (!isFinal) return 'noted';
    const reason = report.kind === 'complaint' ? 'complaint' : 'bounce';
    await this.suppressions.add({ address: mail.address, scope: 'all', reason, actor, now });
    if (report.kind !== 'complaint' && mail.invitation_id) await this.markBounced(mail.invitation_id, report, now);
    this.logger.log({ event: 'address.suppressed', reason, status: report.status });
    return 'suppressed';
  }

  private async find({ messageId, recipient }: DeliveryReport): Promise<MailOf | null> {
    const sql = `SELECT m.to_address AS address, i.id AS invitation_id FROM mail_outbox m
      LEFT JOIN invitation i ON i.mail_id = m.id OR i.reminder_mail_id = m.id`;
    if (messageId) {
      const [byId] = await this.db.query<MailOf[]>(`${sql} WHERE m.id::text = $1`, [
        messageId.match(/^<([0-9a-f-]{36})@/)?.[1] ?? '',
      ]);
      if (byId) return byId;
    }
    if (!recipient || !isMailAddress(recipient)) return null;
    const [row] = await this.db.query<MailOf[]>(
      'SELECT address, id AS invitation_id FROM invitation WHERE person = $1 AND address IS NOT NULL ORDER BY created_at DESC LIMIT 1',
      [this.suppressions.hash(recipient)],
    );
    return row ?? null;
  }

  private async countSoft({ address, invitation_id }: MailOf, now: Date): Promise<number> {
    await this.db.query('UPDATE invitation SET soft_bounces = soft_bounces + 1 WHERE id = $1', [invitation_id]);
    const [row] = await this.db.query<{ n: number }[]>(
      `SELECT coalesce(sum(soft_bounces), 0)::int AS n FROM invitation WHERE person = $1 AND sent_at > $2::timestamptz - ${SOFT_WINDOW}`,
      [this.suppressions.hash(address), now],
    );
    return row!.n;
  }

  private async markBounced(invitationId: string, { status }: DeliveryReport, now: Date): Promise<void> {
    await this.db.transaction(async (em) => {
      const [rows] = (await em.query(
        'UPDATE invitation SET bounced_at = $2 WHERE id = $1 AND bounced_at IS NULL RETURNING survey_id',
        [invitationId, now],
      )) as [{ survey_id: string }[], number];
      if (!rows[0]) return;
      const data = { invitationId, surveyId: rows[0].survey_id, status };
      await this.webhooks.publish(
        { type: 'invitation.bounced', key: `invitation.bounced:${invitationId}`, at: now, data },
        now,
        em,
      );
    });
  }
}

import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Config } from '../../platform/config.js';
import { type MailOrder, MailService } from '../../platform/mail/mail.service.js';
import { DigestRendering } from '../rendering/digest-rendering.service.js';
import type { Team } from '../teams/team.entity.js';
import type { TeamRecipient } from '../teams/team-recipient.entity.js';
import { TeamsService } from '../teams/teams.service.js';
import { Delivery } from './delivery.entity.js';
import type { Digest } from './digest.entity.js';

interface MailDelivery {
  delivery: Delivery;
  order: MailOrder;
}

@Injectable()
export class DeliveriesService {
  constructor(
    private readonly db: DataSource,
    private readonly config: Config,
    private readonly teams: TeamsService,
    private readonly mail: MailService,
    private readonly rendering: DigestRendering,
  ) {}

  /** Renders one copy per recipient. Slow work, so outside of any transaction. */
  async prepare(digest: Digest, team: Pick<Team, 'id'>, copy = 1): Promise<MailDelivery[]> {
    const recipients = await this.teams.recipientsOf([team.id]);
    return recipients.map((recipient) => this.mailDelivery(digest, recipient, copy));
  }

  /** Hands the copies to the mail outbox, each once. To be called in the transaction that stores the digest. */
  async order(deliveries: MailDelivery[], now: Date, em: EntityManager): Promise<void> {
    for (const { delivery, order } of deliveries) {
      await em.insert(Delivery, { ...delivery, dueAt: now, finishedAt: now });
      await this.mail.enqueue(order, now, em);
    }
  }

  /** A person sends a digest again: a further copy to everybody who still wants it. Returns how many. */
  async resend(digest: Digest, now: Date): Promise<number> {
    const last = await this.db.getRepository(Delivery).maximum('copy', { digestId: digest.id });
    const deliveries = await this.prepare(digest, { id: digest.teamId }, (last ?? 0) + 1);
    await this.db.transaction((em) => this.order(deliveries, now, em));
    await this.mail.wake();
    return deliveries.length;
  }

  async list(digestId: string): Promise<Delivery[]> {
    return this.db.getRepository(Delivery).find({ where: { digestId }, order: { copy: 'ASC', recipient: 'ASC' } });
  }

  private mailDelivery(digest: Digest, recipient: TeamRecipient, copy: number): MailDelivery {
    const links = this.rendering.linksFor(digest.id, recipient.id);
    const { subject, html, text, pictures } = this.rendering.mail(digest, links);
    const key = `digest:${digest.teamId}:${digest.week}:${recipient.id}:${copy}`;
    const pending = { claimedAt: null, finishedAt: null, lastError: null, attempts: 0, dueAt: digest.builtAt };
    const delivery = {
      ...pending,
      id: randomUUID(),
      digestId: digest.id,
      channel: 'mail' as const,
      recipient: recipient.id,
      copy,
    };
    return {
      delivery: { ...delivery, state: 'handed_over' },
      order: {
        kind: 'digest',
        to: { name: recipient.name ?? '', address: recipient.email },
        subject,
        html,
        text,
        dedupeKey: key,
        headers: this.headers(links.unsubscribe),
        images: pictures.map(({ cid, content, contentType }) => ({
          cid,
          contentType,
          base64: content.toString('base64'),
        })),
        // A digest that comes twice is a nuisance, one that never comes is a loss.
        repeatsWhenUnknown: true,
      },
    };
  }

  /** RFC 2369 and RFC 8058: mail programs show a button that stops these mails. */
  private headers(unsubscribe: string): Record<string, string> {
    const host = new URL(this.config.publicUrl).hostname;
    return {
      'List-Id': `Hearback digest <digest.${host}>`,
      'List-Unsubscribe': `<${unsubscribe}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    };
  }
}

import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { type MailOrder, MailService } from '../../platform/mail/mail.service.js';
import { ChannelsService } from '../chat/channels.service.js';
import { DigestRendering } from '../rendering/digest-rendering.service.js';
import type { Team } from '../teams/team.entity.js';
import type { TeamRecipient } from '../teams/team-recipient.entity.js';
import { TeamsService } from '../teams/teams.service.js';
import { Delivery } from './delivery.entity.js';
import type { Digest } from './digest.entity.js';

/** A copy for one reader or room; mails carry the order for the outbox, chat messages are written by a job. */
interface PreparedDelivery {
  delivery: Delivery;
  mail: MailOrder | null;
}

@Injectable()
export class DeliveriesService {
  constructor(
    private readonly db: DataSource,
    private readonly teams: TeamsService,
    private readonly channels: ChannelsService,
    private readonly mail: MailService,
    private readonly rendering: DigestRendering,
  ) {}

  /** Renders one copy per recipient and room. Slow work, so outside of any transaction. */
  async prepare(digest: Digest, team: Pick<Team, 'id'>, copy = 1): Promise<PreparedDelivery[]> {
    const recipients = await this.teams.recipientsOf([team.id]);
    const rooms = await this.channels.active(team.id);
    const mails = recipients.map((recipient) => this.mailDelivery(digest, recipient, copy));
    const messages = rooms.map(({ id, kind }) => ({
      delivery: newDelivery(digest, { channel: kind, recipient: id, copy, state: 'due' }),
      mail: null,
    }));
    return [...mails, ...messages];
  }

  /** Stores the copies and hands mails to the outbox, each once. To be called in the transaction that stores the digest. */
  async order(deliveries: PreparedDelivery[], now: Date, em: EntityManager): Promise<void> {
    for (const { delivery, mail } of deliveries) {
      await em.insert(Delivery, { ...delivery, dueAt: now, finishedAt: mail ? now : null });
      if (mail) await this.mail.enqueue(mail, now, em);
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

  private mailDelivery(digest: Digest, recipient: TeamRecipient, copy: number): PreparedDelivery {
    const links = this.rendering.linksFor(digest.id, recipient.id);
    const { subject, html, text, pictures } = this.rendering.mail(digest, links);
    return {
      delivery: newDelivery(digest, { channel: 'mail', recipient: recipient.id, copy, state: 'handed_over' }),
      mail: {
        kind: 'digest',
        to: { name: recipient.name ?? '', address: recipient.email },
        subject,
        html,
        text,
        dedupeKey: `digest:${digest.teamId}:${digest.week}:${recipient.id}:${copy}`,
        headers: this.rendering.listHeaders(links),
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
}

type Chosen = Pick<Delivery, 'channel' | 'recipient' | 'copy' | 'state'>;

function newDelivery(digest: Digest, chosen: Chosen): Delivery {
  const pending = { attempts: 0, dueAt: digest.builtAt, claimedAt: null, finishedAt: null, lastError: null };
  return { ...pending, ...chosen, id: randomUUID(), digestId: digest.id };
}

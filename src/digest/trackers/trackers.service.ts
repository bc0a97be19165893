import { randomBytes, randomUUID } from 'node:crypto';
import { Injectable, NotFoundException, UnprocessableEntityException } from '@nestjs/common';
import { DataSource, IsNull } from 'typeorm';
import { Config } from '../../platform/config.js';
import { Outbound } from '../../platform/outbound/outbound.js';
import { Secrets } from '../../platform/secrets.js';
import type { NewTracker } from './tracker.schema.js';
import { Tracker } from './tracker.entity.js';

const PURPOSE = 'tracker';

/** A tracker without its secrets. */
export type ShownTracker = Omit<Tracker, 'tokenSealed' | 'secretSealed' | 'removedAt'> & { webhookUrl: string };

@Injectable()
export class TrackersService {
  constructor(
    private readonly db: DataSource,
    private readonly config: Config,
    private readonly secrets: Secrets,
    private readonly outbound: Outbound,
  ) {}

  async list(): Promise<ShownTracker[]> {
    const where = { removedAt: IsNull() };
    const trackers = await this.db.getRepository(Tracker).find({ where, order: { label: 'ASC', id: 'ASC' } });
    return trackers.map((tracker) => this.shown(tracker));
  }

  /** Null when there is none, or it was removed. */
  async find(id: string): Promise<Tracker | null> {
    return this.db.getRepository(Tracker).findOneBy({ id, removedAt: IsNull() });
  }

  async get(id: string): Promise<Tracker> {
    const tracker = await this.find(id);
    if (!tracker) throw new NotFoundException({ code: 'tracker.not-found', message: 'There is no such tracker.' });
    return tracker;
  }

  /** Stores a tracker. The secret of its webhook is told this once. Throws 422 for a host that the operator did not allow. */
  async create(wanted: NewTracker, now: Date): Promise<ShownTracker & { webhookSecret: string }> {
    const refused = this.refusal(wanted.apiUrl);
    if (refused) throw new UnprocessableEntityException({ code: 'tracker.target-refused', message: refused });
    const { token, ...columns } = wanted;
    const webhookSecret = randomBytes(24).toString('base64url');
    const tracker: Tracker = {
      ...columns,
      id: randomUUID(),
      tokenSealed: this.secrets.seal(PURPOSE, token),
      secretSealed: this.secrets.seal(PURPOSE, webhookSecret),
      createdAt: now,
      removedAt: null,
    };
    await this.db.getRepository(Tracker).insert(tracker);
    return { ...this.shown(tracker), webhookSecret };
  }

  async remove(id: string, now: Date): Promise<void> {
    const { affected } = await this.db.getRepository(Tracker).update({ id, removedAt: IsNull() }, { removedAt: now });
    if (!affected) throw new NotFoundException({ code: 'tracker.not-found', message: 'There is no such tracker.' });
  }

  tokenOf(tracker: Tracker): string {
    return this.secrets.open(PURPOSE, tracker.tokenSealed);
  }

  secretOf(tracker: Tracker): string {
    return this.secrets.open(PURPOSE, tracker.secretSealed);
  }

  /** Tokens go only to hosts that the operator named: an editor must not be able to send them anywhere else. */
  refusal(apiUrl: string): string | null {
    const allowed = this.config.env.TRACKER_HOSTS.split(',').map((host) => host.trim().toLowerCase());
    if (!allowed.includes(new URL(apiUrl).host)) return 'The operator has not allowed this host (TRACKER_HOSTS).';
    return this.outbound.refusal(apiUrl);
  }

  private shown({
    tokenSealed: _token,
    secretSealed: _secret,
    removedAt: _removed,
    ...tracker
  }: Tracker): ShownTracker {
    return { ...tracker, webhookUrl: `${this.config.publicUrl}/v1/tracker-events/${tracker.id}` };
  }
}

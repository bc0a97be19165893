import { randomUUID } from 'node:crypto';
import { Injectable, NotFoundException, UnprocessableEntityException } from '@nestjs/common';
import { DataSource, IsNull } from 'typeorm';
import { z } from 'zod';
import { Outbound } from '../../platform/outbound/outbound.js';
import { Secrets } from '../../platform/secrets.js';
import { TeamsService } from '../teams/teams.service.js';
import { TeamChannel } from './team-channel.entity.js';

const PURPOSE = 'team-channel';

export const NewChannel = z.object({
  kind: z.enum(['slack', 'teams']),
  label: z.string().trim().min(1).max(100),
  url: z.url().max(2000),
});
export type NewChannel = z.infer<typeof NewChannel>;

export type ShownChannel = Omit<TeamChannel, 'urlSealed'> & { url: string };

@Injectable()
export class ChannelsService {
  constructor(
    private readonly db: DataSource,
    private readonly secrets: Secrets,
    private readonly teams: TeamsService,
    private readonly outbound: Outbound,
  ) {}

  async list(teamId: string): Promise<ShownChannel[]> {
    const channels = await this.db
      .getRepository(TeamChannel)
      .find({ where: { teamId }, order: { createdAt: 'ASC', id: 'ASC' } });
    return channels.map((channel) => this.shown(channel));
  }

  /** Rooms that still take messages. */
  async active(teamId: string): Promise<TeamChannel[]> {
    const where = { teamId, disabledAt: IsNull() };
    return this.db.getRepository(TeamChannel).find({ where, order: { createdAt: 'ASC', id: 'ASC' } });
  }

  async create(teamId: string, { kind, label, url }: NewChannel, now: Date): Promise<ShownChannel> {
    await this.teams.get(teamId);
    const refused = this.outbound.refusal(url);
    if (refused) throw new UnprocessableEntityException({ code: 'channel.target-refused', message: refused });
    const urlSealed = this.secrets.seal(PURPOSE, url);
    const channel: TeamChannel = {
      id: randomUUID(),
      teamId,
      kind,
      label,
      urlSealed,
      createdAt: now,
      disabledAt: null,
      disabledReason: null,
    };
    await this.db.getRepository(TeamChannel).insert(channel);
    return this.shown(channel);
  }

  async remove(teamId: string, id: string): Promise<void> {
    const { affected } = await this.db.getRepository(TeamChannel).delete({ id, teamId });
    if (!affected)
      throw new NotFoundException({ code: 'channel.not-found', message: 'This team has no such channel.' });
  }

  async disable(id: string, reason: string, now: Date): Promise<void> {
    await this.db
      .getRepository(TeamChannel)
      .update({ id, disabledAt: IsNull() }, { disabledAt: now, disabledReason: reason });
  }

  addressOf(channel: TeamChannel): string {
    return this.secrets.open(PURPOSE, channel.urlSealed);
  }

  /** The host only: the rest of the address is the secret. */
  private shown(channel: TeamChannel): ShownChannel {
    const { urlSealed: _, ...columns } = channel;
    return { ...columns, url: `${new URL(this.addressOf(channel)).origin}/…` };
  }
}

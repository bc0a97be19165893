import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ChannelsService } from '../chat/channels.service.js';
import { DeliveriesService } from '../delivery/deliveries.service.js';
import type { Digest } from '../delivery/digest.entity.js';
import { TeamRecipient } from '../teams/team-recipient.entity.js';
import { deliveryRows } from './reading-views.js';

interface Neighbour {
  id: string;
  week: string;
}

/** What members see around a frozen digest: the weeks before and after, and who got it. */
@Injectable()
export class DigestArchive {
  constructor(
    private readonly db: DataSource,
    private readonly deliveries: DeliveriesService,
    private readonly channels: ChannelsService,
  ) {}

  async toolsOf(digest: Digest) {
    const deliveries = await this.deliveries.list(digest.id);
    const rows = deliveryRows(deliveries, await this.namesOf(digest.teamId));
    const trouble = rows.filter(({ tone }) => tone === 'bad' || tone === 'warn').length;
    return {
      id: digest.id,
      ...(await this.neighbours(digest)),
      deliveries: rows.length ? rows : null,
      deliverySummary: `${rows.length}${trouble ? `, ${trouble} with trouble` : ''}`,
    };
  }

  private async neighbours({ teamId, week }: Digest): Promise<{ earlier: Neighbour | null; later: Neighbour | null }> {
    const one = async (sign: '<' | '>', order: 'DESC' | 'ASC'): Promise<Neighbour | null> => {
      const sql = `SELECT id, week FROM digest WHERE team_id = $1 AND week ${sign} $2 ORDER BY week ${order} LIMIT 1`;
      return (await this.db.query<Neighbour[]>(sql, [teamId, week]))[0] ?? null;
    };
    return { earlier: await one('<', 'DESC'), later: await one('>', 'ASC') };
  }

  private async namesOf(teamId: string): Promise<Map<string, string>> {
    const people = await this.db.getRepository(TeamRecipient).findBy({ teamId });
    const rooms = await this.channels.list(teamId);
    return new Map([
      ...people.map(({ id, email }): [string, string] => [id, email]),
      ...rooms.map(({ id, label }): [string, string] => [id, label]),
    ]);
  }
}

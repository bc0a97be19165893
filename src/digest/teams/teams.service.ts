import { randomUUID } from 'node:crypto';
import { ConflictException, Injectable, NotFoundException } from '@nestjs/common';
import { DataSource, type EntityManager, In, IsNull, Not } from 'typeorm';
import { Config } from '../../platform/config.js';
import { isUniqueViolation } from '../../platform/database/database.js';
import type { NewTeam, TeamChanges } from './team.schema.js';
import { Team } from './team.entity.js';
import { TeamRecipient } from './team-recipient.entity.js';

export interface TeamWithRecipients extends Team {
  recipients: string[];
}

@Injectable()
export class TeamsService {
  constructor(
    private readonly db: DataSource,
    private readonly config: Config,
  ) {}

  async list(): Promise<TeamWithRecipients[]> {
    const teams = await this.db.getRepository(Team).find({ order: { name: 'ASC' } });
    const recipients = await this.recipientsOf(teams.map((team) => team.id));
    return teams.map((team) => ({
      ...team,
      recipients: recipients.filter((row) => row.teamId === team.id).map((row) => row.email),
    }));
  }

  async get(id: string): Promise<TeamWithRecipients> {
    const team = (await this.list()).find((candidate) => candidate.id === id);
    if (!team) throw new NotFoundException({ code: 'team.not-found', message: 'There is no such team.' });
    return team;
  }

  /** People of these teams who get mail. */
  async recipientsOf(teamIds: string[]): Promise<TeamRecipient[]> {
    const where = { teamId: In(teamIds), unsubscribedAt: IsNull() };
    return this.db.getRepository(TeamRecipient).find({ where, order: { email: 'ASC' } });
  }

  /** Addresses that stopped the mails themselves. */
  async unsubscribed(teamId: string): Promise<string[]> {
    const where = { teamId, unsubscribedAt: Not(IsNull()) };
    const rows = await this.db.getRepository(TeamRecipient).find({ where, order: { email: 'ASC' } });
    return rows.map(({ email }) => email);
  }

  async create(wanted: NewTeam, now: Date): Promise<TeamWithRecipients> {
    const { recipients, timeZone = this.config.env.TIME_ZONE, ...columns } = wanted;
    const team = { ...columns, id: randomUUID(), timeZone, createdAt: now, pausedAt: null };
    await this.db.transaction(async (em) => {
      await saveUnique(() => this.insert(em, team));
      await this.setRecipients(em, team.id, recipients, now);
    });
    return this.get(team.id);
  }

  async change(id: string, changes: TeamChanges, now: Date): Promise<TeamWithRecipients> {
    const { recipients, paused, ...columns } = changes;
    const team = await this.get(id);
    const pausedAt = paused === undefined ? team.pausedAt : paused ? (team.pausedAt ?? now) : null;
    await this.db.transaction(async (em) => {
      if (columns.isDefaultOwner) await em.update(Team, { isDefaultOwner: true }, { isDefaultOwner: false });
      await saveUnique(() => em.update(Team, { id }, { ...columns, pausedAt }));
      if (recipients) await this.setRecipients(em, id, recipients, now);
    });
    return this.get(id);
  }

  /** A reader stops the mails of one team. Safe to repeat. */
  async unsubscribe(recipientId: string, now: Date): Promise<void> {
    await this.db
      .getRepository(TeamRecipient)
      .update({ id: recipientId, unsubscribedAt: IsNull() }, { unsubscribedAt: now });
  }

  private async insert(em: EntityManager, team: Team): Promise<void> {
    if (team.isDefaultOwner) await em.update(Team, { isDefaultOwner: true }, { isDefaultOwner: false });
    await em.insert(Team, team);
  }

  /** Sets the list; who unsubscribed stays so, whatever the list says. */
  private async setRecipients(em: EntityManager, teamId: string, emails: string[], now: Date): Promise<void> {
    const wanted = [...new Set(emails.map((email) => email.trim().toLowerCase()))];
    await em.query('DELETE FROM team_recipient WHERE team_id = $1 AND email <> ALL ($2) AND unsubscribed_at IS NULL', [
      teamId,
      wanted,
    ]);
    const rows = wanted.map((email) => ({
      id: randomUUID(),
      teamId,
      email,
      name: null,
      createdAt: now,
      unsubscribedAt: null,
    }));
    if (rows.length) await em.createQueryBuilder().insert().into(TeamRecipient).values(rows).orIgnore().execute();
  }
}

async function saveUnique(save: () => Promise<unknown>): Promise<void> {
  try {
    await save();
  } catch (error) {
    if (!isUniqueViolation(error, 'team_name_key')) throw error;
    throw new ConflictException({ code: 'team.name-taken', message: 'Another team has this name.' });
  }
}

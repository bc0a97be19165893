import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Position } from '../../platform/http/page.js';
import { bind, COUNTED } from '../themes/reading/theme-messages.js';
import { AlertAudience } from './alert-audience.js';
import { AlertRow } from './alert.entity.js';
import { type Moment, momentsOf } from './alert-moments.js';
import { type AlertView, alertView } from './alert-view.js';
import type { AlertsQuery } from './alerts.schema.js';

export interface AlertFeedback {
  id: string;
  ticketId: string | null;
  text: string;
  occurredAt: Date;
  product: string | null;
  channel: string | null;
  plan: string | null;
  url: string | null;
}

@Injectable()
export class AlertList {
  constructor(
    private readonly db: DataSource,
    private readonly audience: AlertAudience,
  ) {}

  /** Alerts as they are shown, with the names of their teams. */
  async shown(rows: readonly AlertRow[]): Promise<AlertView[]> {
    const names = rows.length ? await this.audience.names() : new Map<string, string>();
    return rows.map((row) => alertView(row, names));
  }

  /** One alert as it is shown, with its life. */
  async withLife(id: string, teams: readonly string[] = []): Promise<AlertView & { life: Moment[] }> {
    const [alert] = await this.shown([await this.get(id, teams)]);
    return { ...alert!, life: await momentsOf(this.db.manager, id) };
  }

  /** Newest first. */
  list(
    query: Omit<AlertsQuery, 'limit' | 'cursor' | 'fields'>,
    limit: number,
    after: Position | null,
    teams: readonly string[] = [],
  ): Promise<AlertRow[]> {
    const { state, measure, kind, theme, owner, from, to } = query;
    const found = this.db.manager
      .createQueryBuilder(AlertRow, 'alert')
      .orderBy('alert.raisedAt', 'DESC')
      .addOrderBy('alert.id', 'DESC')
      .limit(limit);
    if (state !== 'all') found.andWhere(`alert.resolvedAt IS ${state === 'open' ? 'NULL' : 'NOT NULL'}`);
    if (measure) found.andWhere('alert.measure = :measure', { measure });
    if (kind) found.andWhere('alert.kind = :kind', { kind });
    if (theme) found.andWhere('alert.themeId IN (SELECT root_id FROM theme WHERE id = :theme)', { theme });
    if (owner) found.andWhere(':owner = ANY (alert.owners)', { owner });
    if (teams.length) found.andWhere('alert.owners && :teams::uuid[]', { teams });
    if (from) found.andWhere('alert.raisedAt >= :from', { from });
    if (to) found.andWhere('alert.raisedAt < :to', { to });
    if (after) found.andWhere('(alert.raisedAt, alert.id) < (:at, :id)', { at: after[0], id: after[1] });
    return found.getMany();
  }

  async get(id: string, teams: readonly string[] = []): Promise<AlertRow> {
    const alert = await this.db.manager.findOneBy(AlertRow, { id });
    const isTheirs = teams.length === 0 || alert?.owners?.some((owner) => teams.includes(owner));
    if (!alert || !isTheirs)
      throw new NotFoundException({ code: 'alert.not-found', message: 'There is no such alert.' });
    return alert;
  }

  /** The messages an alert rests on, masked, newest first. */
  feedback(id: string, limit: number, after: Position | null): Promise<AlertFeedback[]> {
    const parameters: unknown[] = [id];
    const where = after
      ? `AND (f.occurred_at, f.id) < (${bind(parameters, after[0])}::timestamptz, ${bind(parameters, after[1])}::uuid)`
      : '';
    return this.db.query<AlertFeedback[]>(
      `SELECT f.id, f.ticket_id AS "ticketId", left(f.masked, 4000) AS text, f.occurred_at AS "occurredAt", f.product, f.channel, f.plan, t.url
       FROM alert_member m JOIN feedback f ON f.id = m.feedback_id AND f.deleted_at IS NULL LEFT JOIN ticket t ON t.id = f.ticket_id
       WHERE m.alert_id = $1 AND ${COUNTED} ${where} ORDER BY f.occurred_at DESC, f.id DESC LIMIT ${bind(parameters, limit)}`,
      parameters,
    );
  }
}

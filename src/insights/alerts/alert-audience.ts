import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { AlertRow } from './alert.entity.js';

/** What routing knows of an alert. */
export interface RoutableAlert {
  themeId: string | null;
  dimensions: Record<string, string[]>;
}

/** A team that owns an alert, and the rule that gave it. */
export interface Owner {
  teamId: string;
  because: string;
}

export interface Audience {
  /** Teams that own such an alert. */
  ownersOf(alert: RoutableAlert): Promise<Owner[]>;
  /** Names of teams, by id. */
  names(): Promise<Map<string, string>>;
  /** Tells the owners, in the transaction that notes it as told. */
  tell(alert: AlertRow, now: Date, em: EntityManager): Promise<void>;
}

/** Who is told of alerts: the module that knows teams registers here. Without one, alerts are listed and published only. */
@Injectable()
export class AlertAudience {
  private audience: Audience | null = null;

  register(audience: Audience): void {
    this.audience = audience;
  }

  async ownersOf(alert: RoutableAlert): Promise<Owner[] | null> {
    return this.audience ? this.audience.ownersOf(alert) : null;
  }

  async names(): Promise<Map<string, string>> {
    return this.audience ? this.audience.names() : new Map();
  }

  async tell(alert: AlertRow, now: Date, em: EntityManager): Promise<void> {
    await this.audience?.tell(alert, now, em);
  }
}

import { randomUUID } from 'node:crypto';
import { Injectable, NotFoundException, UnprocessableEntityException } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../../platform/audit/actor.js';
import { AuditService } from '../../platform/audit/audit.service.js';
import { Action } from './action.entity.js';
import { ActionEvent } from './action-event.entity.js';
import type { ActionChanges, ActionFilter, NewAction } from './action.schema.js';

export interface Decision {
  actor: Actor;
  now: Date;
}

const DAY_MS = 86_400_000;
const TRACKED = ['title', 'status', 'owner', 'dueOn', 'outsideUrl', 'shippedAt'] as const;

@Injectable()
export class ActionsService {
  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
  ) {}

  /** Newest decisions first. */
  async list({ team, theme, status }: ActionFilter): Promise<Action[]> {
    const where = { ...(team && { teamId: team }), ...(theme && { themeId: theme }), ...(status && { status }) };
    return this.db.getRepository(Action).find({ where, order: { createdAt: 'DESC', id: 'ASC' } });
  }

  async get(id: string): Promise<Action> {
    const action = await this.db.getRepository(Action).findOneBy({ id });
    if (!action) throw new NotFoundException({ code: 'action.not-found', message: 'There is no such action.' });
    return action;
  }

  async history(id: string): Promise<ActionEvent[]> {
    await this.get(id);
    return this.db.getRepository(ActionEvent).find({ where: { actionId: id }, order: { at: 'ASC', id: 'ASC' } });
  }

  /** Opens an action, or writes down at once that nothing will be done. */
  async create(wanted: NewAction, { actor, now }: Decision, declined?: { note?: string }): Promise<Action> {
    const status = declined ? 'declined' : 'open';
    return this.db.transaction(async (em) => {
      const blank = { themeId: null, gapId: null, owner: null, dueOn: null, outsideUrl: null };
      const action: Action = {
        ...blank,
        ...definedOf(wanted),
        id: randomUUID(),
        status,
        decidedAt: now,
        shippedAt: null,
        createdAt: now,
      } as Action;
      await em.insert(Action, action);
      await this.remember(em, action, { status: { from: null, to: status } }, { actor, now }, declined?.note);
      return action;
    });
  }

  /** Changes an action and writes its history. Nothing happens, and nothing is written, when nothing differs. */
  async change(id: string, changes: ActionChanges, decision: Decision, em?: EntityManager): Promise<Action> {
    return em
      ? this.apply(id, changes, decision, em)
      : this.db.transaction((own) => this.apply(id, changes, decision, own));
  }

  private async apply(
    id: string,
    changes: ActionChanges,
    { actor, now }: Decision,
    em: EntityManager,
  ): Promise<Action> {
    const found = await em.findOne(Action, { where: { id }, lock: { mode: 'pessimistic_write' } });
    if (!found) throw new NotFoundException({ code: 'action.not-found', message: 'There is no such action.' });
    const next = {
      ...found,
      ...definedOf(withoutNote(changes)),
      shippedAt: shippedAtOf(found, changes, now),
    } as Action;
    const change = differences(found, next);
    if (Object.keys(change).length === 0 && !changes.note) return found;
    await em.save(Action, next);
    await this.remember(em, next, change, { actor, now }, changes.note);
    return next;
  }

  private async remember(
    em: EntityManager,
    action: Action,
    change: ActionEvent['change'],
    { actor, now }: Decision,
    note?: string,
  ): Promise<void> {
    const event = {
      id: randomUUID(),
      actionId: action.id,
      at: now,
      actor: actor.name,
      change: change as object,
      note: note ?? null,
    };
    await em.insert(ActionEvent, event);
    await this.audit.record(
      { actor, action: 'action.changed', subject: `action:${action.id}`, detail: { status: action.status }, now },
      em,
    );
  }
}

function withoutNote({ note: _note, shippedAt: _shippedAt, ...columns }: ActionChanges): Partial<Action> {
  return columns as Partial<Action>;
}

function definedOf<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/** Shipping has a date; taking it back to an earlier status removes it. A little ahead is another clock, more a mistake. */
function shippedAtOf(found: Action, { status, shippedAt }: ActionChanges, now: Date): Date | null {
  if ((status ?? found.status) !== 'shipped') return null;
  if (shippedAt && Date.parse(shippedAt) - now.getTime() > DAY_MS)
    throw new UnprocessableEntityException({
      code: 'action.not-shipped-yet',
      message: 'The day of shipping is still to come: set the status to shipped when customers have it.',
    });
  if (shippedAt) return new Date(shippedAt);
  return found.shippedAt ?? now;
}

function differences(before: Action, after: Action): ActionEvent['change'] {
  const changed = TRACKED.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  return Object.fromEntries(changed.map((name) => [name, { from: before[name], to: after[name] }]));
}

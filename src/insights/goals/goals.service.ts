import { randomUUID } from 'node:crypto';
import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource, IsNull } from 'typeorm';
import type { Actor } from '../../platform/audit/actor.js';
import { AuditService } from '../../platform/audit/audit.service.js';
import type { Period } from '../../platform/periods.js';
import { KPI_DEFINITIONS } from '../kpis/definitions.js';
import type { Kpi } from '../kpis/kpi.js';
import type { KpiFilter } from '../kpis/kpi-question.js';
import { KpisService } from '../kpis/kpis.service.js';
import { Goal } from './goal.entity.js';
import type { NewGoal } from './goal.schema.js';
import { type GoalStatus, goalStatus } from './goal-status.js';
import { goalSentence } from './goal-sentence.js';

export interface GoalProgress {
  goal: Goal;
  /** The days the figure is of. */
  period: Period;
  kpi: Kpi;
  status: GoalStatus;
  sentence: string;
}

const DAY_MS = 86_400_000;

@Injectable()
export class GoalsService {
  constructor(
    private readonly db: DataSource,
    private readonly kpis: KpisService,
    private readonly audit: AuditService,
  ) {}

  /** Every goal that has not been ended, with where it stands at `now`, soonest first. */
  async progress(now: Date): Promise<GoalProgress[]> {
    const goals = await this.db.manager.find(Goal, { where: { endedAt: IsNull() }, order: { by: 'ASC', id: 'ASC' } });
    const found: GoalProgress[] = [];
    for (const goal of goals) found.push(await this.progressOf(goal, now));
    return found;
  }

  /** After its date a goal is judged by the days before the date. */
  async progressOf(goal: Goal, now: Date): Promise<GoalProgress> {
    const to = goal.by < now ? goal.by : now;
    const period = { from: new Date(to.getTime() - goal.windowDays * DAY_MS), to };
    const kpi = await this.kpis.one({ period, filter: goal.filter, now }, goal.kpi);
    const status = goalStatus(goal, kpi, now);
    return { goal, period, kpi, status, sentence: goalSentence(goal, kpi, status) };
  }

  async get(id: string): Promise<Goal> {
    const goal = await this.db.manager.findOneBy(Goal, { id });
    if (!goal) throw new NotFoundException({ code: 'goal.not-found', message: 'There is no such goal.' });
    return goal;
  }

  async create({ by, filter, name, ...wanted }: NewGoal, actor: Actor, now: Date): Promise<Goal> {
    const made = { id: randomUUID(), createdAt: now, createdBy: actor.name, endedAt: null };
    const given = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)) as KpiFilter;
    const goal: Goal = { ...wanted, ...made, name: name ?? nameOf(wanted), by: new Date(by), filter: given };
    await this.db.transaction(async (em) => {
      await em.insert(Goal, goal as object);
      const detail = { kpi: goal.kpi, target: goal.target, by };
      await this.audit.record({ actor, action: 'goal.created', subject: `goal:${goal.id}`, detail, now }, em);
    });
    return goal;
  }

  /** Ends a goal: it is shown no more. Ending it twice changes nothing. */
  async end(id: string, actor: Actor, now: Date): Promise<void> {
    const goal = await this.get(id);
    if (goal.endedAt) return;
    await this.db.transaction(async (em) => {
      await em.update(Goal, { id }, { endedAt: now });
      await this.audit.record({ actor, action: 'goal.ended', subject: `goal:${id}`, now }, em);
    });
  }
}

function nameOf({ kpi, direction, target }: Pick<Goal, 'kpi' | 'direction' | 'target'>): string {
  const { name, unit } = KPI_DEFINITIONS.find(({ key }) => key === kpi)!;
  return `${name} ${direction} ${target}${unit === 'percent' ? ' %' : unit === 'minutes' ? ' minutes' : ''}`;
}

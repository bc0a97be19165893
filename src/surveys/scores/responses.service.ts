import { ConflictException, Injectable, NotFoundException } from '@nestjs/common';
import { DataSource, type SelectQueryBuilder } from 'typeorm';
import type { Actor } from '../../platform/audit/actor.js';
import { AuditService } from '../../platform/audit/audit.service.js';
import type { Position } from '../../platform/http/page.js';
import { addRevision } from '../answering/store/answers.js';
import { OutcomeService } from '../answering/outcome.service.js';
import { ResponseRevision } from '../answering/response-revision.entity.js';
import { SurveyResponse } from '../answering/survey-response.entity.js';
import type { Status } from '../answering/transition.js';
import type { ResponseFilter } from './metrics.schema.js';
import { periodOf } from './score-filter.js';

const COLUMNS = ['channel', 'product', 'plan', 'team', 'agent', 'stage', 'locale', 'via'] as const;
/** Statuses that belong together in numbers. */
const TOGETHER: Record<'counted' | 'excluded', Status[]> = {
  counted: ['confirmed', 'released'],
  excluded: ['suspect', 'dismissed'],
};

/** Reads single answers, and lets a person decide about those that are suspected. */
@Injectable()
export class ResponsesService {
  constructor(
    private readonly db: DataSource,
    private readonly outcome: OutcomeService,
    private readonly audit: AuditService,
  ) {}

  /** Newest first. */
  async list(
    surveyId: string,
    filter: ResponseFilter,
    limit: number,
    after: Position | null,
    now = new Date(),
  ): Promise<SurveyResponse[]> {
    const query = this.query(surveyId, filter, now).limit(limit);
    if (after) query.andWhere('(r.answeredAt, r.id) < (:time, :id)', { time: after[0], id: after[1] });
    return query.getMany();
  }

  async revisionsOf(surveyId: string, id: string): Promise<ResponseRevision[]> {
    await this.get(surveyId, id);
    return this.db.manager.find(ResponseRevision, { where: { responseId: id }, order: { number: 'ASC' } });
  }

  /** A person looked at a suspected answer: it counts after all (`released`), or stays out for good (`dismissed`). */
  async review(
    surveyId: string,
    id: string,
    verdict: 'released' | 'dismissed',
    actor: Actor,
    now: Date,
  ): Promise<SurveyResponse> {
    await this.db.transaction(async (em) => {
      const response = await em.findOne(SurveyResponse, {
        where: { id, surveyId },
        lock: { mode: 'pessimistic_write' },
      });
      if (!response) throw notFound();
      if (response.status === verdict) return;
      if (!['suspect', 'released', 'dismissed'].includes(response.status)) {
        throw new ConflictException({
          code: 'response.not-suspect',
          message: 'Only a quarantined answer is reviewed.',
        });
      }
      const countedAt = verdict === 'released' ? (response.countedAt ?? now) : response.countedAt;
      await em.update(SurveyResponse, { id }, { status: verdict, reviewedAt: now, countedAt });
      await addRevision(em, id, verdict, now);
      await (verdict === 'released' ? this.outcome.released(id, now, em) : this.outcome.dismissed(id, now, em));
      await this.audit.record({ actor, action: `response.${verdict}`, subject: `response:${id}`, now }, em);
    });
    await this.outcome.deliver();
    return this.get(surveyId, id);
  }

  async get(surveyId: string, id: string): Promise<SurveyResponse> {
    const response = await this.db.manager.findOneBy(SurveyResponse, { id, surveyId });
    if (!response) throw notFound();
    return response;
  }

  async countByStatus(surveyId: string): Promise<Record<string, number>> {
    const rows = await this.db.query<{ status: string; n: number }[]>(
      'SELECT status, count(*)::int AS n FROM survey_response WHERE survey_id = $1 GROUP BY 1',
      [surveyId],
    );
    return Object.fromEntries(rows.map(({ status, n }) => [status, n]));
  }

  private query(surveyId: string, filter: ResponseFilter, now: Date): SelectQueryBuilder<SurveyResponse> {
    const { from, to } = periodOf(filter, now);
    const query = this.db.manager.createQueryBuilder(SurveyResponse, 'r').where('r.surveyId = :surveyId', { surveyId });
    query.andWhere('r.answeredAt >= :from AND r.answeredAt < :to', { from, to });
    for (const name of COLUMNS)
      if (filter[name] !== undefined) query.andWhere(`r.${name} = :${name}`, { [name]: filter[name] });
    if (filter.tag !== undefined) query.andWhere(':tag = ANY (r.tags)', { tag: filter.tag });
    if (filter.status) query.andWhere('r.status IN (:...statuses)', { statuses: statusesOf(filter.status) });
    if (filter.without) query.andWhere(`r.${filter.without} IS NULL`);
    const numbers = [filter.version ?? [], filter.versions?.split(',').map(Number) ?? []].flat();
    if (numbers.length > 0) {
      const versions = 'SELECT v.id FROM survey_version v WHERE v.survey_id = :surveyId AND v.number IN (:...numbers)';
      query.andWhere(`r.versionId IN (${versions})`, { numbers });
    }
    return query.orderBy('r.answeredAt', 'DESC').addOrderBy('r.id', 'DESC');
  }
}

function statusesOf(status: NonNullable<ResponseFilter['status']>): readonly Status[] {
  return status === 'counted' || status === 'excluded' ? TOGETHER[status] : [status];
}

function notFound(): NotFoundException {
  return new NotFoundException({ code: 'response.not-found', message: 'There is no such answer.' });
}

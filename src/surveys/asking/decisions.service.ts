import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Position } from '../../platform/http/page.js';
import type { ListDecisions } from './asking.schema.js';
import { SendDecision } from './send-decision.entity.js';

export interface ReasonCount {
  outcome: 'send' | 'skip' | 'withdrawn';
  reason: string | null;
  count: number;
}

const FILTERS = ['surveyId', 'ticketId', 'customerId', 'outcome', 'reason'] as const;

/** Reads the ledger of decisions. */
@Injectable()
export class DecisionsService {
  constructor(private readonly db: DataSource) {}

  async list(
    filter: Omit<ListDecisions, 'limit' | 'cursor'>,
    limit: number,
    after: Position | null,
  ): Promise<SendDecision[]> {
    const query = this.db.manager
      .createQueryBuilder(SendDecision, 'd')
      .orderBy('d.decidedAt', 'DESC')
      .addOrderBy('d.id', 'DESC')
      .limit(limit);
    for (const name of FILTERS)
      if (filter[name] !== undefined) query.andWhere(`d.${name} = :${name}`, { [name]: filter[name] });
    if (after) query.andWhere('(d.decidedAt, d.id) < (:time, :id)', { time: after[0], id: after[1] });
    return query.getMany();
  }

  async summary(surveyId: string): Promise<ReasonCount[]> {
    return this.db.query<ReasonCount[]>(
      `SELECT CASE WHEN withdrawn_at IS NOT NULL THEN 'withdrawn' ELSE outcome END AS outcome, coalesce(withdrawn_reason, reason) AS reason,
         count(*)::int AS count FROM send_decision WHERE survey_id = $1 GROUP BY 1, 2 ORDER BY 3 DESC`,
      [surveyId],
    );
  }
}

import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Position } from '../../platform/http/page.js';
import type { ListDecisions } from './asking.schema.js';
import type { SkipReason } from './eligibility.js';
import { SendDecision } from './send-decision.entity.js';

export interface ReasonCount {
  outcome: 'send' | 'skip' | 'withdrawn';
  reason: string | null;
  count: number;
}

/** One decision with its ticket and what became of it. */
export interface LedgerLine {
  decidedAt: Date;
  dueAt: Date | null;
  outcome: 'send' | 'skip';
  reason: SkipReason | null;
  withdrawnAt: Date | null;
  trigger: string;
  reference: string | null;
  subject: string | null;
  url: string | null;
  sentAt: Date | null;
  bouncedAt: Date | null;
  unknownAt: Date | null;
  failedAt: Date | null;
  isAnswered: boolean;
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

  /** The newest decisions of a survey, or those about one ticket by its number in the help desk. */
  async ledger(surveyId: string, reference: string | null, limit: number): Promise<LedgerLine[]> {
    return this.db.query<LedgerLine[]>(
      `SELECT d.decided_at AS "decidedAt", d.due_at AS "dueAt", d.outcome, coalesce(d.withdrawn_reason, d.reason) AS reason,
         d.withdrawn_at AS "withdrawnAt", d.trigger, t.external_id AS reference, t.subject, t.url,
         i.sent_at AS "sentAt", i.bounced_at AS "bouncedAt", i.unknown_at AS "unknownAt", i.failed_at AS "failedAt",
         EXISTS (SELECT 1 FROM survey_response r WHERE r.invitation_id = i.id) AS "isAnswered"
       FROM send_decision d LEFT JOIN ticket t ON t.id = d.ticket_id LEFT JOIN invitation i ON i.id = d.invitation_id
       WHERE d.survey_id = $1 AND ($2::text IS NULL OR t.external_id = $2) ORDER BY d.decided_at DESC, d.id DESC LIMIT $3`,
      [surveyId, reference, limit],
    );
  }

  async summary(surveyId: string): Promise<ReasonCount[]> {
    return this.db.query<ReasonCount[]>(
      `SELECT CASE WHEN withdrawn_at IS NOT NULL THEN 'withdrawn' ELSE outcome END AS outcome, coalesce(withdrawn_reason, reason) AS reason,
         count(*)::int AS count FROM send_decision WHERE survey_id = $1 GROUP BY 1, 2 ORDER BY 3 DESC`,
      [surveyId],
    );
  }
}

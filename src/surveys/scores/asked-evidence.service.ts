import { Injectable } from '@nestjs/common';
import { DataSource, In } from 'typeorm';
import type { Position } from '../../platform/http/page.js';
import type { AskedQuestion } from '../../platform/scores/asked-scores.js';
import { SurveyResponse } from '../answering/survey-response.entity.js';
import { clauses, COUNTED_ANSWERS, KIND, MAIL_IS_ANSWERED, MAILS_ARRIVED } from './asked-counts.service.js';

type Asked = Pick<AskedQuestion, 'period' | 'filter'>;
interface PageOrder {
  limit: number;
  after: Position | null;
}

/** A survey mail that arrived. Of an anonymous survey nobody learns whom it went to. */
export interface AskedMail {
  id: string;
  surveyId: string;
  sentAt: Date;
  isAnswered: boolean;
  ticketId: string | null;
  customerId: string | null;
}

/** Lists what figures over all surveys were counted from: the same rows under the same filter, newest first. */
@Injectable()
export class AskedEvidence {
  constructor(private readonly db: DataSource) {}

  async answers(kind: 'csat' | 'ces' | 'nps', asked: Asked, { limit, after }: PageOrder): Promise<SurveyResponse[]> {
    const values: unknown[] = [];
    const { where } = clauses({ ...asked, group: { kind: 'whole' } }, 'x.answered_at', values);
    const rows = await this.db.query<{ id: string }[]>(
      `SELECT x.id FROM survey_response x JOIN survey_version v ON v.id = x.version_id
       WHERE ${COUNTED_ANSWERS} AND ${KIND} = $${values.push(kind)} AND ${where} ${afterSql('x.answered_at', after, values)}
       ORDER BY x.answered_at DESC, x.id DESC LIMIT $${values.push(limit)}`,
      values,
    );
    return this.db.manager.find(SurveyResponse, {
      where: { id: In(rows.map(({ id }) => id)) },
      order: { answeredAt: 'DESC', id: 'DESC' },
    });
  }

  mails(asked: Asked, { limit, after }: PageOrder): Promise<AskedMail[]> {
    const values: unknown[] = [];
    const { where } = clauses({ ...asked, group: { kind: 'whole' } }, 'x.sent_at', values);
    return this.db.query<AskedMail[]>(
      `SELECT x.id, x.survey_id AS "surveyId", x.sent_at AS "sentAt", ${MAIL_IS_ANSWERED} AS "isAnswered",
         CASE WHEN NOT s.is_anonymous THEN x.ticket_id END AS "ticketId", CASE WHEN NOT s.is_anonymous THEN x.customer_id END AS "customerId"
       FROM invitation x JOIN survey s ON s.id = x.survey_id LEFT JOIN survey_response r ON r.invitation_id = x.id
       WHERE ${MAILS_ARRIVED} AND ${where} ${afterSql('x.sent_at', after, values)} ORDER BY x.sent_at DESC, x.id DESC LIMIT $${values.push(limit)}`,
      values,
    );
  }
}

function afterSql(moment: string, after: Position | null, values: unknown[]): string {
  if (!after) return '';
  return `AND (${moment}, x.id) < ($${values.push(after[0])}::timestamptz, $${values.push(after[1])}::uuid)`;
}

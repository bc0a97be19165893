import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import {
  type AskedAnswer,
  type AskedCounts,
  type AskedQuestion,
  type AskedReader,
  AskedScores,
  type Bands,
} from '../../platform/scores/asked-scores.js';

type Row = { grp: string | null; kind: 'csat' | 'ces' | 'nps'; band: keyof Bands; n: number };
type MailRow = { grp: string | null; delivered: number; answered: number };

/** Thumbs are satisfaction on two points. */
export const KIND = `CASE v.content -> 'question' ->> 'kind' WHEN 'thumbs' THEN 'csat' ELSE v.content -> 'question' ->> 'kind' END`;

/** Answers `x`; mails `x` with their answer `r`. */
export const COUNTED_ANSWERS = `x.status IN ('confirmed', 'released')`;
export const MAILS_ARRIVED = `x.via = 'mail' AND x.bounced_at IS NULL`;
export const MAIL_IS_ANSWERED = `(coalesce(r.status IN ('confirmed', 'released'), x.answered_at IS NOT NULL))`;

const COLUMNS = {
  product: 'product',
  channel: 'channel',
  plan: 'plan',
  stage: 'stage',
  team: 'team',
  language: 'locale',
};

/** Gives everybody who shows figures the answers of all surveys together, by how good they are. */
@Injectable()
export class AskedCountsService implements AskedReader, OnModuleInit {
  constructor(
    private readonly db: DataSource,
    private readonly scores: AskedScores,
  ) {}

  onModuleInit(): void {
    this.scores.register(this);
  }

  /** Counted answers by the time they were given, mails by the time they were sent, under the same filter. */
  async counts(question: AskedQuestion): Promise<AskedCounts[]> {
    const [answers, mails] = await Promise.all([this.answerCounts(question), this.mails(question)]);
    const groups = new Map<string | null, AskedCounts>();
    const groupOf = (name: string | null): AskedCounts => {
      const known = groups.get(name) ?? emptyCounts(name);
      groups.set(name, known);
      return known;
    };
    for (const { grp, kind, band, n } of answers) groupOf(grp)[kind][band] += n;
    for (const { grp, ...counts } of mails) Object.assign(groupOf(grp), counts);
    return [...groups.values()];
  }

  answers(question: Pick<AskedQuestion, 'period' | 'filter'>): Promise<AskedAnswer[]> {
    const parameters: unknown[] = [];
    const { where } = clauses({ ...question, group: { kind: 'whole' } }, 'x.answered_at', parameters);
    return this.db.query<AskedAnswer[]>(
      `SELECT * FROM (SELECT ${KIND} AS kind, x.band, x.ticket_id AS "ticketId", x.customer_id AS "customerId",
           CASE WHEN x.comment IS NOT NULL THEN concat(x.id, CASE WHEN x.reviewed_at IS NOT NULL THEN ':released' END) END AS comment
         FROM survey_response x JOIN survey_version v ON v.id = x.version_id
         WHERE ${COUNTED_ANSWERS} AND ${where}) a WHERE kind IN ('csat', 'ces', 'nps')`,
      parameters,
    );
  }

  private answerCounts(question: AskedQuestion): Promise<Row[]> {
    const parameters: unknown[] = [];
    const { group, where } = clauses(question, 'x.answered_at', parameters);
    return this.db.query<Row[]>(
      `SELECT grp, kind, band, count(*)::int AS n FROM (
         SELECT ${group} AS grp, x.band, ${KIND} AS kind
         FROM survey_response x JOIN survey_version v ON v.id = x.version_id
         WHERE ${COUNTED_ANSWERS} AND ${where}) a WHERE kind IN ('csat', 'ces', 'nps') GROUP BY 1, 2, 3`,
      parameters,
    );
  }

  private mails(question: AskedQuestion): Promise<MailRow[]> {
    const parameters: unknown[] = [];
    const { group, where } = clauses(question, 'x.sent_at', parameters);
    return this.db.query<MailRow[]>(
      `SELECT ${group} AS grp, count(*)::int AS delivered, count(*) FILTER (WHERE ${MAIL_IS_ANSWERED})::int AS answered
       FROM invitation x LEFT JOIN survey_response r ON r.invitation_id = x.id WHERE ${MAILS_ARRIVED} AND ${where} GROUP BY 1`,
      parameters,
    );
  }
}

function emptyCounts(group: string | null): AskedCounts {
  const none = (): Bands => ({ high: 0, middle: 0, low: 0 });
  return { group, csat: none(), ces: none(), nps: none(), delivered: 0, answered: 0 };
}

/** The filter of a question as SQL over answers or mails `x`, which both carry the frozen context. */
export function clauses({ period, filter, group }: AskedQuestion, moment: string, parameters: unknown[]) {
  const bind = (value: unknown): string => `$${parameters.push(value)}`;
  const parts = [`${moment} >= ${bind(period.from)} AND ${moment} < ${bind(period.to)}`];
  for (const [name, column] of Object.entries(COLUMNS)) {
    const wanted = filter[name as keyof typeof COLUMNS];
    if (wanted !== undefined) parts.push(`x.${column} = ${bind(wanted)}`);
  }
  if (filter.tag !== undefined) parts.push(`${bind(filter.tag)} = ANY (x.tags)`);
  return { where: parts.join(' AND '), group: groupSql(group, moment, bind) };
}

function groupSql(group: AskedQuestion['group'], moment: string, bind: (value: unknown) => string): string {
  if (group.kind === 'whole') return 'NULL::text';
  if (group.kind === 'dimension') return `x.${COLUMNS[group.name]}`;
  const zone = `${bind(group.zone)}::text`;
  return `to_char(date_trunc('${group.step}', ${moment} AT TIME ZONE ${zone}), 'YYYY-MM-DD')`;
}

import type { EntityManager } from 'typeorm';
import type { Period } from '../../platform/periods.js';
import type { Dimension, TimeStep } from './metrics.schema.js';
import { conditionOf, type Scope } from './score-filter.js';

/** Raw counts of one group: everything a score is computed from. */
export interface Counts {
  /** Name of the group; null for the whole, or where the dimension is unknown. */
  group: string | null;
  /** Answers that count, by score. */
  scores: Record<number, number>;
  /** Answers that count, by option. */
  options: Record<string, number>;
  counted: number;
  provisional: number;
  /** Answers that do not count, by reason; an answer with two reasons stands under its first. */
  excluded: Record<string, number>;
  withComment: number;
  sent: number;
  bounced: number;
  failed: number;
  unknown: number;
  /** Of the mails sent in the period: how many have an answer that counts. */
  answered: number;
}

type Grouping =
  { kind: 'whole' } | { kind: 'dimension'; by: Dimension } | { kind: 'time'; step: TimeStep; zone: string };

const DIMENSION_SQL: Record<Exclude<Dimension, 'tag' | 'version'>, string> = {
  channel: 'x.channel',
  product: 'x.product',
  plan: 'x.plan',
  team: 'x.team',
  agent: 'x.agent',
  stage: 'x.stage',
  locale: 'x.locale',
  via: 'x.via',
};

interface AnswerRow {
  grp: string | null;
  status: string;
  reason: string | null;
  option_id: string;
  score: number;
  n: number;
  comments: number;
}

interface InvitationRow {
  grp: string | null;
  sent: number;
  bounced: number;
  failed: number;
  unknown: number;
  answered: number;
}

export interface CountsOrder extends Scope {
  period: Period;
  grouping: Grouping;
}

/** Counts answers by the time they were given and mails by the time they were sent, with the same filter for both. */
export async function countsOf(em: EntityManager, order: CountsOrder): Promise<Counts[]> {
  const groups = new Map<string, Counts>();
  const groupOf = (name: string | null) => {
    const key = name ?? '';
    const known = groups.get(key) ?? emptyCounts(name);
    groups.set(key, known);
    return known;
  };
  for (const row of await answerRows(em, order)) addAnswers(groupOf(row.grp), row);
  for (const { grp, ...mails } of await invitationRows(em, order)) Object.assign(groupOf(grp), mails);
  if (order.grouping.kind === 'whole' && groups.size === 0) groupOf(null);
  return [...groups.values()];
}

function emptyCounts(group: string | null): Counts {
  const mails = { sent: 0, bounced: 0, failed: 0, unknown: 0, answered: 0 };
  return { group, scores: {}, options: {}, counted: 0, provisional: 0, excluded: {}, withComment: 0, ...mails };
}

function addAnswers(counts: Counts, { status, reason, option_id, score, n, comments }: AnswerRow): void {
  if (status === 'provisional') counts.provisional += n;
  else if (status === 'suspect' || status === 'dismissed') {
    const name = status === 'dismissed' ? 'dismissed' : (reason ?? 'weak-evidence');
    counts.excluded[name] = (counts.excluded[name] ?? 0) + n;
  } else {
    counts.counted += n;
    counts.withComment += comments;
    counts.scores[score] = (counts.scores[score] ?? 0) + n;
    counts.options[option_id] = (counts.options[option_id] ?? 0) + n;
  }
}

async function answerRows(em: EntityManager, order: CountsOrder): Promise<AnswerRow[]> {
  const { period, grouping } = order;
  const { sql, values } = conditionOf(order, 3);
  const { group, join } = groupSql(grouping, 'x.answered_at');
  return em.query<AnswerRow[]>(
    `SELECT ${group} AS grp, x.status, x.suspicions[1] AS reason, x.option_id, x.score, count(*)::int AS n, count(x.comment)::int AS comments
     FROM survey_response x ${join} WHERE x.answered_at >= $1 AND x.answered_at < $2 AND ${sql} GROUP BY 1, 2, 3, 4, 5`,
    [period.from, period.to, ...values],
  );
}

async function invitationRows(em: EntityManager, order: CountsOrder): Promise<InvitationRow[]> {
  const { period, grouping } = order;
  const { sql, values } = conditionOf(order, 3);
  const moment = 'coalesce(x.sent_at, x.failed_at, x.unknown_at)';
  const { group, join } = groupSql(grouping, moment);
  return em.query<InvitationRow[]>(
    `SELECT ${group} AS grp, count(x.sent_at)::int AS sent, count(x.bounced_at) FILTER (WHERE x.sent_at IS NOT NULL)::int AS bounced,
       count(*) FILTER (WHERE x.failed_at IS NOT NULL AND x.sent_at IS NULL)::int AS failed,
       count(*) FILTER (WHERE x.unknown_at IS NOT NULL AND x.sent_at IS NULL)::int AS unknown,
       count(*) FILTER (WHERE x.sent_at IS NOT NULL AND (r.status IN ('confirmed', 'released') OR (r.id IS NULL AND x.answered_at IS NOT NULL)))::int AS answered
     FROM invitation x LEFT JOIN survey_response r ON r.invitation_id = x.id ${join}
     WHERE x.via = 'mail' AND ${moment} >= $1 AND ${moment} < $2 AND ${sql} GROUP BY 1`,
    [period.from, period.to, ...values],
  );
}

/** Times are cut in the zone of the organisation. Names of zones come from the configuration, which checks them. */
function groupSql(grouping: Grouping, moment: string): { group: string; join: string } {
  if (grouping.kind === 'whole') return { group: 'NULL::text', join: '' };
  if (grouping.kind === 'time') {
    const zone = grouping.zone.replaceAll("'", '');
    return {
      group: `to_char(date_trunc('${grouping.step}', ${moment}, '${zone}') AT TIME ZONE '${zone}', 'YYYY-MM-DD')`,
      join: '',
    };
  }
  if (grouping.by === 'tag') return { group: 'g.tag', join: 'CROSS JOIN LATERAL unnest(x.tags) AS g (tag)' };
  if (grouping.by === 'version')
    return { group: 'v.number::text', join: 'JOIN survey_version v ON v.id = x.version_id' };
  return { group: DIMENSION_SQL[grouping.by], join: '' };
}

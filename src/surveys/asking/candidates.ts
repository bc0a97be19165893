import type { EntityManager } from 'typeorm';
import { drawFor, TURN_SQL, turnsOf } from './draw.js';
import { type Candidate, type CandidateTicket, OLDEST_CANDIDATE_DAYS } from './eligibility.js';
import type { Rule, Settings } from './settings.js';

/** A candidate with what an invitation freezes. */
export interface FullCandidate extends Candidate {
  customerId: string | null;
  ticketId: string | null;
  name: string | null;
  locale: string | null;
  context: {
    channel: string | null;
    product: string | null;
    plan: string | null;
    team: string | null;
    agent: string | null;
    stage: string | null;
  };
}

export interface CandidateSource {
  surveyId: string;
  settings: Settings;
  /** Nothing that happened before counts. */
  since: Date;
  until: Date;
  /** Leave out what the ledger has decided already. */
  isUndecidedOnly: boolean;
  limit: number;
}

/** The keyed hash under which a person is recognised. */
export type PersonOf = (address: string) => string;

const DAY_MS = 86_400_000;

interface Row {
  key: string;
  occurred_at: Date;
  customer_id: string | null;
  ticket_id: string | null;
  name: string | null;
  email: string | null;
  time_zone: string | null;
  customer_language: string | null;
  source: string | null;
  channel: string | null;
  product: string | null;
  plan: string | null;
  customer_plan: string | null;
  language: string | null;
  stage: string | null;
  tags: string[] | null;
  priority: string | null;
  team: string | null;
  agent: string | null;
  status: CandidateTicket['status'] | null;
  solved_at: Date | null;
  last_reopened_at: Date | null;
  has_reply: boolean | null;
  is_deleted: boolean | null;
  merged_into: string | null;
}

const CUSTOMER = `c.id AS customer_id, p.name, p.email, c.time_zone, c.language AS customer_language, c.plan AS customer_plan`;
const TICKET = `t.id AS ticket_id, t.source, t.channel, t.product, t.plan, t.language, t.stage, t.tags, t.priority, t.team, t.agent, t.status,
  t.solved_at, (SELECT max(r) FROM unnest(t.reopened_times) r) AS last_reopened_at,
  (t.first_reply_at IS NOT NULL OR cardinality(t.reply_times) > 0) AS has_reply, t.deleted_at IS NOT NULL AS is_deleted, t.merged_into`;
const JOINS =
  'FROM ticket t LEFT JOIN customer c ON c.id = t.customer_id LEFT JOIN customer_profile p ON p.customer_id = c.id';
/** With $5 true, only what the ledger of survey $1 has not decided yet. */
const undecided = (key: string) =>
  `AND (NOT $5::boolean OR NOT EXISTS (SELECT 1 FROM send_decision d WHERE d.survey_id = $1 AND d.candidate_key = ${key}))`;

/** Tickets solved in a period, one candidate a resolution, oldest first. */
const SOLVED_KEY = `'solved:' || t.id || ':' || extract(epoch FROM t.solved_at)::bigint`;
const SOLVED = `SELECT ${SOLVED_KEY} AS key, t.solved_at AS occurred_at, ${CUSTOMER}, ${TICKET} ${JOINS}
  WHERE t.solved_at >= $2 AND t.solved_at < $3 ${undecided(SOLVED_KEY)} ORDER BY t.solved_at, t.id LIMIT $4`;

/** Tickets that changed in a period and meet the rules, once each. */
const MATCH_KEY = `'match:' || t.id`;
const MATCHING = `SELECT ${MATCH_KEY} AS key, t.source_updated_at AS occurred_at, ${CUSTOMER}, ${TICKET} ${JOINS}
  WHERE t.source_updated_at >= $2 AND t.source_updated_at < $3 ${undecided(MATCH_KEY)}`;

/** Customers whose day it is; $6 the turns, $7 the length of the cycle. */
const TURN_KEY = `'turn:' || c.id || ':' || v.cycle`;
const TURNS = `SELECT ${TURN_KEY} AS key, v.at AS occurred_at, ${CUSTOMER}
  FROM customer c JOIN customer_profile p ON p.customer_id = c.id
  JOIN jsonb_to_recordset($6::jsonb) AS v (slot int, cycle int, at timestamptz) ON v.slot = ${TURN_SQL}
  WHERE p.email IS NOT NULL AND $2::timestamptz IS NOT NULL AND c.created_at < $3 ${undecided(TURN_KEY)} ORDER BY c.id LIMIT $4`;

/** Reads who might be asked, by the survey's trigger. Rules narrow the reading only where they are the trigger themselves. */
export async function findCandidates(
  em: EntityManager,
  source: CandidateSource,
  personOf: PersonOf,
): Promise<FullCandidate[]> {
  const { surveyId, settings, since, until, isUndecidedOnly, limit } = source;
  const { trigger, rules } = settings;
  const values: unknown[] = [surveyId, since, until, limit, isUndecidedOnly];
  if (trigger.on === 'request') return [];
  if (trigger.on === 'relationship') values.push(JSON.stringify(turnsIn(source, trigger.everyDays)), trigger.everyDays);
  const matching = () => `${MATCHING} ${rulesAsSql(rules, values)} ORDER BY t.source_updated_at, t.id LIMIT $4`;
  const sql = { solved: () => SOLVED, match: matching, relationship: () => TURNS }[trigger.on]();
  const rows = await em.query<Row[]>(sql, values);
  return rows.map((row) => toCandidate(row, surveyId, personOf));
}

/** The turns to look at: those of the last days, or for a dry run those of every day of the period. */
function turnsIn({ since, until, isUndecidedOnly }: CandidateSource, everyDays: number) {
  if (isUndecidedOnly) return turnsOf(everyDays, until).map((turn) => ({ ...turn, at: until }));
  const days = Math.min(everyDays, Math.ceil((until.getTime() - since.getTime()) / DAY_MS));
  return Array.from({ length: days }, (_, back) => {
    const at = new Date(until.getTime() - back * DAY_MS);
    return { ...turnsOf(everyDays, at)[0]!, at };
  });
}

/** One candidate as it is now, for the second look before sending; null when its ticket is gone. */
export async function reloadCandidate(
  em: EntityManager,
  surveyId: string,
  key: string,
  ticketId: string,
  personOf: PersonOf,
) {
  const sql = `SELECT $2::text AS key, t.solved_at AS occurred_at, ${CUSTOMER}, ${TICKET} ${JOINS} WHERE t.id = $1`;
  const [row] = await em.query<Row[]>(sql, [ticketId, key]);
  return row ? toCandidate(row, surveyId, personOf) : null;
}

function rulesAsSql(rules: readonly Rule[], values: unknown[]): string {
  return rules
    .map(({ field, is, values: wanted }) => {
      values.push(wanted);
      const column =
        field === 'plan'
          ? 'coalesce(t.plan, c.plan)'
          : field === 'language'
            ? 'coalesce(t.language, c.language)'
            : `t.${field}`;
      const test =
        field === 'tags'
          ? `t.tags && $${values.length}::text[]`
          : `coalesce(${column}, '') = ANY ($${values.length}::text[])`;
      return `AND ${is === 'one-of' ? '' : 'NOT '}(${test})`;
    })
    .join(' ');
}

function toCandidate(row: Row, surveyId: string, personOf: PersonOf): FullCandidate {
  const address = row.email?.trim() || null;
  return {
    key: row.key,
    person: address ? personOf(address) : null,
    address,
    name: row.name,
    zone: row.time_zone,
    locale: row.language ?? row.customer_language,
    ticket: row.ticket_id ? ticketOf(row) : null,
    occurredAt: row.occurred_at,
    tags: row.tags ?? [],
    fields: {
      ...contextOf(row),
      language: row.language ?? row.customer_language,
      priority: row.priority ?? null,
      source: row.source ?? null,
    },
    draw: drawFor(surveyId, row.key),
    customerId: row.customer_id,
    ticketId: row.ticket_id ?? null,
    context: contextOf(row),
  };
}

function contextOf(row: Row): FullCandidate['context'] {
  const { channel = null, product = null, team = null, agent = null, stage = null } = row;
  return { channel, product, team, agent, stage, plan: row.plan ?? row.customer_plan };
}

function ticketOf(row: Row): CandidateTicket {
  return {
    status: row.status!,
    solvedAt: row.solved_at,
    lastReopenedAt: row.last_reopened_at,
    hasAgentReply: row.has_reply ?? false,
    isDeleted: row.is_deleted ?? false,
    isMerged: row.merged_into !== null,
  };
}

/** How far back a survey looks for candidates: not before it was switched on. */
export function lookBackFrom(activatedAt: Date | null, now: Date): Date {
  const oldest = new Date(now.getTime() - OLDEST_CANDIDATE_DAYS * DAY_MS);
  return activatedAt && activatedAt > oldest ? activatedAt : oldest;
}

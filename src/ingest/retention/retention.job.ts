import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Config, type Environment } from '../../platform/config.js';
import type { Job, JobContext, JobCounts } from '../../platform/jobs/job.js';

interface Rule {
  setting: keyof Environment & `${string}_DAYS`;
  counts: string;
  /** Takes the limit as $1; rows older than it go, at most a few thousand a statement. */
  sql: string;
}

const ROWS_AT_ONCE = 5000;
const DAY_MS = 86_400_000;

const some = (table: string, where: string): string => `(SELECT id FROM ${table} WHERE ${where} LIMIT ${ROWS_AT_ONCE})`;

/** What is kept for how long. Everything derived from a text goes with it. */
const RULES: Rule[] = [
  {
    setting: 'RAW_EVENT_DAYS',
    counts: 'rawEvents',
    sql: `DELETE FROM raw_event WHERE id IN ${some('raw_event', 'received_at < $1')} RETURNING id`,
  },
  {
    setting: 'ORIGINAL_TEXT_DAYS',
    counts: 'originals',
    sql: `UPDATE feedback SET original = '' WHERE id IN ${some('feedback', `occurred_at < $1 AND original <> ''`)} RETURNING id`,
  },
  {
    setting: 'FEEDBACK_DAYS',
    counts: 'feedback',
    sql: `DELETE FROM feedback WHERE id IN ${some('feedback', 'occurred_at < $1')} RETURNING id`,
  },
  {
    setting: 'AGENT_REPLY_DAYS',
    counts: 'agentReplies',
    sql: `DELETE FROM agent_reply WHERE id IN ${some('agent_reply', 'occurred_at < $1')} RETURNING id`,
  },
  {
    setting: 'KB_SEARCH_DAYS',
    counts: 'searches',
    sql: `DELETE FROM kb_search WHERE id IN ${some('kb_search', 'searched_at < $1')} RETURNING id`,
  },
  {
    setting: 'IMPORT_REPORT_DAYS',
    counts: 'imports',
    sql: `DELETE FROM import_batch WHERE id IN ${some('import_batch', 'finished_at < $1')} RETURNING id`,
  },
];

/** Enforces retention, kind by kind. Zero days keep for ever. */
@Injectable()
export class RetentionJob implements Job {
  constructor(
    private readonly db: DataSource,
    private readonly config: Config,
  ) {}

  async run({ now, signal }: JobContext): Promise<JobCounts> {
    const counts: JobCounts = {};
    for (const { setting, counts: name, sql } of RULES) {
      const days = Number(this.config.env[setting]);
      if (days === 0 || signal.aborted) continue;
      counts[name] = await this.drop(sql, new Date(now.getTime() - days * DAY_MS), signal);
    }
    return counts;
  }

  private async drop(sql: string, before: Date, signal: AbortSignal): Promise<number> {
    for (let total = 0; ;) {
      const rows = await this.db.query<unknown[]>(`WITH gone AS (${sql}) SELECT 1 FROM gone`, [before]);
      total += rows.length;
      if (rows.length < ROWS_AT_ONCE || signal.aborted) return total;
    }
  }
}

import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { followLabels } from '../tickets/follow-source.js';
import { inTransaction } from '../transaction.js';
import { type StageMapping, stageOf } from './stage-of.js';
import { StageRule } from './stage-rule.entity.js';

/** Tickets looked at in one transaction when the rules changed. */
const TICKETS_AT_ONCE = 1000;

interface Labelled {
  id: string;
  tags: string[];
  stage: string | null;
  fields: Record<string, string | null>;
}

@Injectable()
export class StageRules {
  constructor(private readonly db: DataSource) {}

  /** The mapping in its order. */
  async rules(em: EntityManager = this.db.manager): Promise<StageMapping[]> {
    return em.query<StageMapping[]>('SELECT field, value, stage FROM stage_rule ORDER BY position');
  }

  /** Replaces the mapping, and moves the tickets that no source has placed. Returns how many changed their stage. */
  async replace(rules: StageMapping[]): Promise<number> {
    const rows = rules.map((rule, position) => ({ ...rule, id: randomUUID(), position }));
    await inTransaction(this.db, async (em) => {
      await em.query('DELETE FROM stage_rule');
      if (rows.length > 0) await em.insert(StageRule, rows);
    });
    return this.apply(rules);
  }

  private async apply(rules: StageMapping[]): Promise<number> {
    let moved = 0;
    let last = '00000000-0000-0000-0000-000000000000';
    for (;;) {
      const tickets = await this.db.query<Labelled[]>(
        `SELECT id, tags, stage, jsonb_build_object('product', product, 'plan', plan, 'channel', channel, 'team', team,
           'priority', priority, 'language', language) AS fields
         FROM ticket WHERE id > $1 AND deleted_at IS NULL AND (stage IS NULL OR stage_by_rule) ORDER BY id LIMIT ${TICKETS_AT_ONCE}`,
        [last],
      );
      if (tickets.length === 0) return moved;
      last = tickets.at(-1)!.id;
      moved += await this.move(tickets, rules);
    }
  }

  private async move(tickets: Labelled[], rules: StageMapping[]): Promise<number> {
    const placed = tickets.map(({ id, tags, fields, stage }) => ({
      id,
      was: stage,
      stage: stageOf({ tags, fields }, rules),
    }));
    const changed = placed.filter(({ was, stage }) => was !== stage);
    if (changed.length === 0) return 0;
    await inTransaction(this.db, async (em) => {
      await em.query(
        `UPDATE ticket t SET stage = r.stage, stage_by_rule = r.stage IS NOT NULL
         FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, stage text) WHERE t.id = r.id`,
        [JSON.stringify(changed)],
      );
      await followLabels(
        em,
        changed.map(({ id }) => id),
      );
    });
    return changed.length;
  }
}

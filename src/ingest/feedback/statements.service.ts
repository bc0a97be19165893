import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { jsonRows } from '../../platform/database/database.js';

export interface SentencesOf {
  feedbackId: string;
  sentences: readonly string[];
}

/** Keeps the sentences of longer messages, which may raise a further issue. */
@Injectable()
export class StatementsService {
  constructor(private readonly db: DataSource) {}

  /**
   * Stores the sentences of messages as positions 1, 2, 3 ... Safe to repeat; a changed message loses its sentences with
   * its old text. Returns how many are new.
   */
  async recordSentences(messages: readonly SentencesOf[]): Promise<number> {
    const rows = messages.flatMap(({ feedbackId, sentences }) =>
      sentences.map((text, i) => ({ id: randomUUID(), feedbackId, position: i + 1, text })),
    );
    if (rows.length === 0) return 0;
    const added = await this.db.query<unknown[]>(
      `WITH added AS (INSERT INTO statement (id, feedback_id, position, text)
         SELECT r.id, r."feedbackId", r.position, r.text
         FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, "feedbackId" uuid, position integer, text text)
         JOIN feedback f ON f.id = r."feedbackId" AND f.deleted_at IS NULL
         ON CONFLICT (feedback_id, position) DO NOTHING RETURNING 1) SELECT * FROM added`,
      [jsonRows(rows)],
    );
    return added.length;
  }
}

import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../../platform/audit/actor.js';
import { AuditService } from '../../platform/audit/audit.service.js';
import type { Reading } from './heads.js';
import type { Sentiment } from './sentiment-shares.js';

/** Stores what the heads say of statements, and what people correct. */
@Injectable()
export class ReadingsService {
  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
  ) {}

  /** Replaces the readings of an older encoder; a person's correction stays. */
  async store(encoderId: number, ids: readonly string[], readings: readonly Reading[]): Promise<void> {
    const column = (pick: (reading: Reading) => number | null) => readings.map(pick);
    await this.db.query(
      `INSERT INTO statement_reading AS r (statement_id, encoder_id, issue, negative, neutral, positive)
       SELECT s.id, $1, w.issue, w.negative, w.neutral, w.positive
       FROM unnest($2::uuid[], $3::real[], $4::real[], $5::real[], $6::real[]) AS w (id, issue, negative, neutral, positive)
       JOIN statement s ON s.id = w.id
       ON CONFLICT (statement_id) DO UPDATE SET encoder_id = excluded.encoder_id, issue = excluded.issue,
         negative = excluded.negative, neutral = excluded.neutral, positive = excluded.positive`,
      [
        encoderId,
        ids,
        column(({ issue }) => issue),
        column(({ sentiment }) => sentiment?.negative ?? null),
        column(({ sentiment }) => sentiment?.neutral ?? null),
        column(({ sentiment }) => sentiment?.positive ?? null),
      ],
    );
  }

  /** A person's word on the sentiment of a feedback; null takes it back. */
  async correct(
    feedbackId: string,
    sentiment: Sentiment | null,
    { actor, now }: { actor: Actor; now: Date },
  ): Promise<void> {
    await this.db.transaction(async (em) => {
      const rows = await em.query<unknown[]>(
        `WITH changed AS (UPDATE statement_reading r SET corrected = $2, corrected_by = $3, corrected_at = $4
           FROM statement s WHERE s.id = r.statement_id AND s.position = 0 AND s.feedback_id = $1 RETURNING 1) SELECT * FROM changed`,
        [feedbackId, sentiment, sentiment && actor.name, sentiment && now],
      );
      if (rows.length === 0) {
        throw new NotFoundException({
          code: 'feedback.not-read',
          message: 'There is no such feedback, or it has not been read yet.',
        });
      }
      const detail = { sentiment };
      await this.audit.record(
        { actor, now, action: 'sentiment.corrected', subject: `feedback:${feedbackId}`, detail },
        em,
      );
    });
  }
}

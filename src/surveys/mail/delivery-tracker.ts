import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { JobCounts } from '../../platform/jobs/job.js';
import { SurveyEvents } from '../following/survey-events.js';

const MOST_PER_RUN = 5000;

const TRACK = `
  WITH due AS (
    SELECT i.id, m.state, m.last_error, m.finished_at, s.settings
    FROM invitation i JOIN mail_outbox m ON m.id = i.mail_id JOIN survey s ON s.id = i.survey_id
    WHERE i.sent_at IS NULL AND m.finished_at <= $1
      AND (m.state = 'sent' OR (m.state = 'failed' AND i.failed_at IS NULL) OR (m.state = 'unknown' AND i.unknown_at IS NULL))
    LIMIT ${MOST_PER_RUN}
  )
  UPDATE invitation i SET sent_at = CASE WHEN due.state = 'sent' THEN due.finished_at END,
    failed_at = CASE WHEN due.state = 'failed' THEN due.finished_at END,
    unknown_at = CASE WHEN due.state = 'unknown' THEN due.finished_at END,
    withdrawn_at = CASE WHEN due.last_error = 'suppressed' AND due.state = 'failed' THEN due.finished_at END,
    withdrawn_reason = CASE WHEN due.last_error = 'suppressed' AND due.state = 'failed' THEN 'suppressed' END,
    reminder_due_at = CASE WHEN due.state = 'sent' AND i.bounced_at IS NULL AND due.settings ->> 'reminderAfterDays' IS NOT NULL
      THEN due.finished_at + make_interval(days => (due.settings ->> 'reminderAfterDays')::int) END
  FROM due WHERE due.id = i.id
  RETURNING i.id, i.survey_id AS "surveyId", i.version_id AS "versionId", i.ticket_id AS "ticketId", i.customer_id AS "customerId",
    i.locale, i.sent_at AS "sentAt", i.expires_at AS "expiresAt"`;

interface Tracked {
  id: string;
  surveyId: string;
  sentAt: Date | null;
  [name: string]: unknown;
}

/** Copies what became of the mails onto the invitations, since the outbox is cleared long before the numbers are. */
@Injectable()
export class DeliveryTracker {
  constructor(
    private readonly db: DataSource,
    private readonly events: SurveyEvents,
  ) {}

  async track(now: Date): Promise<JobCounts> {
    const tracked = await this.db.transaction(async (em) => {
      const [rows] = (await em.query(TRACK, [now])) as [Tracked[], number];
      if (rows.length > 0 && (await this.events.hasListeners(em))) await this.tell(rows, now, em);
      return rows.length;
    });
    await this.events.deliver();
    return { tracked };
  }

  private async tell(rows: Tracked[], now: Date, em: EntityManager): Promise<void> {
    for (const { id: invitationId, ...facts } of rows) {
      if (facts.sentAt) await this.events.tell('survey.sent', { invitationId, ...facts }, now, em);
    }
  }
}

import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { MailReports, type ReturnedMail } from '../../platform/mail/returns/mail-reports.service.js';
import { SurveyEvents } from '../following/survey-events.js';

/** Notes on invitations that their mail came back, so that rates count only people who could have answered. */
@Injectable()
export class BouncedInvitations implements OnModuleInit {
  constructor(
    private readonly returned: MailReports,
    private readonly events: SurveyEvents,
  ) {}

  onModuleInit(): void {
    this.returned.register((mail, now, em) => this.note(mail, now, em));
  }

  /** A reminder that comes back says nothing about the first mail; a complaint says that it arrived. */
  private async note({ mailId, kind, status }: ReturnedMail, now: Date, em: EntityManager): Promise<void> {
    if (kind !== 'hard' && kind !== 'soft') return;
    const [rows] = (await em.query(
      `UPDATE invitation SET bounced_at = $2, reminder_due_at = NULL
       WHERE mail_id = $1 AND bounced_at IS NULL AND answered_at IS NULL
         AND NOT EXISTS (SELECT 1 FROM survey_response r WHERE r.invitation_id = invitation.id AND r.status IN ('confirmed', 'released'))
       RETURNING id, survey_id AS "surveyId"`,
      [mailId, now],
    )) as [{ id: string; surveyId: string }[], number];
    for (const { id: invitationId, surveyId } of rows) {
      await this.events.tell('survey.bounced', { invitationId, surveyId, kind, status }, now, em);
    }
  }
}

import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { MailExit } from './mail-exit.js';
import { MailPause } from './mail-pause.entity.js';
import { MailPauses } from './mail-pauses.js';
import { MailSender } from './mail-sender.js';
import { MailService } from './mail.service.js';
import { OutboxController } from './outbox.controller.js';
import { OutboxRetention } from './outbox-retention.js';
import { OutgoingMail } from './outgoing-mail.entity.js';
import { MailReport } from './returns/mail-report.entity.js';
import { MailReports } from './returns/mail-reports.service.js';
import { ProviderEventsController } from './returns/provider-events.controller.js';
import { ProviderEvents } from './returns/provider-events.service.js';
import { SnsService } from './returns/providers/sns.service.js';
import { ReadReturnsJob } from './returns/read-returns.job.js';
import { ReturnsController } from './returns/returns.controller.js';
import { SendMailJob } from './send-mail.job.js';
import { Suppression } from './suppression.entity.js';
import { SuppressionsService } from './suppressions.service.js';

const returns = [MailReports, ProviderEvents, SnsService, ReadReturnsJob];

/**
 * Owns `mail_outbox`, `mail_pause`, `mail_report`, `suppression`, the jobs `mail.send` and `mail.returns` and the page
 * `/outbox`. Knows nothing of what it sends.
 */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature([OutgoingMail, MailPause, MailReport, Suppression])],
  controllers: [OutboxController, ReturnsController, ProviderEventsController],
  providers: [
    MailService,
    SuppressionsService,
    MailPauses,
    MailExit,
    MailSender,
    SendMailJob,
    OutboxRetention,
    ...returns,
  ],
  exports: [MailService, SuppressionsService, MailPauses, MailReports, OutboxRetention],
})
export class MailModule {}

import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { MailPause } from './mail-pause.entity.js';
import { MailPauses } from './mail-pauses.js';
import { MailSender } from './mail-sender.js';
import { MailService } from './mail.service.js';
import { OutboxController } from './outbox.controller.js';
import { OutgoingMail } from './outgoing-mail.entity.js';
import { SendMailJob } from './send-mail.job.js';
import { Suppression } from './suppression.entity.js';
import { SuppressionsService } from './suppressions.service.js';

/** Owns `mail_outbox`, `mail_pause`, `suppression`, the job `mail.send` and the page `/outbox`. Knows nothing of what it sends. */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature([OutgoingMail, MailPause, Suppression])],
  controllers: [OutboxController],
  providers: [MailService, SuppressionsService, MailPauses, MailSender, SendMailJob],
  exports: [MailService, SuppressionsService, MailPauses],
})
export class MailModule {}

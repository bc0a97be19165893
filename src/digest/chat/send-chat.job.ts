import { Injectable } from '@nestjs/common';
import type { Job, JobContext, JobCounts } from '../../platform/jobs/job.js';
import { ChatSender } from './chat-sender.js';

/** Writes digests into the chat rooms of teams. */
@Injectable()
export class SendChatJob implements Job {
  constructor(private readonly sender: ChatSender) {}

  run({ now, signal }: JobContext): Promise<JobCounts> {
    return this.sender.sendDue(now, signal);
  }
}

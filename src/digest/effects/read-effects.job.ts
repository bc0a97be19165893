import { Injectable } from '@nestjs/common';
import { SYSTEM } from '../../platform/audit/actor.js';
import type { Job, JobContext, JobCounts } from '../../platform/jobs/job.js';
import { ActionsService } from '../actions/actions.service.js';
import { EffectsService } from './effects.service.js';

/** Two, four and eight weeks after shipping, reads whether it worked; reopens what came back. */
@Injectable()
export class ReadEffectsJob implements Job {
  constructor(
    private readonly effects: EffectsService,
    private readonly actions: ActionsService,
  ) {}

  async run({ now, signal }: JobContext): Promise<JobCounts> {
    const counts = { read: 0, reopened: 0 };
    for (const action of await this.effects.shipped()) {
      if (signal.aborted) break;
      const read = await this.effects.readDue(action, now);
      counts.read += read.length;
      if (!read.some(({ verdict }) => verdict === 'came back')) continue;
      const note = 'The issue came back: its contact rate is again more than half of what it was before the fix.';
      await this.actions.change(action.id, { status: 'open', note }, { actor: SYSTEM, now });
      counts.reopened++;
    }
    return counts;
  }
}

import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { SYSTEM } from '../../platform/audit/actor.js';
import type { Job, JobContext, JobCounts } from '../../platform/jobs/job.js';
import { WebhooksService } from '../../platform/webhooks/webhooks.service.js';
import type { Action } from '../actions/action.entity.js';
import { themeOf } from '../actions/action-reading.service.js';
import { ActionsService } from '../actions/actions.service.js';
import { writtenArticles } from '../actions/written-articles.js';
import { EffectsService } from './effects.service.js';

/** Sees that missing articles were written; two, four and eight weeks after shipping, reads whether it worked; reopens what came back. */
@Injectable()
export class ReadEffectsJob implements Job {
  constructor(
    private readonly effects: EffectsService,
    private readonly actions: ActionsService,
    private readonly webhooks: WebhooksService,
    private readonly db: DataSource,
  ) {}

  async run({ now, signal }: JobContext): Promise<JobCounts> {
    const counts = { written: await this.shipWritten(now), read: 0, reopened: 0 };
    const shipped = await this.effects.shipped();
    for (const action of shipped) {
      if (signal.aborted) break;
      const read = await this.effects.readDue(action, now, shipped);
      counts.read += read.length;
      if (!read.some(({ verdict }) => verdict === 'came back')) continue;
      await this.reopen(action, now);
      counts.reopened++;
    }
    if (counts.reopened) await this.webhooks.wake();
    return counts;
  }

  /** What was accepted as missing and is answered now counts as shipped on the day the article appeared. */
  private async shipWritten(now: Date): Promise<number> {
    const written = await writtenArticles(this.db.manager);
    for (const { actionId, article, at } of written) {
      const note = article ? `The article “${article}” answers it now.` : 'An article answers it now.';
      const shippedAt = (at < now ? at : now).toISOString();
      await this.actions.change(actionId, { status: 'shipped', shippedAt, note }, { actor: SYSTEM, now });
    }
    return written.length;
  }

  /** The next digest tells the owner; other programs are told at once, in the same transaction. */
  private reopen(action: Action, now: Date): Promise<void> {
    const { id, teamId, title, owner } = action;
    const note = 'The issue came back: its contact rate is again more than half of what it was before the fix.';
    const key = `action.reopened:${id}:${action.shippedAt?.toISOString()}`;
    return this.db.transaction(async (em) => {
      await this.actions.change(id, { status: 'open', note }, { actor: SYSTEM, now }, em);
      const data = { actionId: id, teamId, title, owner, themeId: themeOf(action) };
      await this.webhooks.publish({ type: 'action.reopened', key, at: now, data }, now, em);
    });
  }
}

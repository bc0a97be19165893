import { Injectable, Logger } from '@nestjs/common';
import { DataSource, In } from 'typeorm';
import { Config } from '../../../platform/config.js';
import type { Job, JobContext, JobCounts } from '../../../platform/jobs/job.js';
import { layOut } from '../../backtest/history.js';
import { replay } from '../../backtest/replay.js';
import { minerOf } from '../../backtest/theme-replay.js';
import { EmbeddingsService } from '../../embedding/embeddings.service.js';
import { MiningProcess } from '../../embedding/mining-process.js';
import { pastMessages } from './past-messages.js';
import { AlertRehearsal } from './rehearsal.entity.js';
import { rehearsedEvents, rehearsedWeeks, whyTooShort } from './rehearse.js';

/** A figure of a replay grows old: it is dropped with the history it speaks of. */
const KEPT_MS = 84 * 86_400_000;
const NOTED_EVERY_DAYS = 7;

/** The service stops: the replay begins anew when it is back. */
class Stopped extends Error {}

/** Replays the operator's own history through the alerts, when somebody has asked. */
@Injectable()
export class RehearseAlertsJob implements Job {
  private readonly logger = new Logger(RehearseAlertsJob.name);

  constructor(
    private readonly db: DataSource,
    private readonly config: Config,
    private readonly embeddings: EmbeddingsService,
    private readonly mining: MiningProcess,
  ) {}

  /** One run at a time over all workers: what is marked as running was left by a process that was killed. */
  async run({ now, signal }: JobContext): Promise<JobCounts> {
    await this.db.query('DELETE FROM alert_rehearsal WHERE finished_at < $1', [new Date(now.getTime() - KEPT_MS)]);
    const asked = await this.db.manager.findOneBy(AlertRehearsal, { state: In(['waiting', 'running']) });
    if (!asked) return { replayed: 0 };
    await this.note(asked.id, { state: 'running', startedAt: now, daysDone: 0 });
    try {
      await this.note(asked.id, { ...(await this.result(asked, now, signal)), finishedAt: new Date() });
    } catch (error) {
      if (error instanceof Stopped) return { replayed: 0 };
      this.logger.error({ event: 'alerts.rehearsal-failed', reason: (error as Error).message });
      const reason = 'The computation stopped with an error, which stands in the log of the service. Ask again.';
      await this.note(asked.id, { state: 'failed', reason, finishedAt: new Date() });
    }
    return { replayed: 1 };
  }

  private async result({ id }: AlertRehearsal, now: Date, signal: AbortSignal): Promise<Partial<AlertRehearsal>> {
    const zone = this.config.env.TIME_ZONE;
    const encoder = await this.embeddings.serving();
    if (!encoder) return { state: 'too-short', reason: 'No message has been read yet.' };
    const { messages, vectors } = await pastMessages(this.db, encoder, now, zone);
    const history = messages.length > 0 ? layOut(messages, vectors, zone) : null;
    const days = history ? history.days - history.day[0]! : 0;
    const reason = whyTooShort(messages.length, days);
    const size = { messages: messages.length, days, firstDay: history?.dateOf(history.day[0]!) ?? null };
    if (!history || reason) return { ...size, state: 'too-short', reason };
    await this.note(id, size);
    const found = await replay(history, minerOf(this.mining), {
      onDay: async (day) => {
        if (signal.aborted) throw new Stopped();
        if (day % NOTED_EVERY_DAYS === 0) await this.note(id, { daysDone: Math.max(0, day - history.day[0]!) });
      },
    });
    const told = { events: rehearsedEvents(history, found), weeks: rehearsedWeeks(history, found) };
    return { ...told, daysDone: days, state: 'done', reason: null };
  }

  private async note(id: string, changes: Partial<AlertRehearsal>): Promise<void> {
    await this.db.manager.update(AlertRehearsal, { id }, changes as object);
  }
}

import { Injectable, Logger } from '@nestjs/common';
import { SYSTEM } from '../../audit/actor.js';
import { Config } from '../../config.js';
import { type HealthReport, HealthService } from '../../health/health.service.js';
import type { Job, JobContext, JobCounts } from '../../jobs/job.js';
import { type ImapAccount, parseImapUrl, withImap } from '../imap.js';
import { readReports } from './delivery-report.js';
import { MailReports } from './mail-reports.service.js';

const MOST_PER_RUN = 500;
const LARGEST_MAIL = 1024 * 1024;
/** Anybody can write to the mailbox: only reports that name a mail of ours are believed. */
const REPORTER = { name: 'mailbox', actor: SYSTEM, mayNameRecipients: false };

/** Reads the mailbox to which undeliverable mails and complaints return. What was read is marked as seen, never deleted. */
@Injectable()
export class ReadReturnsJob implements Job {
  private readonly logger = new Logger(ReadReturnsJob.name);
  private readonly mailbox: (ImapAccount & { folder: string }) | null;
  private trouble: string | null = null;

  constructor(
    config: Config,
    private readonly reports: MailReports,
    health: HealthService,
  ) {
    const { BOUNCE_MAILBOX } = config.env;
    this.mailbox = BOUNCE_MAILBOX ? parseImapUrl(BOUNCE_MAILBOX) : null;
    if (this.mailbox) health.register('returned mail', () => this.health());
  }

  async run({ now, signal }: JobContext): Promise<JobCounts> {
    if (!this.mailbox) return {};
    const { folder, ...account } = this.mailbox;
    try {
      const counts = await withImap(account, (client) => this.readUnseen(client, folder, now, signal));
      this.trouble = null;
      return counts;
    } catch (error) {
      const { authenticationFailed, code, name } = error as Error & { authenticationFailed?: boolean; code?: string };
      this.trouble = authenticationFailed ? 'user or password is not accepted' : (code ?? name);
      this.logger.warn({ event: 'returns.not-read', reason: this.trouble });
      return {};
    }
  }

  private async readUnseen(
    client: Parameters<Parameters<typeof withImap>[1]>[0],
    folder: string,
    now: Date,
    signal: AbortSignal,
  ): Promise<JobCounts> {
    await client.mailboxOpen(folder);
    const unseen = ((await client.search({ seen: false }, { uid: true })) || []).slice(0, MOST_PER_RUN);
    const counts = { read: 0, suppressed: 0, noted: 0, ignored: 0 };
    for (const uid of unseen) {
      if (signal.aborted) break;
      const mail = await client.fetchOne(String(uid), { source: { maxLength: LARGEST_MAIL } }, { uid: true });
      const found = mail && mail.source ? await readReports(mail.source) : [];
      const taken = await this.reports.take(found, REPORTER, now);
      // Only now: a mail whose report could not be stored is read again.
      await client.messageFlagsAdd(String(uid), ['\\Seen'], { uid: true });
      counts.read += 1;
      for (const outcome of ['suppressed', 'noted', 'ignored'] as const) counts[outcome] += taken[outcome];
    }
    return counts;
  }

  private health(): HealthReport {
    return this.trouble
      ? { status: 'degraded', detail: `the mailbox cannot be read (${this.trouble})` }
      : { status: 'ready' };
  }
}

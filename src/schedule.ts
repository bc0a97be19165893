import { SendChatJob } from './digest/chat/send-chat.job.js';
import { BuildDigestsJob } from './digest/delivery/build-digests.job.js';
import { ReadEffectsJob } from './digest/effects/read-effects.job.js';
import { AlertsJob } from './insights/alerts/alerts.job.js';
import { RehearseAlertsJob } from './insights/alerts/rehearsal/rehearse-alerts.job.js';
import { EmbedJob } from './insights/embedding/embed.job.js';
import { GapsJob } from './insights/gaps/gaps.job.js';
import { SearchWordsJob } from './insights/search/search-words.job.js';
import { AssignJob } from './insights/themes/lifecycle/assign.job.js';
import { FitJob } from './insights/themes/lifecycle/fit.job.js';
import { WordingJob } from './insights/themes/wording/wording.job.js';
import { PullJob } from './ingest/connections/pulls/pull.job.js';
import { ImportJob } from './ingest/imports/import.job.js';
import { RetentionJob } from './ingest/retention/retention.job.js';
import { ProcessEventsJob } from './ingest/events/process-events.job.js';
import { CleanUpJob } from './platform/clean-up.job.js';
import type { ScheduledJob } from './platform/jobs/job.js';
import { ReadReturnsJob } from './platform/mail/returns/read-returns.job.js';
import { SendMailJob } from './platform/mail/send-mail.job.js';
import { DeliverWebhooksJob } from './platform/webhooks/deliver-webhooks.job.js';
import { ClearAddressesJob } from './surveys/following/clear-addresses.job.js';
import { SettleAnswersJob } from './surveys/following/settle-answers.job.js';
import { DecideJob } from './surveys/asking/decide.job.js';
import { SendInvitationsJob } from './surveys/mail/send-invitations.job.js';

/** Every background job with its rhythm, in the order in which work flows through the service. */
export const schedule: ScheduledJob[] = [
  {
    queue: 'surveys.decide',
    job: DecideJob,
    every: '* * * * *',
    does: 'Finds who might be asked by the triggers of surveys and writes each decision into the ledger.',
    exclusive: true,
  },
  {
    queue: 'surveys.send',
    job: SendInvitationsJob,
    every: '* * * * *',
    does: 'Looks at due invitations again and orders their mails; notes what became of mails.',
    exclusive: true,
  },
  {
    queue: 'surveys.settle',
    job: SettleAnswersJob,
    every: '* * * * *',
    does: 'Judges young answers again when more has touched their link; detaches anonymous ones.',
    exclusive: true,
  },
  {
    queue: 'surveys.clear',
    job: ClearAddressesJob,
    every: '25 3 * * *',
    does: 'Clears names and addresses from invitations that can no longer be answered.',
    exclusive: true,
  },
  {
    queue: 'ingest.process',
    job: ProcessEventsJob,
    every: '* * * * *',
    does: 'Turns stored deliveries of help desks into tickets.',
  },
  {
    queue: 'webhooks.deliver',
    job: DeliverWebhooksJob,
    every: '* * * * *',
    does: 'Tells other programs what happened.',
  },
  {
    queue: 'ingest.pull',
    job: PullJob,
    every: '* * * * *',
    does: 'Reads help desks and mailboxes: the last months first, then what changed.',
    expireInSeconds: 1800,
  },
  { queue: 'ingest.import', job: ImportJob, every: '* * * * *', does: 'Reads uploaded files.', expireInSeconds: 1800 },
  {
    queue: 'ingest.retention',
    job: RetentionJob,
    every: '40 3 * * *',
    does: 'Drops raw events, originals and reports that are older than their retention.',
    exclusive: true,
  },
  { queue: 'mail.send', job: SendMailJob, every: '* * * * *', does: 'Sends the mails that are due.' },
  {
    queue: 'mail.returns',
    job: ReadReturnsJob,
    every: '*/5 * * * *',
    does: 'Reads the mailbox of returned mails: dead addresses and complaints are never written to again.',
    exclusive: true,
  },
  {
    queue: 'platform.clean-up',
    job: CleanUpJob,
    every: '17 * * * *',
    does: 'Removes sessions, keys of repeated calls and limits that are over.',
    exclusive: true,
  },
  {
    queue: 'insights.words',
    job: SearchWordsJob,
    every: '* * * * *',
    does: 'Indexes the words of new messages for search.',
    exclusive: true,
  },
  {
    queue: 'insights.embed',
    job: EmbedJob,
    every: '* * * * *',
    does: 'Turns new messages and help articles into vectors and finds the themes of the messages.',
    exclusive: true,
    expireInSeconds: 1800,
  },
  {
    queue: 'insights.assign',
    job: AssignJob,
    every: '* * * * *',
    does: 'Finds the theme of messages that have none yet.',
    exclusive: true,
  },
  {
    queue: 'insights.fit',
    job: FitJob,
    every: '*/5 * * * *',
    does: 'Finds the first themes, and fits them anew when a week is over.',
    exclusive: true,
    expireInSeconds: 3600,
  },
  {
    queue: 'insights.wording',
    job: WordingJob,
    every: '*/5 * * * *',
    does: 'Lets a language model name and sum up established themes, where one is configured.',
    exclusive: true,
    expireInSeconds: 1800,
  },
  {
    queue: 'insights.gaps',
    job: GapsJob,
    every: '*/5 * * * *',
    does: 'Compares themes with help articles when either has changed.',
    exclusive: true,
  },
  {
    queue: 'insights.alerts',
    job: AlertsJob,
    every: '20 * * * *',
    does: 'Looks for spikes, rises and falls, keeps one alert per event, and tells it outside quiet hours.',
    exclusive: true,
    expireInSeconds: 1800,
  },
  {
    queue: 'insights.rehearse',
    job: RehearseAlertsJob,
    every: '* * * * *',
    does: 'Replays the history through the alerts when somebody asked how loud they would be.',
    exclusive: true,
    expireInSeconds: 3600,
  },
  {
    queue: 'digest.effects',
    job: ReadEffectsJob,
    every: '5 * * * *',
    does: 'Reads whether a shipped fix worked, two, four and eight weeks later, and reopens what came back.',
    exclusive: true,
  },
  {
    queue: 'digest.build',
    job: BuildDigestsJob,
    every: '*/10 * * * *',
    does: 'Builds the weekly digest of every team whose hour has come, and hands its mails to the outbox.',
    exclusive: true,
    expireInSeconds: 900,
  },
  { queue: 'digest.chat', job: SendChatJob, every: '* * * * *', does: 'Writes digests into the chat rooms of teams.' },
];

import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InvitePeople } from '../src/surveys/asking/invite-people.service.js';
import type { TestApp } from '../test/app.js';
import { aSurvey } from '../test/surveys/survey-builders.js';
import { atMost, type Drill, exactly, type Finding } from './drill.js';
import { startService } from './service.js';
import { SmtpSink } from './smtp-sink.js';

/** Longer than a claim lives, so that the next worker settles what the killed one left. */
const AHEAD_STEP_MS = 6 * 60_000;

/** Invites people and orders their mails; nothing is sent yet. */
export async function orderMails(service: TestApp, count: number): Promise<void> {
  const survey = await aSurvey(service, { template: 'nps' });
  const people = Array.from({ length: count }, (_, i) => ({ email: `person-${i}@customers.example` }));
  for (let at = 0; at < count; at += 500)
    await service.get(InvitePeople).invite(survey, { people: people.slice(at, at + 500), send: true }, new Date());
  await service.drain(new Date(), ['surveys.send']);
}

function startWorker(env: NodeJS.ProcessEnv, aheadMs: number): ChildProcess {
  const options = {
    env: { ...process.env, ...env, DRILL_AHEAD_MS: String(aheadMs) },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'] as const,
  };
  return fork(fileURLToPath(new URL('mail-worker.js', import.meta.url)), { ...options, stdio: [...options.stdio] });
}

const heard = (child: ChildProcess, word: string): Promise<void> =>
  new Promise((resolve) => child.on('message', (message) => message === word && resolve()));
const gone = (child: ChildProcess): Promise<void> => new Promise((resolve) => child.once('exit', () => resolve()));

/** Kills the sending process at random moments, again and again, then lets the last one finish. */
async function killAndKill(env: NodeJS.ProcessEnv, kills: number): Promise<void> {
  for (let kill = 0; kill <= kills; kill++) {
    const child = startWorker(env, kill * AHEAD_STEP_MS);
    const ended = gone(child);
    const idle = heard(child, 'idle');
    await Promise.race([heard(child, 'ready'), ended]);
    if (kill === kills) await idle;
    else await Promise.race([new Promise((resolve) => setTimeout(resolve, 30 + Math.random() * 600)), ended]);
    child.kill('SIGKILL');
    await ended;
  }
}

async function findings(service: TestApp, sink: SmtpSink, mails: number, kills: number): Promise<Finding[]> {
  const rows = await service.db.query<{ state: string; n: number }[]>(
    `SELECT state, count(*)::int AS n FROM mail_outbox WHERE kind = 'survey' GROUP BY 1`,
  );
  const {
    sent = 0,
    unknown = 0,
    queued = 0,
    sending = 0,
    failed = 0,
  } = Object.fromEntries(rows.map(({ state, n }) => [state, n]));
  const got = new Set(sink.received.map(({ recipient }) => recipient)).size;
  return [
    exactly(`${mails} mails, ${kills} kills: recipients that got two`, 0, sink.duplicates),
    atMost('uncertain mails, listed and not sent again', kills, unknown),
    exactly('sent and uncertain together', mails, sent + unknown),
    exactly('left behind (queued, sending, failed)', 0, queued + sending + failed),
    {
      what: 'recipients that got their mail',
      wanted: `>= ${sent}`,
      seen: String(got),
      isMet: got >= sent && got <= sent + unknown,
    },
  ];
}

export async function tryKills(mails: number, kills: number): Promise<Finding[]> {
  const sink = new SmtpSink(20);
  await sink.start();
  const env = {
    DATA_DIR: mkdtempSync(join(tmpdir(), 'hearback-drill-')),
    SMTP_URL: sink.url,
    MAIL_FROM: 'Hearback <feedback@hearback.example>',
  };
  const service = await startService(env);
  try {
    await orderMails(service, mails);
    await killAndKill(env, kills);
    return await findings(service, sink, mails, kills);
  } finally {
    await service.close();
    await sink.stop();
  }
}

export const neverTwice: Drill = {
  id: 'P4',
  promise: 'A survey mail is never sent twice on purpose.',
  run: ({ isLong }) => (isLong ? tryKills(2000, 200) : tryKills(200, 8)),
};

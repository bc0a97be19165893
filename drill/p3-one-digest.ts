import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ChannelsService } from '../src/digest/chat/channels.service.js';
import { dueWeek } from '../src/digest/delivery/due-week.js';
import { TeamsService } from '../src/digest/teams/teams.service.js';
import { startEmbeddedPostgres } from '../src/platform/database/embedded-postgres.js';
import type { TestApp } from '../test/app.js';
import { atMost, type Drill, exactly, type Finding } from './drill.js';
import { startService } from './service.js';
import { SmtpSink } from './smtp-sink.js';

/** Longer than the claims of mail and chat live: the next replica settles what a killed one left. */
const AHEAD_STEP_MS = 6 * 60_000;
const DRAIN_MS = 240_000;
/** In one of these it is never Monday before four in the morning. */
const ZONES = ['UTC', 'Asia/Tokyo', 'America/Los_Angeles'];

export interface DigestOrder {
  teams: number;
  replicas: number;
  kills: number;
  stops: number;
}

/** A chat program that takes everything, slowly enough to be interrupted. */
class ChatSink {
  readonly received: string[] = [];
  private readonly server: Server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      this.received.push(request.url!);
      setTimeout(() => response.writeHead(200).end('ok'), 20 * Math.random());
    });
  });

  async start(): Promise<string> {
    await new Promise<void>((resume) => this.server.listen(0, '127.0.0.1', resume));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resume) => this.server.close(() => resume()));
  }
}

async function addTeams(service: TestApp, count: number, chatUrl: string): Promise<void> {
  const now = new Date();
  const timeZone = ZONES.find((zone) => dueWeek({ timeZone: zone, sendWeekday: 1, sendHour: 4 }, now))!;
  const rest = { kind: 'product' as const, whenQuiet: 'send' as const, isDefaultOwner: false };
  for (let i = 0; i < count; i++) {
    const wanted = { ...rest, name: `Team ${i}`, timeZone, sendWeekday: 1, sendHour: 4 };
    const { id } = await service.get(TeamsService).create({ ...wanted, recipients: [`team-${i}@teams.example`] }, now);
    const room = { kind: 'slack' as const, label: 'room', url: `${chatUrl}/team-${i}` };
    await service.get(ChannelsService).create(id, room, now);
  }
}

function startReplica(env: NodeJS.ProcessEnv, aheadMs: number): ChildProcess {
  const options = { env: { ...process.env, ...env, DRILL_AHEAD_MS: String(aheadMs) } };
  const script = fileURLToPath(new URL('digest-worker.js', import.meta.url));
  return fork(script, { ...options, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
}

const heard = (child: ChildProcess, word: string): Promise<void> =>
  new Promise((resolve) => child.on('message', (message) => message === word && resolve()));

async function kill(child: ChildProcess): Promise<void> {
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await gone;
}

/** Replicas at work; at random moments one is frozen for a while, or killed and replaced. The last ones finish the work. */
async function disturb(env: NodeJS.ProcessEnv, { replicas, kills, stops }: DigestOrder): Promise<void> {
  let aheadMs = 0;
  const running = Array.from({ length: replicas }, () => startReplica(env, aheadMs));
  try {
    await Promise.all(running.map((child) => heard(child, 'ready')));
    const blows = [...Array<'kill'>(kills).fill('kill'), ...Array<'stop'>(stops).fill('stop')];
    for (const [i, blow] of blows.sort(() => Math.random() - 0.5).entries()) {
      await pause(50 + Math.random() * 400);
      const at = i % replicas;
      if (blow === 'stop') await freeze(running[at]!);
      else {
        await kill(running[at]!);
        aheadMs += AHEAD_STEP_MS;
        running[at] = startReplica(env, aheadMs);
      }
    }
    const last = startReplica(env, aheadMs + AHEAD_STEP_MS);
    running.push(last);
    const late = pause(DRAIN_MS, undefined, { ref: false }).then(() =>
      Promise.reject(new Error('The work did not end')),
    );
    await Promise.race([heard(last, 'idle'), late]);
    await pause(1000);
  } finally {
    await Promise.all(running.map(kill));
  }
}

async function freeze(child: ChildProcess): Promise<void> {
  child.kill('SIGSTOP');
  await pause(300 + Math.random() * 1500);
  child.kill('SIGCONT');
}

async function findings(service: TestApp, order: DigestOrder, mails: SmtpSink, chat: ChatSink): Promise<Finding[]> {
  const [row] = await service.db.query<Record<'digests' | 'pairs' | 'mails' | 'chats' | 'open' | 'unknown', number>[]>(
    `SELECT (SELECT count(*)::int FROM digest) AS digests, (SELECT count(DISTINCT (team_id, week))::int FROM digest) AS pairs,
       (SELECT count(*)::int FROM delivery WHERE channel = 'mail') AS mails,
       (SELECT count(*)::int FROM delivery WHERE channel = 'slack') AS chats,
       (SELECT count(*)::int FROM delivery WHERE state IN ('due', 'sending')) AS open,
       (SELECT count(*)::int FROM delivery WHERE state = 'unknown') AS unknown`,
  );
  const blows = order.kills + order.stops;
  const copies = Map.groupBy(mails.received, ({ recipient }) => recipient);
  const repeated = [...copies.values()].filter((some) => some.length > 1);
  const otherIds = repeated.filter((some) => new Set(some.map(({ messageId }) => messageId)).size > 1);
  return [
    exactly(`${order.teams} teams: digests`, order.teams, row!.digests),
    exactly('teams and weeks with two', 0, row!.digests - row!.pairs),
    exactly('mails ordered', order.teams, row!.mails),
    exactly('teams that got their mail', order.teams, copies.size),
    atMost('mails that came twice (between DATA and commit)', blows, repeated.length),
    exactly('of these, under another Message-ID', 0, otherIds.length),
    exactly('chat messages ordered', order.teams, row!.chats),
    exactly('chat rooms that got two', 0, chat.received.length - new Set(chat.received).size),
    atMost('chat messages that may not have arrived, listed', blows, row!.unknown),
    exactly(
      'chat rooms written to, or listed as uncertain',
      0,
      Math.max(0, order.teams - new Set(chat.received).size - row!.unknown),
    ),
    exactly('deliveries left behind', 0, row!.open),
  ];
}

/** Replicas on one Postgres, killed and frozen while they build and deliver. */
export async function tryDigests(order: DigestOrder): Promise<Finding[]> {
  const mails = new SmtpSink(20);
  const chat = new ChatSink();
  const folder = mkdtempSync(join(tmpdir(), 'hearback-drill-'));
  const postgres = await startEmbeddedPostgres(folder);
  await mails.start();
  const chatUrl = await chat.start();
  const { host, user, database } = postgres;
  const env = {
    DATABASE_URL: `postgres://${user}@localhost/${database}?host=${encodeURIComponent(host)}`,
    SECRET_KEY: 'the replicas of a drill share this key',
    SMTP_URL: mails.url,
    MAIL_FROM: 'Hearback <feedback@hearback.example>',
    ALLOW_PRIVATE_TARGETS: 'true',
  };
  const service = await startService(env);
  try {
    await addTeams(service, order.teams, chatUrl);
    await disturb(env, order);
    return await findings(service, order, mails, chat);
  } finally {
    await service.close();
    await postgres.release();
    await mails.stop();
    await chat.stop();
  }
}

export const oneDigest: Drill = {
  id: 'P3',
  promise: 'One digest for each team, week and channel.',
  run: ({ isLong }) =>
    tryDigests(
      isLong ? { teams: 400, replicas: 5, kills: 100, stops: 20 } : { teams: 40, replicas: 3, kills: 6, stops: 3 },
    ),
};

import { atLeast, atMost, type Drill, exactly, type Finding } from './drill.js';
import { orderMails } from './p4-never-twice.js';
import { startService } from './service.js';
import { type Fault, FAULTS, FaultyServer, SLOW_FAULTS } from './smtp-faults.js';
import { SmtpSink } from './smtp-sink.js';
import type { TestApp } from '../test/app.js';

const HOUR_MS = 3_600_000;
const OUTAGE_HOURS = 6;
const MINUTE_MS = 60_000;

/** Queues mails, lets the server be away for six hours of the service's own clock in every way, then brings it back. */
export async function tryOutage(mails: number, faults: readonly Fault[], looksPerFault: number): Promise<Finding[]> {
  const sink = new SmtpSink();
  await sink.start();
  const { url, listensOn: port } = sink;
  await sink.stop();
  const service = await startService({
    SMTP_URL: url,
    MAIL_FROM: 'Hearback <feedback@hearback.example>',
    RATE_LIMIT_FACTOR: '1000',
  });
  const faulty = new FaultyServer(port);
  try {
    await orderMails(service, mails);
    const started = Date.now();
    await sufferFaults(service, faulty, faults, { started, looksPerFault });
    await sink.start(port);
    const recovered = started + OUTAGE_HOURS * HOUR_MS;
    const taken = await recover(service, recovered);
    return await findings(service, { sink, faulty, mails, taken, faults });
  } finally {
    await faulty.stop();
    await service.close();
    await sink.stop();
  }
}

async function sufferFaults(
  service: TestApp,
  faulty: FaultyServer,
  faults: readonly Fault[],
  plan: { started: number; looksPerFault: number },
): Promise<void> {
  const looks = faults.length * plan.looksPerFault;
  let look = 0;
  for (const fault of faults) {
    await faulty.start(fault);
    for (let i = 0; i < plan.looksPerFault; i++, look++) {
      await service.drain(new Date(plan.started + (look / looks) * OUTAGE_HOURS * HOUR_MS), ['mail.send']);
    }
    await faulty.stop();
  }
}

interface Recovery {
  seconds: number;
  /** On the service's own clock, from the moment the server was back. */
  clockMinutes: number;
}

async function recover(service: TestApp, recovered: number): Promise<Recovery> {
  const begun = Date.now();
  for (let minute = 0; minute <= 15; minute++) {
    await service.drain(new Date(recovered + minute * MINUTE_MS), ['mail.send']);
    const [row] = await service.db.query<{ n: number }[]>(
      `SELECT count(*)::int AS n FROM mail_outbox WHERE state = 'queued'`,
    );
    if (row!.n === 0) return { seconds: (Date.now() - begun) / 1000, clockMinutes: minute };
  }
  return { seconds: (Date.now() - begun) / 1000, clockMinutes: Infinity };
}

interface Seen {
  sink: SmtpSink;
  faulty: FaultyServer;
  mails: number;
  taken: Recovery;
  faults: readonly Fault[];
}

async function findings(service: TestApp, { sink, faulty, mails, taken, faults }: Seen): Promise<Finding[]> {
  const rows = await service.db.query<{ state: string; n: number }[]>(
    'SELECT state, count(*)::int AS n FROM mail_outbox GROUP BY 1',
  );
  const { sent = 0, unknown = 0, failed = 0 } = Object.fromEntries(rows.map(({ state, n }) => [state, n]));
  const [bounces] = await service.db.query<{ n: number }[]>('SELECT count(*)::int AS n FROM suppression');
  const again = sink.received.filter(({ recipient }) => faulty.swallowed.includes(recipient)).length;
  return [
    exactly(
      `${mails} mails, ${faults.length} faults over ${OUTAGE_HOURS} h: sent or listed as uncertain`,
      mails,
      sent + unknown,
    ),
    exactly('taken by the server, each once', sent, sink.received.length - sink.duplicates),
    exactly('recipients that got two', 0, sink.duplicates + again),
    exactly('uncertain, because the server hung up after the final dot', new Set(faulty.swallowed).size, unknown),
    exactly('given up, or counted as a bounce', 0, failed + bounces!.n),
    atMost('minutes until all were through', 15, taken.clockMinutes, ' min'),
    atLeast('mails a second after the recovery', 20, sent / taken.seconds, '/s'),
  ];
}

export const smtpAway: Drill = {
  id: 'P5',
  promise: 'The mail server may be away.',
  run: ({ isLong }) =>
    isLong
      ? tryOutage(10_000, FAULTS, 6)
      : tryOutage(
          500,
          FAULTS.filter((fault) => !SLOW_FAULTS.includes(fault)),
          2,
        ),
};

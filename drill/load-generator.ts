import { Pool } from 'undici';

export interface LoadOrder {
  url: string;
  agent: string;
  /** Requests a second, sent on time whether or not earlier ones were answered. */
  rate: number;
  seconds: number;
  /** Taken in turn; `body` makes it a POST of a form. */
  targets: { path: string; body: string | null }[];
  wantedStatus: number;
}

export interface LoadResult {
  sent: number;
  /** Sent before the clock started. */
  warmUps: number;
  failed: number;
  seconds: number;
  /** Milliseconds from the moment a request was due to the end of its answer, ascending. */
  latencies: number[];
  generatorCpuShare: number;
}

const TICK_MS = 5;
const WARM_UP_SECONDS = 3;

/** An open-loop generator: latency counts from when a request was due, so that a stall is not hidden (coordinated omission). */
async function run(order: LoadOrder): Promise<LoadResult> {
  const pool = new Pool(order.url, { connections: 64, pipelining: 1 });
  const latencies: number[] = [];
  let failed = 0;
  const shoot = async (n: number, dueAt: number) => {
    const target = order.targets[n % order.targets.length]!;
    const address = `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;
    const headers = {
      'user-agent': order.agent,
      'x-forwarded-for': address,
      'content-type': 'application/x-www-form-urlencoded',
    };
    try {
      const { statusCode, body } = await pool.request({
        path: target.path,
        method: target.body ? 'POST' : 'GET',
        headers,
        body: target.body,
      });
      await body.dump();
      if (statusCode !== order.wantedStatus) failed += 1;
    } catch {
      failed += 1;
    }
    latencies.push(performance.now() - dueAt);
  };
  const warmUps = order.targets[0]!.body ? 0 : await warmUp(pool, order);
  const cpu = process.cpuUsage();
  const started = performance.now();
  const pending: Promise<void>[] = [];
  const total = order.rate * order.seconds;
  while (pending.length < total) {
    const due = Math.min(total, Math.floor(((performance.now() - started) / 1000) * order.rate) + 1);
    while (pending.length < due) pending.push(shoot(pending.length, started + (pending.length / order.rate) * 1000));
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
  const seconds = (performance.now() - started) / 1000;
  await Promise.all(pending);
  const used = process.cpuUsage(cpu);
  await pool.close();
  const generatorCpuShare = (used.user + used.system) / 1e6 / seconds;
  return { sent: total, warmUps, failed, seconds, latencies: latencies.sort((a, b) => a - b), generatorCpuShare };
}

/** Connections opened and code compiled before the clock starts: at the rate that follows, but nobody looks at the times. */
async function warmUp(pool: Pool, { targets, agent, rate }: LoadOrder): Promise<number> {
  const started = performance.now();
  const pending: Promise<void>[] = [];
  const visit = async (n: number) => {
    const headers = { 'user-agent': agent, 'x-forwarded-for': `172.16.${(n >> 8) & 255}.${n & 255}` };
    const { body } = await pool.request({ path: targets[n % targets.length]!.path, method: 'GET', headers });
    await body.dump();
  };
  while (performance.now() - started < WARM_UP_SECONDS * 1000) {
    const due = ((performance.now() - started) / 1000) * rate;
    while (pending.length < due) pending.push(visit(pending.length));
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
  await Promise.all(pending);
  return pending.length;
}

process.once('message', (order) => {
  void run(order as LoadOrder).then((result) => process.send!(result, () => process.exit(0)));
});

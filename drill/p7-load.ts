import { fork } from 'node:child_process';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { sealNonce } from '../src/surveys/answering/form-nonce.js';
import { SurveyTokens } from '../src/surveys/answering/survey-tokens.js';
import { clientOf } from '../src/surveys/answering/client.js';
import type { TestApp } from '../test/app.js';
import { aSurvey } from '../test/surveys/survey-builders.js';
import { atLeast, atMost, type Drill, exactly, type Finding } from './drill.js';
import type { LoadOrder, LoadResult } from './load-generator.js';
import { startService } from './service.js';

const AGENT =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1';
const DAY_MS = 86_400_000;

/** Many sent invitations in one statement; returns their ids. */
async function invitations(service: TestApp, count: number): Promise<string[]> {
  const survey = await aSurvey(service, { template: 'nps' });
  const rows = await service.db.query<{ id: string }[]>(
    `INSERT INTO invitation (id, survey_id, version_id, candidate_key, via, locale, created_at, due_at, sent_at, expires_at, person)
     SELECT gen_random_uuid(), $1, $2, 'load:' || n, 'mail', 'en', now(), now(), now() - interval '1 hour', now() + interval '30 days', 'p' || n
     FROM generate_series(1, $3) n RETURNING id`,
    [survey.id, survey.versionId, count],
  );
  await service.db.query('ANALYZE invitation');
  return rows.map(({ id }) => id);
}

interface Load extends LoadResult {
  /** Processor time of the service's process a request, in milliseconds: unlike latencies it means something on a busy machine too. */
  serviceMs: number;
}

async function generate(order: LoadOrder): Promise<Load> {
  const before = process.cpuUsage();
  const result = await runGenerator(order);
  const { user, system } = process.cpuUsage(before);
  return { ...result, serviceMs: (user + system) / 1000 / (result.sent + result.warmUps) };
}

/** Runs the generator in a process of its own, at a fixed rate, whatever the service answers. */
function runGenerator(order: LoadOrder): Promise<LoadResult> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL('load-generator.js', import.meta.url)));
    child.once('message', (result) => resolve(result as LoadResult));
    child.once('error', reject);
    child.once('exit', (code) => code && reject(new Error(`The generator ended with ${code}`)));
    child.send(order);
  });
}

export async function pageLoad(service: TestApp, rate: number, seconds: number): Promise<Finding[]> {
  const tokens = service.get(SurveyTokens);
  const ids = await invitations(service, Math.min(rate * seconds, 5000));
  const expiresAt = new Date(Date.now() + 30 * DAY_MS);
  const targets = ids.map((subject) => ({ path: `/s/${tokens.mint('answer', { subject, expiresAt })}/9`, body: null }));
  const result = await generate({ url: service.url, agent: AGENT, rate, seconds, targets, wantedStatus: 200 });
  return findings(`page, ${rate}/s for ${seconds} s`, result, 50, rate);
}

export async function answerLoad(service: TestApp, rate: number, seconds: number): Promise<Finding[]> {
  const tokens = service.get(SurveyTokens);
  const ids = await invitations(service, rate * seconds);
  const expiresAt = new Date(Date.now() + 30 * DAY_MS);
  const shownAt = new Date(Date.now() - 5000);
  const targets = ids.map((subject, i) => {
    const headers = { 'user-agent': AGENT };
    const { network, agent } = clientOf({ address: addressOf(i), method: 'GET', headers }, tokens.visitorKey, subject);
    const nonce = sealNonce(tokens.formKey, { id: `load${i}`, subject, step: 'first', shownAt, network, agent });
    const body = new URLSearchParams({ o: '9', n: nonce, e: '2500.1.0.0' }).toString();
    return { path: `/s/${tokens.mint('answer', { subject, expiresAt })}`, body };
  });
  const result = await generate({ url: service.url, agent: AGENT, rate, seconds, targets, wantedStatus: 303 });
  const [row] = await service.db.query<{ n: number }[]>(
    `SELECT count(*)::int AS n FROM survey_response WHERE status = 'confirmed'`,
  );
  return [
    ...findings(`answers, ${rate}/s for ${seconds} s`, result, 100, rate),
    exactly('answers stored and counted', targets.length, row!.n),
  ];
}

/** The address that the generator gives to its n-th request: a network for each, so that limits see many visitors. */
export function addressOf(n: number): string {
  return `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;
}

function findings(what: string, result: Load, p99Ms: number, rate: number): Finding[] {
  const { sent, failed, latencies, generatorCpuShare, seconds, serviceMs } = result;
  const percentile = (share: number) =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? Infinity;
  const details = `p50 ${percentile(0.5).toFixed(1)} ms, p99.9 ${percentile(0.999).toFixed(1)} ms`;
  const p99 = atMost(`${what}: p99`, p99Ms, percentile(0.99), ' ms');
  const share = `generator ${Math.round(generatorCpuShare * 100)} % of one of ${cpus().length} cores`;
  return [
    { ...p99, seen: `${p99.seen} (${details}; service ${serviceMs.toFixed(2)} ms each; ${share})` },
    atLeast(`${what}: rate reached`, Math.round(rate * 0.98), sent / seconds, '/s'),
    exactly(`${what}: failed`, 0, failed),
  ];
}

export async function tryLoad(service: TestApp, seconds: number, share = 1): Promise<Finding[]> {
  const pages = await pageLoad(service, 800 * share, seconds);
  return [...pages, ...(await answerLoad(service, 400 * share, seconds))];
}

export const load: Drill = {
  id: 'P7',
  promise: 'Answer pages hold load on 2 cores, database and generator included.',
  async run({ isLong }) {
    const service = await startService({ TRUST_PROXY: '127.0.0.1', RATE_LIMIT_FACTOR: '1000' });
    return tryLoad(service, isLong ? 600 : 20).finally(() => service.close());
  },
};

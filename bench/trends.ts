import { layOut, type History } from '../src/insights/backtest/history.js';
import { replay } from '../src/insights/backtest/replay.js';
import type { Miner } from '../src/insights/backtest/theme-replay.js';
import { Kernels } from '../src/insights/embedding/kernels.js';
import { gather, type Matrix } from '../src/insights/embedding/matrix.js';
import { shippedModels } from '../src/insights/embedding/model-folder.js';
import { refit } from '../src/insights/themes/lifecycle/refit.js';
import { mineThemes } from '../src/insights/themes/mine-themes.js';
import { nearbyMessages } from '../src/insights/trends/nearby.js';
import { wilsonInterval } from '../src/platform/statistics/wilson.js';
import { embedAll, isThere, readCsv, readJson } from './data.js';
import { realSpikes } from './hourly.js';
import { nullSimulation } from './null-simulation.js';
import { shareNull } from './share-null.js';
import { ceilingOf, type Ceiling } from './streams/ceiling.js';
import { generateStream, type PlantedEvent, type StreamOptions } from './streams/generate.js';
import { SPIKES, streamPlan } from './streams/plan.js';
import { scoreReplay, type StreamScore } from './streams/score.js';

/** npm run bench:trends [-- streams]: null simulation, real volumes, planted streams (other seeds, rates and days each). */

const DAY_MS = 86_400_000;
const START = Date.parse('2025-01-06T09:00:00Z');
/** Seeds that no constant was chosen on. */
const FIRST_SEED = 3000;

async function openMiner(): Promise<Miner> {
  const kernels = await Kernels.open(shippedModels('kernels'));
  return {
    mine: (args) => mineThemes(kernels, args),
    refit: (args) => refit(kernels, args),
    nearby: (args) => nearbyMessages(kernels, args),
  };
}

interface Texts {
  rows: readonly Record<string, string>[];
  vectors: Matrix;
}

interface Outcome {
  score: StreamScore;
  ceiling: Ceiling;
}

async function generated(miner: Miner, { rows, vectors }: Texts, options: StreamOptions): Promise<Outcome> {
  const { tickets, events } = generateStream(
    rows.map((row, index) => ({ index, issue: row['label']! })),
    options,
  );
  const messages = tickets.map((ticket, n) => ({
    id: `m${n}`,
    at: new Date(START + ticket.day * DAY_MS),
    customer: `c${n}`,
    text: rows[ticket.textIndex]!['text']!,
  }));
  const history = layOut(
    messages,
    gather(
      vectors,
      tickets.map(({ textIndex }) => textIndex),
    ),
    'UTC',
  );
  const score = scoreReplay(await replay(history, miner), {
    events,
    issueOf: new Map(tickets.map(({ issue }, n) => [`m${n}`, issue])),
    days: options.days,
  });
  return { score, ceiling: ceilingOf(tickets, events, options.days) };
}

function say(name: string, { delays, falseAlarms, decoys, weeks }: StreamScore): void {
  const found = delays
    .map(({ type, delay, hint }) => `${type} ${delay ?? (hint === null ? 'missed' : `hint ${hint}`)}`)
    .join(', ');
  console.log(`  ${name}: ${found}; false ${(falseAlarms.length / weeks).toFixed(2)} a week, decoy ${decoys}`);
  falseAlarms.forEach((alarm) => console.log(`      false: ${alarm}`));
}

async function plantedStream(miner: Miner): Promise<void> {
  if (!isThere('planted_stream/dev.csv')) return;
  const rows = readCsv('planted_stream/dev.csv');
  const labels = new Map(readCsv('planted_stream/dev_truth_labels.csv').map((row) => [row['id']!, row['issue']!]));
  const truth = readJson<{
    events: { type: PlantedEvent['type']; issue: string | null; start_day: number; days: number }[];
  }>('planted_stream/dev_truth_events.json');
  const events = truth.events.map(({ type, issue, start_day, days }) => ({ type, issue, startDay: start_day, days }));
  const messages = rows.map((row) => ({
    id: row['id']!,
    at: new Date(row['created_at']!),
    customer: row['customer_id']!,
    text: row['text']!,
  }));
  const history: History = layOut(messages, await embedAll(messages.map(({ text }) => text)), 'UTC');
  console.log(
    '\nPlanted stream (delay in days; themes and scans of the first recipe: spikes 0 0 0 0, new issue 20, ramp missed, false 0.5, decoy 1)',
  );
  say('dev', scoreReplay(await replay(history, miner), { events, issueOf: labels, days: 90 }));
}

function rate(yes: number, n: number): string {
  const { low, high } = wilsonInterval(yes, n)!;
  return `${yes} of ${n} [${low.toFixed(2)}, ${high.toFixed(2)}]`;
}

/** Of a count of Poisson events, by the square-root approximation. */
function perWeek(count: number, weeks: number): string {
  const bound = (side: number) => (Math.max(0, Math.sqrt(count) + side) ** 2 / weeks).toFixed(2);
  return `${(count / weeks).toFixed(2)} [${bound(-0.98)}, ${bound(0.98)}]`;
}

/** How many, and of these how many within one, two and three weeks. */
function byWeeks(delays: readonly (number | null)[]): string {
  const days = delays.flatMap((delay) => delay ?? []);
  const within = [7, 14, 21].map((limit) => days.filter((delay) => delay <= limit).length);
  return `${rate(days.length, delays.length)}, within 1, 2, 3 weeks ${within.join(', ')}`;
}

function summary(outcomes: readonly Outcome[]): void {
  const scores = outcomes.map(({ score }) => score);
  const n = scores.length;
  const ofType = (type: PlantedEvent['type']) =>
    scores.map(({ delays }) => delays.find((event) => event.type === type)!);
  console.log(`\nGenerated streams: ${n}`);
  SPIKES.forEach(({ extra, days }, i) =>
    console.log(
      `  spike of ${extra} a day for ${days}: ${rate(scores.filter(({ delays }) => delays[i]!.delay !== null).length, n)}`,
    ),
  );
  for (const type of ['new_issue', 'slow_ramp'] as const) {
    const events = ofType(type);
    const either = events.map(({ delay, hint }) => earlier(delay, hint));
    console.log(`  ${type}: alert ${byWeeks(events.map(({ delay }) => delay))}; alert or hint ${byWeeks(either)}`);
  }
  const ceilings = outcomes.map(({ ceiling }) => ceiling);
  const alarms = ceilings.reduce((sum, { falseAlarms }) => sum + falseAlarms, 0);
  const wrong = scores.reduce((sum, { falseAlarms }) => sum + falseAlarms.length, 0);
  const weeks = scores.reduce((sum, score) => sum + score.weeks, 0);
  console.log(
    `  new_issue if issues were known: ${byWeeks(ceilings.map(({ delay }) => delay))}; false alarms of that test a week ${perWeek(alarms, weeks)}`,
  );
  const loud = scores.filter((score) => score.falseAlarms.length / score.weeks > 0.5).length;
  const decoys = scores.reduce((sum, score) => sum + score.decoys, 0);
  console.log(
    `  false alarms a week: ${perWeek(wrong, weeks)}, more than .5 in ${loud} of ${n}; decoys ${decoys} in ${n}`,
  );
}

function earlier(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}

const embedded = new Map<string, Texts>();
async function textsOf(file: string): Promise<Texts> {
  const known = embedded.get(file);
  if (known) return known;
  const rows = readCsv(file);
  const texts = { rows, vectors: await embedAll(rows.map((row) => row['text']!)) };
  embedded.set(file, texts);
  return texts;
}

const streams = Number(process.argv[2] ?? 4);
nullSimulation(20);
shareNull(10);
realSpikes();
const miner = await openMiner();
await plantedStream(miner);
const outcomes: Outcome[] = [];
for (let i = 0; i < streams; i++) {
  const { name, file, options } = streamPlan(FIRST_SEED, i);
  if (!isThere(file)) continue;
  outcomes.push(await generated(miner, await textsOf(file), options));
  say(name, outcomes.at(-1)!.score);
}
if (outcomes.length > 0) summary(outcomes);

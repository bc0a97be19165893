import { layOut, type History } from '../src/insights/backtest/history.js';
import { replay } from '../src/insights/backtest/replay.js';
import type { Miner } from '../src/insights/backtest/theme-replay.js';
import { Kernels } from '../src/insights/embedding/kernels.js';
import { gather, type Matrix } from '../src/insights/embedding/matrix.js';
import { shippedModels } from '../src/insights/embedding/model-folder.js';
import { refit } from '../src/insights/themes/lifecycle/refit.js';
import { mineThemes } from '../src/insights/themes/mine-themes.js';
import { nearbyMessages } from '../src/insights/trends/nearby.js';
import { embedAll, isThere, readCsv, readJson } from './data.js';
import { realSpikes } from './hourly.js';
import { nullSimulation } from './null-simulation.js';
import { generateStream, type PlantedEvent, type StreamOptions } from './streams/generate.js';
import { scoreReplay, type StreamScore } from './streams/score.js';

/** npm run bench:trends [-- streams]: null simulation, real volumes, planted streams (other seeds, rates and days each). */

const DAY_MS = 86_400_000;
const START = Date.parse('2025-01-06T09:00:00Z');
const SPIKES = [
  { extra: 4, days: 1 },
  { extra: 6, days: 1 },
  { extra: 5, days: 2 },
  { extra: 9, days: 2 },
  { extra: 14, days: 2 },
];

async function openMiner(): Promise<Miner> {
  const kernels = await Kernels.open(shippedModels('kernels'));
  return {
    mine: (args) => mineThemes(kernels, args),
    refit: (args) => refit(kernels, args),
    nearby: (args) => nearbyMessages(kernels, args),
  };
}

function optionsOf(i: number): StreamOptions {
  return {
    seed: 700 + i,
    days: 90,
    rate: i % 3 === 2 ? 0.25 : 0.5,
    skew: i % 4 > 1 ? 0.5 : 0,
    overdispersion: 0,
    spikes: SPIKES,
    newIssue: true,
    slowRamp: true,
    decoy: true,
  };
}

interface Texts {
  rows: readonly Record<string, string>[];
  vectors: Matrix;
}

async function generated(miner: Miner, { rows, vectors }: Texts, i: number): Promise<StreamScore> {
  const { tickets, events } = generateStream(
    rows.map((row, index) => ({ index, issue: row['label']! })),
    optionsOf(i),
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
  return scoreReplay(await replay(history, miner), {
    events,
    issueOf: new Map(tickets.map(({ issue }, n) => [`m${n}`, issue])),
    days: 90,
  });
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

function summary(scores: readonly StreamScore[]): void {
  const n = scores.length;
  const found = (i: number) => scores.filter(({ delays }) => delays[i]!.delay !== null).length;
  const ofType = (type: PlantedEvent['type']) =>
    scores.map(({ delays }) => delays.find((event) => event.type === type)!);
  console.log(`\nGenerated streams: ${n}`);
  SPIKES.forEach(({ extra, days }, i) => console.log(`  spike of ${extra} a day for ${days}: ${found(i)} of ${n}`));
  console.log(
    `  new issue (delay): ${ofType('new_issue')
      .map(({ delay }) => delay ?? '-')
      .join(' ')}`,
  );
  console.log(
    `  slow ramp (delay, or hint): ${ofType('slow_ramp')
      .map(({ delay, hint }) => delay ?? (hint === null ? '-' : `h${hint}`))
      .join(' ')}`,
  );
  const wrong = scores.reduce((sum, score) => sum + score.falseAlarms.length, 0);
  console.log(
    `  false alarms a week: ${(wrong / scores.reduce((sum, { weeks }) => sum + weeks, 0)).toFixed(2)}, decoys ${scores.reduce((sum, { decoys }) => sum + decoys, 0)} in ${n}`,
  );
}

const streams = Number(process.argv[2] ?? 4);
nullSimulation(20);
realSpikes();
const miner = await openMiner();
await plantedStream(miner);
if (streams > 0 && isThere('banking77/train.csv')) {
  const rows = readCsv('banking77/train.csv');
  const texts = { rows, vectors: await embedAll(rows.map((row) => row['text']!)) };
  const scores: StreamScore[] = [];
  for (let i = 0; i < streams; i++) {
    scores.push(await generated(miner, texts, i));
    say(`seed ${700 + i}`, scores[i]!);
  }
  summary(scores);
}

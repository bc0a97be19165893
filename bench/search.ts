import { SearchService } from '../src/insights/search/search.service.js';
import { VectorIndexService } from '../src/insights/search/vector-index.service.js';
import { startService } from '../drill/service.js';
import { fillStatements } from './fill-statements.js';

/**
 * Time of one question over many statements, its embedding included: hybrid, filtered, and "more like this".
 * The number of statements may be given: npm run bench:search -- 100000
 */
const count = Number(process.argv[2] ?? 100_000);
const ROUNDS = 100;
const QUESTIONS = [
  'I cannot pay with my card',
  'refund for a wrong order',
  'export of the report is empty',
  'password reset link does not arrive',
  'app crashes when I open the camera',
];

function percentile(values: number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))]!;
}

async function measure(name: string, work: (i: number) => Promise<unknown>): Promise<void> {
  await work(0);
  const times: number[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    const start = performance.now();
    await work(i);
    times.push(performance.now() - start);
  }
  console.log(
    `${name.padEnd(34)} p50 ${percentile(times, 0.5).toFixed(1)} ms, p95 ${percentile(times, 0.95).toFixed(1)} ms, p99 ${percentile(times, 0.99).toFixed(1)} ms`,
  );
}

const service = await startService({ MINING_MEMORY_MB: '3000' });
try {
  await fillStatements(service, count, new Date());
  const search = service.get(SearchService);
  const start = performance.now();
  await service.get(VectorIndexService).ready();
  console.log(`${count} statements; their vectors held after ${((performance.now() - start) / 1000).toFixed(1)} s`);
  const question = (i: number) => `${QUESTIONS[i % QUESTIONS.length]} ${i % 13}`;
  const [some] = await service.db.query<{ id: string }[]>('SELECT id FROM feedback LIMIT 1');
  await measure('question', (i) => search.search({ q: question(i), limit: 20 }));
  await measure('question, filter a third', (i) => search.search({ q: question(i), product: 'app', limit: 20 }));
  const day = new Date(Date.now() - 86_400_000).toISOString();
  await measure('question, filter one day', (i) => search.search({ q: question(i), from: day, limit: 20 }));
  await measure('more like a feedback', () => search.search({ likeFeedback: some!.id, limit: 20 }));
} finally {
  await service.close();
}

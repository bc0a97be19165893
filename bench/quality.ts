import { MiningProcess } from '../src/insights/embedding/mining-process.js';
import { gather, type Matrix } from '../src/insights/embedding/matrix.js';
import { adjustedRand, bCubed } from '../src/insights/themes/agreement.js';
import type { MineOutput } from '../src/insights/themes/mine-themes.js';
import { mulberry32 } from '../src/insights/themes/mulberry32.js';
import { stemOf } from '../src/insights/themes/naming/words.js';
import { ownSet, readSet, type LabelledText } from './sets.js';

/**
 * Themes against people's labels: unknown number of themes, one setting for all sets. 95 % intervals by bootstrap over
 * messages (200 draws). Unassigned messages count as groups of one. "names": themes of 10 or more whose label or keywords hold a
 * stemmed word of the majority label. "seeds" and "order": least ARI between seeds 1, 2, 3, and with shuffled rows.
 */
const DRAWS = 200;
const NAMED_FROM = 10;

const SETS: [string, () => Promise<LabelledText[] | null>][] = [
  ['own messages', async () => ownSet()],
  ['insurance_dev *', () => readSet(['dstc11_intents/insurance_dev.csv'])],
  [
    'sofmattress *',
    () => readSet(['hint3/sofmattress_train.csv', 'hint3/sofmattress_test.csv'], Infinity, ['NO_NODES_DETECTED']),
  ],
  ['bitext, 3,000 *', () => readSet(['bitext_support/v1_6480.csv'], 3000)],
  ['hwu64, 4,000 *', () => readSet(['hwu64/train.csv'], 4000)],
  ['clinc150, 4,500 *', () => readSet(['clinc150/train.csv'], 4500)],
  ['banking77, 4,000', () => readSet(['banking77/train.csv'], 4000)],
  ['banking77, all', () => readSet(['banking77/train.csv'])],
];

const mining = new MiningProcess();
console.log(
  'set                      n  true found ratio  ARI [95 %]            B3-F1 [95 %]          unassigned largest names  seeds  order',
);
for (const [name, read] of SETS) {
  const set = await read();
  if (set) console.log(await line(name, set));
}
console.log('* seen by the encoder in training: flattering');
await mining.close();

async function line(name: string, set: LabelledText[]): Promise<string> {
  const labels = [...new Set(set.map(({ label }) => label))];
  const truth = set.map(({ label }) => labels.indexOf(label));
  const texts = set.map(({ text }) => text);
  const vectors = await mining.embed(texts);
  const first = await mine(vectors, texts, 1);
  const found = Array.from(first.assignments);
  const draws = bootstrap(found, truth);
  const interval = (values: number[]) =>
    `[${quantile(values, 0.025).toFixed(3)}, ${quantile(values, 0.975).toFixed(3)}]`;
  const { seeds, order } = await stability(vectors, texts, found);
  return [
    name.padEnd(18),
    String(set.length).padStart(7),
    String(labels.length).padStart(5),
    String(first.themes.length).padStart(5),
    (first.themes.length / labels.length).toFixed(2).padStart(5),
    `  ${adjustedRand(found, truth).toFixed(3)} ${interval(draws.map(({ ari }) => ari))}`,
    `  ${bCubed(found, truth).toFixed(3)} ${interval(draws.map(({ b3 }) => b3))}`,
    `${((100 * found.filter((j) => j < 0).length) / found.length).toFixed(1)} %`.padStart(10),
    `${((100 * (first.sizes[0] ?? 0)) / found.length).toFixed(0)} %`.padStart(7),
    `${(100 * namedShare(first, found, truth, labels)).toFixed(0)} %`.padStart(6),
    seeds.toFixed(2).padStart(6),
    order.toFixed(2).padStart(6),
  ].join(' ');
}

function mine(vectors: Matrix, texts: string[], seed: number): Promise<MineOutput> {
  return mining.call('mine', { vectors, texts, options: { seed } });
}

async function stability(vectors: Matrix, texts: string[], found: number[]): Promise<{ seeds: number; order: number }> {
  const second = (await mine(vectors, texts, 2)).assignments;
  const third = (await mine(vectors, texts, 3)).assignments;
  const random = mulberry32(9);
  const order = texts
    .map((_, i) => ({ i, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ i }) => i);
  const mixed = await mine(
    gather(vectors, order),
    order.map((i) => texts[i]!),
    1,
  );
  return {
    seeds: Math.min(adjustedRand(found, second), adjustedRand(found, third), adjustedRand(second, third)),
    order: adjustedRand(
      mixed.assignments,
      order.map((i) => found[i]!),
    ),
  };
}

function bootstrap(found: number[], truth: number[]): { ari: number; b3: number }[] {
  const random = mulberry32(4);
  return Array.from({ length: DRAWS }, () => {
    const drawn = found.map(() => Math.floor(random() * found.length));
    const [a, b] = [drawn.map((i) => found[i]!), drawn.map((i) => truth[i]!)];
    return { ari: adjustedRand(a, b), b3: bCubed(a, b) };
  });
}

function quantile(values: number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))]!;
}

function namedShare({ themes }: MineOutput, found: number[], truth: number[], labels: string[]): number {
  const large = themes.map((theme, j) => ({ ...theme, j })).filter(({ size }) => size >= NAMED_FROM);
  const named = large.filter(({ label, keywords, j }) => {
    const counts = new Int32Array(labels.length);
    found.forEach((theme, i) => theme === j && counts[truth[i]!]!++);
    const words = stemsOf([label, ...keywords].join(' '));
    return [...stemsOf(labels[counts.indexOf(Math.max(...counts))]!)].some((stem) => words.has(stem));
  });
  return named.length / Math.max(1, large.length);
}

/** GetQuote, card_arrival and "Card arrival" are the same words. */
function stemsOf(text: string): Set<string> {
  const words = text.replace(/([a-z])([A-Z])/g, '$1 $2').split(/[^\p{L}\p{N}']+/u);
  return new Set(words.flatMap((word) => stemOf(word) ?? []));
}

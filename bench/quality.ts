import { MiningProcess } from '../src/insights/embedding/mining-process.js';
import { gather, type Matrix } from '../src/insights/embedding/matrix.js';
import { adjustedRand, bCubed } from '../src/insights/themes/agreement.js';
import type { MineOutput } from '../src/insights/themes/mine-themes.js';
import { mulberry32 } from '../src/insights/themes/mulberry32.js';
import { stemOf } from '../src/insights/themes/naming/words.js';
import { DEVELOPER_SETS, type LabelledText } from './sets.js';

/**
 * Themes against people's labels: unknown number of themes, one setting for all sets. 95 % intervals by bootstrap over
 * messages (200 draws). Unassigned messages count as groups of one. "names": themes of 10 or more whose label or keywords hold a
 * stemmed word of the majority label; "could": those where a twentieth of the messages use such a word at all, since nobody can
 * find "general_negate" in what customers say. "seeds" and "order": least ARI between seeds 1, 2, 3, and with shuffled rows.
 * "week" and "30 %": messages that keep their theme over a weekly refit when a twelfth, or 30 %, of the data is new.
 */
const DRAWS = 200;
const NAMED_FROM = 10;
const POSSIBLE_FROM = 0.05;

const mining = new MiningProcess();
console.log(
  'set                      n  true found ratio  ARI [95 %]            B3-F1 [95 %]          unassigned largest  names  could  seeds  order   week   30 %',
);
for (const [name, read] of DEVELOPER_SETS) {
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
    ...shares(namedShares(first, { found, truth, labels, texts })),
    seeds.toFixed(2).padStart(6),
    order.toFixed(2).padStart(6),
    ...shares([await keptOverRefit(vectors, texts, 1 / 12), await keptOverRefit(vectors, texts, 0.3)]),
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

function shares(values: number[]): string[] {
  return values.map((value) => `${(100 * value).toFixed(value < 0.995 ? 1 : 0)} %`.padStart(6));
}

/** A first fit without a random share of the messages, then the refit with them: of those that had a theme, how many keep it. */
async function keptOverRefit(vectors: Matrix, texts: string[], fresh: number): Promise<number> {
  const random = mulberry32(11);
  const isNew = texts.map(() => random() < fresh);
  const old = Array.from(texts.keys()).filter((i) => !isNew[i]);
  const first = await mine(
    gather(vectors, old),
    old.map((i) => texts[i]!),
    1,
  );
  const current = new Int32Array(texts.length).fill(-1);
  old.forEach((i, position) => (current[i] = first.assignments[position]!));
  const { stability } = await mining.call('refit', {
    vectors: gather(vectors, Array.from(texts.keys())),
    texts,
    people: texts.map(() => null),
    current,
    fixed: [],
    centroids: first.centroids,
    assignAt: first.assignAt,
    pinned: [],
    notAnIssue: [],
    neverMerge: [],
  });
  return stability.kept / Math.max(1, stability.before);
}

interface Labelled {
  found: number[];
  truth: number[];
  labels: string[];
  texts: string[];
}

/** Share of the larger themes that are named in words of their majority label, and of those that could be. */
function namedShares({ themes }: MineOutput, { found, truth, labels, texts }: Labelled): number[] {
  const large = Array.from(themes.keys()).filter((j) => themes[j]!.size >= NAMED_FROM);
  const wordsOf = large.map((j) => {
    const members = Array.from(found.keys()).filter((i) => found[i] === j);
    const counts = new Int32Array(labels.length);
    for (const i of members) counts[truth[i]!]!++;
    const wanted = [...stemsOf(labels[counts.indexOf(Math.max(...counts))]!)];
    const said = members.map((i) => stemsOf(texts[i]!));
    const most = Math.max(0, ...wanted.map((stem) => said.filter((stems) => stems.has(stem)).length));
    const name = stemsOf([themes[j]!.label, ...themes[j]!.keywords].join(' '));
    return { isNamed: wanted.some((stem) => name.has(stem)), isPossible: most >= POSSIBLE_FROM * members.length };
  });
  const share = (keep: (words: (typeof wordsOf)[number]) => boolean) =>
    wordsOf.filter(keep).length / Math.max(1, large.length);
  return [share(({ isNamed }) => isNamed), share(({ isNamed, isPossible }) => isNamed || isPossible)];
}

/** GetQuote, card_arrival and "Card arrival" are the same words. */
function stemsOf(text: string): Set<string> {
  const words = text.replace(/([a-z])([A-Z])/g, '$1 $2').split(/[^\p{L}\p{N}']+/u);
  return new Set(words.flatMap((word) => stemOf(word) ?? []));
}

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Matrix } from '../src/insights/embedding/matrix.js';
import { MiningProcess } from '../src/insights/embedding/mining-process.js';
import { adjustedRand, bCubed } from '../src/insights/themes/agreement.js';
import { DEVELOPER_SETS, type LabelledText } from './sets.js';

/**
 * Side by side with BERTopic (UMAP and HDBSCAN as it presets them) on the same vectors and texts: time from vectors to named
 * themes, and agreement with people's labels; unassigned messages count as groups of one. BERTopic's time is that of a second
 * run in a process that has compiled everything; ours that of the whole call, its way to the mining process and back included.
 * Our own 120 messages are too few for it. Python with its packages is put into a throw-away folder by pip; PYTHON names an interpreter that already has them.
 */
const PACKAGES = ['numpy', 'scikit-learn', 'umap-learn', 'hdbscan', 'pandas', 'plotly', 'tqdm', 'pyyaml', 'scipy'];
const REPEATS = 3;
const folder = mkdtempSync(join(tmpdir(), 'bertopic-'));

/** An interpreter with BERTopic, without the encoders it would bring; null when it cannot be had. */
function python(): string | null {
  if (process.env.PYTHON) return process.env.PYTHON;
  const own = join(folder, 'python/bin/python');
  const pip = (...args: string[]) => execFileSync(own, ['-m', 'pip', 'install', '-q', ...args], { stdio: 'ignore' });
  try {
    execFileSync('python3', ['-m', 'venv', join(folder, 'python')], { stdio: 'ignore' });
    pip(...PACKAGES);
    pip('--no-deps', 'bertopic');
    return own;
  } catch {
    return null;
  }
}

interface Prepared {
  name: string;
  folder: string;
  labels: number;
  truth: number[];
  texts: string[];
  vectors: Matrix;
}

async function prepared(name: string, set: LabelledText[]): Promise<Prepared> {
  const names = [...new Set(set.map(({ label }) => label))];
  const texts = set.map(({ text }) => text);
  const vectors = await mining.embed(texts);
  const own = mkdtempSync(join(folder, 'set-'));
  writeFileSync(join(own, 'texts.json'), JSON.stringify(texts));
  writeFileSync(join(own, 'vectors.f32'), vectors.data);
  const truth = set.map(({ label }) => names.indexOf(label));
  return { name, folder: own, labels: names.length, truth, texts, vectors };
}

async function ours(vectors: Matrix, texts: string[]): Promise<{ labels: number[]; seconds: number }> {
  const seconds: number[] = [];
  let labels: number[] = [];
  for (let i = 0; i < REPEATS; i++) {
    const start = performance.now();
    labels = Array.from((await mining.call('mine', { vectors, texts })).assignments);
    seconds.push((performance.now() - start) / 1000);
  }
  return { labels, seconds: seconds.sort((a, b) => a - b)[REPEATS >> 1]! };
}

function line(
  name: string,
  { seconds, labels, truth }: { seconds: number; labels: number[]; truth: number[] },
): string {
  const themes = new Set(labels.filter((j) => j >= 0)).size;
  const unassigned = (100 * labels.filter((j) => j < 0).length) / labels.length;
  return `  ${name.padEnd(10)} ${seconds.toFixed(2).padStart(7)} s  ARI ${adjustedRand(labels, truth).toFixed(3)}  B3-F1 ${bCubed(labels, truth).toFixed(3)}  ${String(themes).padStart(4)} themes  ${unassigned.toFixed(1).padStart(5)} % unassigned`;
}

async function compare({ name, folder: own, labels, truth, texts, vectors }: Prepared): Promise<void> {
  const theirs = JSON.parse(readFileSync(join(own, 'themes.json'), 'utf8')) as { labels: number[]; seconds: number };
  const hearback = await ours(vectors, texts);
  console.log(`${name}: ${texts.length} messages, ${labels} labels`);
  console.log(line('Hearback', { ...hearback, truth }));
  console.log(line('BERTopic', { ...theirs, truth }));
  const ahead = adjustedRand(hearback.labels, truth) - adjustedRand(theirs.labels, truth);
  const times = (theirs.seconds / hearback.seconds).toFixed(1);
  console.log(`  ${times} x as fast, ARI ${ahead >= 0 ? '+' : ''}${ahead.toFixed(3)}`);
}

async function compareAll(interpreter: string): Promise<void> {
  const sets: Prepared[] = [];
  for (const [name, read] of DEVELOPER_SETS.slice(1)) {
    const set = await read();
    if (set) sets.push(await prepared(name, set));
  }
  const args = [join(import.meta.dirname, 'bertopic-themes.py'), ...sets.map((set) => set.folder)];
  const first = execFileSync(interpreter, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  console.log(`BERTopic's very first run, which compiles: ${first.trim()} s; the times below are warm`);
  for (const set of sets) await compare(set);
}

const mining = new MiningProcess({ memoryMb: 3000 });
try {
  const interpreter = python();
  if (interpreter) await compareAll(interpreter);
  else console.log('SKIPPED: Python with BERTopic could not be installed by pip');
} finally {
  await mining.close();
  rmSync(folder, { recursive: true });
}

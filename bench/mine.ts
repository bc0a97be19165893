import { kmeans } from 'ml-kmeans';
import { Kernels } from '../src/insights/embedding/kernels.js';
import { row, slice, type Matrix } from '../src/insights/embedding/matrix.js';
import { shippedModels } from '../src/insights/embedding/model-folder.js';
import { plantedVectors } from '../src/insights/themes/fixtures/planted-vectors.js';
import { mineThemes } from '../src/insights/themes/mine-themes.js';
import { refitCurve } from './refit-curve.js';

/**
 * Time and memory of mining (vectors and texts in, named themes out), and the assignment step beside a typed-array loop and
 * ml-kmeans in the same run. Sizes may be given: npm run bench:mine -- 10000 100000 300000
 */
const sizes = process.argv
  .slice(2)
  .map(Number)
  .filter((n) => n > 0);
const kernels = await Kernels.open(shippedModels('kernels'), 2);
const words =
  'card payment refund invoice login password export calendar report invite crash sync delivery account transfer limit'.split(
    ' ',
  );

async function timed<T>(work: () => T | Promise<T>): Promise<{ ms: number; result: T }> {
  const start = performance.now();
  const result = await work();
  return { ms: performance.now() - start, result };
}

/** The four-lane loop that the kernels replace. */
function loop(x: Matrix, centroids: Matrix): Int32Array {
  const index = new Int32Array(x.rows);
  for (let i = 0; i < x.rows; i++) {
    const a = row(x, i);
    let best = -Infinity;
    for (let j = 0; j < centroids.rows; j++) {
      const b = row(centroids, j);
      let sum = 0;
      for (let c = 0; c < a.length; c++) sum += a[c]! * b[c]!;
      if (sum > best) [best, index[i]] = [sum, j];
    }
  }
  return index;
}

async function compareAssignment(n: number, d: number, k: number): Promise<void> {
  const { vectors } = plantedVectors(n, k, { cols: d });
  const centroids = slice(vectors, 0, k);
  await kernels.nearest(vectors, centroids);
  const kernel = await timed(() => kernels.nearest(vectors, centroids));
  const plain = await timed(() => loop(vectors, centroids));
  const same = plain.result.filter((j, i) => j === kernel.result.index[i]).length / n;
  const few = Math.min(n, 2000);
  const points = Array.from({ length: few }, (_, i) => Array.from(row(vectors, i)));
  const library = await timed(() =>
    kmeans(points, k, { seed: 1, initialization: points.slice(0, k), maxIterations: 1 }),
  );
  const flops = 2 * n * d * k;
  const rate = (ms: number, work = flops) => `${(work / ms / 1e6).toFixed(1)} GFlop/s`;
  console.log(
    `assign ${n} x ${d} to ${k}: kernel ${kernel.ms.toFixed(0)} ms (${rate(kernel.ms)}), typed-array loop ${plain.ms.toFixed(0)} ms (${rate(plain.ms)}), ratio ${(plain.ms / kernel.ms).toFixed(1)}; same answer ${(100 * same).toFixed(2)} %`,
  );
  const scaled = (library.ms * n) / few;
  console.log(
    `  one ml-kmeans iteration on ${few} rows ${library.ms.toFixed(0)} ms, by proportion ${scaled.toFixed(0)} ms for ${n}: ratio ${(scaled / kernel.ms).toFixed(1)}`,
  );
}

function textOf(j: number, i: number): string {
  return `My ${words[j % 16]} has a ${words[(j >> 2) % 16]} problem number ${i % 97} since the ${words[(i * 7) % 16]} changed`;
}

async function mine(n: number): Promise<void> {
  const { vectors, group } = plantedVectors(n, 120, { cols: 384, noise: 1.1 });
  const texts = Array.from(group, textOf);
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  let peak = before;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 20);
  const { ms, result } = await timed(() => mineThemes(kernels, { vectors, texts }));
  clearInterval(watch);
  const own = vectors.data.byteLength;
  console.log(
    `mine ${n} x 384: ${(ms / 1000).toFixed(2)} s, ${result.themes.length} themes; ${((1e6 * ms) / n / 1000).toFixed(0)} us a message; memory beside the vectors ${((peak - before) / 1e6).toFixed(0)} MB, together ${((peak - before + own) / own).toFixed(1)} x the vectors`,
  );
}

await compareAssignment(10_000, 64, 200);
await compareAssignment(10_000, 384, 100);
for (const n of sizes.length > 0 ? sizes : [1000, 10_000, 100_000]) await mine(n);
for (const n of sizes.length > 0 ? [] : [30_000, 100_000, 300_000, 1_000_000])
  console.log(await refitCurve(kernels, n, (i) => textOf(i % 120, i)));
await kernels.close();

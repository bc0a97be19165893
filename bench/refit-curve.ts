import type { Kernels } from '../src/insights/embedding/kernels.js';
import { normaliseRows, row, zeros, type Matrix } from '../src/insights/embedding/matrix.js';
import { plantedVectors } from '../src/insights/themes/fixtures/planted-vectors.js';
import { ASSIGN_AT } from '../src/insights/themes/lifecycle/assign-online.js';
import { place } from '../src/insights/themes/lifecycle/place.js';
import { refit } from '../src/insights/themes/lifecycle/refit.js';
import { mulberry32 } from '../src/insights/themes/mulberry32.js';

const THEMES = 200;
const COLS = 384;
/** As in fit-inputs.ts and spread.ts. */
const SAMPLE = 100_000;
const PAGE = 4000;

/**
 * What the weekly refit of n statements costs: a warm start on a sample of at most 100,000, then every other statement to its
 * nearest theme, a page at a time, so that memory stops growing at the sample. Vectors are planted: 200 groups with noise, a
 * tenth of the rows not in any theme yet. The tables are not in these times: refit-database.ts has the whole.
 *
 * Beyond 100,000 the curve is a line of a microsecond or two a statement, so 1,000,000 need no other way: this process holds
 * the sample, its texts and 16 bytes of id for each other statement, the mining process the sample and one page. A window of
 * 10,000,000 would want its pages spread over several workers, which `place` allows as it is: pages do not depend on each other.
 */
export async function refitCurve(kernels: Kernels, n: number, texts: (i: number) => string): Promise<string> {
  const { vectors: centres } = plantedVectors(THEMES, 1, { cols: COLS, noise: 20 });
  const random = mulberry32(n);
  const rows = Math.min(n, SAMPLE);
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  let peak = before;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 20);
  const sample = around(centres, rows, random);
  const start = performance.now();
  const fitted = await refit(kernels, {
    ...sample,
    texts: Array.from({ length: rows }, (_, i) => texts(i)),
    people: Array.from({ length: rows }, (_, i) => `p${i % 50_000}`),
    fixed: [],
    centroids: centres,
    pinned: [],
    notAnIssue: [],
    neverMerge: [],
  });
  const fit = performance.now() - start;
  let spread = 0;
  for (let from = rows; from < n; from += PAGE) {
    const page = around(centres, Math.min(PAGE, n - from), random);
    const at = performance.now();
    await place(kernels, { ...page, centroids: fitted.centroids, assignAt: ASSIGN_AT });
    spread += performance.now() - at;
  }
  clearInterval(watch);
  const { before: had, kept } = fitted.stability;
  return `refit ${String(n).padStart(7)} x ${COLS}: sample ${rows} in ${(fit / 1000).toFixed(2)} s, the others in ${(spread / 1000).toFixed(2)} s, ${((1000 * (fit + spread)) / n).toFixed(0)} us a message; ${((peak - before) / 1e6).toFixed(0)} MB, ${((1000 * kept) / had / 10).toFixed(1)} % kept their theme`;
}

/** Rows around the centres, with the theme they are in. */
function around(centres: Matrix, rows: number, random: () => number): { vectors: Matrix; current: Int32Array } {
  const vectors = zeros(rows, centres.cols);
  const current = new Int32Array(rows);
  const scale = 1.5 / Math.sqrt(centres.cols);
  for (let i = 0; i < rows; i++) {
    const theme = Math.floor(random() * centres.rows);
    current[i] = random() < 0.1 ? -1 : theme;
    const centre = row(centres, theme);
    const out = row(vectors, i);
    for (let j = 0; j < out.length; j++) out[j] = centre[j]! + (2 * random() - 1) * scale;
  }
  return { vectors: normaliseRows(vectors), current };
}

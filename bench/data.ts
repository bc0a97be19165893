import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { matrixOf, type Matrix } from '../src/insights/embedding/matrix.js';
import { MiningProcess } from '../src/insights/embedding/mining-process.js';

/** Public data sets are not part of the repository; benchmarks say which they skipped. */
export const DATA = process.env.DATA_DIR ?? '../shared/data';

/** True when the set is there; otherwise says plainly that it was skipped. */
export function isThere(path: string): boolean {
  if (existsSync(join(DATA, path))) return true;
  console.log(`SKIPPED: ${path} is not in ${DATA} (set DATA_DIR)`);
  return false;
}

export function readCsv(path: string): Record<string, string>[] {
  return parse(readFileSync(join(DATA, path), 'utf8'), { columns: true }) as Record<string, string>[];
}

export function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(join(DATA, path), 'utf8')) as T;
}

export function readJsonl<T>(path: string): T[] {
  const lines = readFileSync(join(DATA, path), 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as T);
}

/** Vectors of many texts by the shipped encoder. */
export async function embedAll(texts: readonly string[]): Promise<Matrix> {
  const mining = new MiningProcess();
  try {
    const { data, cols } = await mining.embed(texts);
    return matrixOf(data, cols);
  } finally {
    await mining.close();
  }
}

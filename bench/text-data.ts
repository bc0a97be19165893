import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface ReplyPair {
  id: string;
  source: string;
  text: string;
  html?: string;
  expected_reply: string;
}

export interface MarkedText {
  text: string;
  spans: { start: number; end: number; type: string }[];
}

const FOLDER = process.env.DATA_DIR ?? '../shared/data';

/** Rows of a JSONL file of the data folder; null, and a sentence on the console, when it is not there. */
export function rowsOf<T>(file: string): T[] | null {
  const path = join(FOLDER, file);
  if (!existsSync(path)) {
    console.log(`SKIPPED: ${path} is not there (set DATA_DIR to the folder that holds it)`);
    return null;
  }
  const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean);
  return lines.map((line): T => JSON.parse(line));
}

/** Texts of a plain CSV whose first column is the text, good enough to count what is masked where nothing personal stands. */
export function textsOf(file: string): string[] | null {
  const path = join(FOLDER, file);
  if (!existsSync(path)) {
    console.log(`SKIPPED: ${path} is not there (set DATA_DIR to the folder that holds it)`);
    return null;
  }
  const lines = readFileSync(path, 'utf8').split('\n').slice(1).filter(Boolean);
  return lines.map((line) => line.replace(/,[^,]*$/, '').replace(/^"|"$/g, ''));
}

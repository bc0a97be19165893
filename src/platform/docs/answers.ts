import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the handlers answer, by operation id, with the named types that they share. Written by `npm run api:answers`. */
export interface Answers {
  operations: Record<string, { content: string; schema: Record<string, unknown> }>;
  schemas: Record<string, Record<string, unknown>>;
}

/** Types are gone when the service runs; what they said of the answers lies beside this file. */
export function answers(): Answers {
  return JSON.parse(readFileSync(join(import.meta.dirname, 'answers.json'), 'utf8')) as Answers;
}

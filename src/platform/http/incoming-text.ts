import type { FastifyRequest } from 'fastify';
import { normalizeText } from '../text.js';

/** Normalises path parameters and the query before anything validates or stores them. Bodies are done by their parsers. */
export function normalizeAddress(request: FastifyRequest, _reply: unknown, done: () => void): void {
  normalizeInPlace(request.params);
  normalizeInPlace(request.query);
  done();
}

function normalizeInPlace(values: unknown): void {
  if (typeof values !== 'object' || values === null) return;
  const record = values as Record<string, unknown>;
  for (const [name, value] of Object.entries(record)) {
    const clean = normalizeText(name);
    if (clean !== name) delete record[name];
    record[clean] = Array.isArray(value)
      ? value.map((item) => normalizeText(String(item)))
      : normalizeText(String(value));
  }
}

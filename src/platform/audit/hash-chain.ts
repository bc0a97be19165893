import { createHash } from 'node:crypto';
import type { AuditEntry } from './audit-entry.entity.js';

export const CHAIN_START = '0'.repeat(64);

/** SHA-256 over the previous hash and every field in a fixed order and spelling, so that no later change goes unseen. */
export function hashOf(entry: Omit<AuditEntry, 'hash'>): string {
  const { position, at, actorKind, actorId, actorName, action, subject, detail, previousHash } = entry;
  const fields = [
    previousHash,
    position,
    at.toISOString(),
    actorKind,
    actorId,
    actorName,
    action,
    subject,
    canonical(detail),
  ];
  return createHash('sha256').update(JSON.stringify(fields)).digest('hex');
}

/** The position of the first row that does not follow from the one before, or null when the rows are whole. */
export function firstBreak(
  entries: readonly AuditEntry[],
  previousHash = CHAIN_START,
  previousPosition = 0,
): number | null {
  let hash = previousHash;
  let position = previousPosition;
  for (const entry of entries) {
    position += 1;
    if (entry.position !== position || entry.previousHash !== hash || hashOf(entry) !== entry.hash)
      return entry.position;
    hash = entry.hash;
  }
  return null;
}

/** jsonb forgets the order of keys, so they are sorted before hashing. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const record = value as Record<string, unknown>;
  return Object.keys(record)
    .sort()
    .map((key) => [key, canonical(record[key])]);
}

import { randomUUID } from 'node:crypto';
import type { ImportBatch } from './import-batch.entity.js';

/** A batch at its beginning. */
export function newBatch(
  facts: Pick<ImportBatch, 'fileName' | 'fileHash' | 'source' | 'mapping'> & { now: Date; bytes: number },
): ImportBatch {
  const { fileName, fileHash: hash, source, mapping, now, bytes } = facts;
  return {
    id: randomUUID(),
    kind: 'tickets',
    fileName,
    fileHash: hash,
    source,
    mapping,
    state: 'running',
    nextLine: 0,
    imported: 0,
    unchanged: 0,
    refused: 0,
    reason: null,
    storedAs: null,
    bytes: String(bytes),
    bytesRead: null,
    claimedUntil: null,
    createdAt: now,
    finishedAt: null,
  };
}

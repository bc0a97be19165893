import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { ColumnMapping } from './guess-columns.js';

/** Equal for the same bytes read with the same mapping: such a file changes nothing when it comes again. */
export async function fileHash(path: string, mapping: ColumnMapping): Promise<string> {
  const ordered = Object.entries(mapping).sort(([a], [b]) => (a < b ? -1 : 1));
  const hash = createHash('sha256').update(JSON.stringify(ordered));
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

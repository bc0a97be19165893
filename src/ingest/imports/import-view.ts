import { setTimeout as pause } from 'node:timers/promises';
import type { ImportBatch } from './import-batch.entity.js';

export interface ImportView {
  id: string;
  fileName: string;
  source: string;
  state: ImportBatch['state'];
  mapping: ImportBatch['mapping'];
  imported: number;
  unchanged: number;
  refused: number;
  /** Between 0 and 1; null when it is not known yet. */
  progress: number | null;
  reason: string | null;
  createdAt: Date;
  finishedAt: Date | null;
}

export function viewOf(batch: ImportBatch): ImportView {
  const { id, fileName, source, state, mapping, imported, unchanged, refused, reason, createdAt, finishedAt } = batch;
  return {
    id,
    fileName,
    source,
    state,
    mapping,
    imported,
    unchanged,
    refused,
    progress: progressOf(batch),
    reason,
    createdAt,
    finishedAt,
  };
}

function progressOf({ state, bytes, bytesRead }: ImportBatch): number | null {
  if (state === 'done') return 1;
  return bytes && bytesRead ? Math.min(1, Number(bytesRead) / Number(bytes)) : null;
}

const LOOK_EVERY_MS = 500;
/** Nobody watches for longer; a client that does asks again. */
const LONGEST_WATCH_MS = 60 * 60_000;

/** The state of an import whenever it has changed, until it has ended. */
export async function* watch(read: () => Promise<ImportBatch>): AsyncGenerator<ImportView> {
  let last = '';
  for (let waited = 0; waited < LONGEST_WATCH_MS; waited += LOOK_EVERY_MS) {
    const view = viewOf(await read());
    const text = JSON.stringify(view);
    if (text !== last) yield view;
    if (view.state === 'done' || view.state === 'failed') return;
    last = text;
    await pause(LOOK_EVERY_MS);
  }
}

import { Ingest1700000001000 } from './0001-ingest.js';

/** In order. Merged migrations are never edited: a change is a new file. */
export const migrations = [Ingest1700000001000];

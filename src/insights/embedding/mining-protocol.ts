import type { MineInput, MineOutput } from '../themes/mine-themes.js';
import type { RefitInput, RefitOutput } from '../themes/lifecycle/refit.js';
import type { Placed, PlaceInput } from '../themes/lifecycle/place.js';
import type { NearbyInput, NearbyOutput } from '../trends/nearby.js';
import type { SecondTheme, SentenceInput } from '../themes/second-themes.js';
import type { HeldQuestion, HeldRows } from './held-vectors.js';
import type { Matrix } from './matrix.js';
import type { EmbeddingModel } from './model-folder.js';

/** What the mining process can be asked. Matrices travel beside the arguments, in parts. */
export interface Operations {
  embed: { args: { texts: string[]; interactive: boolean }; result: Matrix };
  mine: { args: MineInput; result: MineOutput };
  refit: { args: RefitInput; result: RefitOutput };
  /** The nearest theme of each of some messages. */
  place: { args: PlaceInput; result: Placed };
  /** Neighbours of the newest messages of a window, for the burst scan. */
  nearby: { args: NearbyInput; result: NearbyOutput };
  /** Further themes of messages, from their sentences. */
  second: { args: SentenceInput; result: SecondTheme[] };
  /** Dot products of every row with every column: keep rows x columns below some millions. */
  similarities: { args: { rows: Matrix; columns: Matrix }; result: Matrix };
  topk: { args: { queries: Matrix; rows: Matrix; k: number }; result: { index: Int32Array; similarity: Matrix } };
  /** Keeps rows under a name for `search`, a page at a time; an older version of the name is dropped. */
  hold: { args: HeldRows; result: { rows: number } };
  /** null when this version is not held: after a restart, or when it has been replaced. */
  search: {
    args: HeldQuestion;
    result: { index: Int32Array; similarity: Float32Array } | null;
  };
}
export type Operation = keyof Operations;

export interface Shape {
  rows: number;
  cols: number;
}

export type ToChild =
  | { type: 'call'; id: number; op: Operation; args: Record<string, unknown>; parts: Record<string, Shape> }
  | { type: 'part'; id: number; name: string; offset: number; data: Float32Array };

export type ToParent =
  | { type: 'ready'; model: EmbeddingModel | null; failure: string | null }
  | { type: 'result'; id: number; result: unknown }
  | { type: 'error'; id: number; message: string; kind: 'range' | 'model' | 'other' }
  | { type: 'over-memory'; rssMb: number };

/** How the child is told what to load; passed as its one argument, in JSON. */
export interface ChildSettings {
  /** Null: vectors come from elsewhere. */
  modelFolder: string | null;
  kernelsFolder: string;
  threads: number;
  memoryMb: number;
}

/** One IPC message carries at most this many numbers (4 MB), so that sending never blocks the event loop for long. */
export const PART_NUMBERS = 1_000_000;

export function isMatrix(value: unknown): value is Matrix {
  return (
    typeof value === 'object' &&
    value !== null &&
    'data' in value &&
    value.data instanceof Float32Array &&
    'cols' in value
  );
}

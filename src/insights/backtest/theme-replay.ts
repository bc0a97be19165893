import { dot, gather, row, stack, type Matrix } from '../embedding/matrix.js';
import { assignOnline } from '../themes/lifecycle/assign-online.js';
import type { RefitInput, RefitOutput } from '../themes/lifecycle/refit.js';
import type { MineInput, MineOutput } from '../themes/mine-themes.js';
import type { ThemeName } from '../themes/naming/name-themes.js';
import type { NearbyInput, NearbyOutput } from '../trends/nearby.js';
import type { History } from './history.js';

/** The heavy work, done by the mining process (or, in a benchmark, by the kernels directly). */
export interface Miner {
  mine(args: MineInput): Promise<MineOutput>;
  refit(args: RefitInput): Promise<RefitOutput>;
  nearby(args: NearbyInput): Promise<NearbyOutput>;
}

const FIRST_FIT_DAY = 21;
/** Themes found among three weeks are few and coarse: they are looked for once more after six. */
const SECOND_FIT_DAY = 42;
const WINDOW_DAYS = 84;
/** Themes of a new search that are at least this near to an old one carry on its id. */
const SAME_THEME = 0.85;

/** Themes as they would have been on each day: first fit, online assignment, weekly refit. */
export class ThemeReplay {
  /** Number of the theme of each message so far; -1: none. */
  readonly assigned: Int32Array;
  private centroids: Matrix;
  private names: ThemeName[] = [];
  private ids: number[] = [];
  private nextId = 1;

  constructor(
    private readonly history: History,
    private readonly miner: Miner,
  ) {
    this.assigned = new Int32Array(history.messages.length).fill(-1);
    this.centroids = stack([], history.vectors.cols);
  }

  /** The id of a theme number; ids outlive a new search when the theme is the same. */
  idOf(theme: number): string | null {
    return theme < 0 ? null : `t${this.ids[theme]!}`;
  }

  nameOf(theme: number): ThemeName | null {
    return this.names[theme] ?? null;
  }

  get count(): number {
    return this.ids.length;
  }

  /** Before the messages of a day come in: fits when one is due. Returns what is due, or null. */
  async startDay(day: number): Promise<'search' | 'refit' | null> {
    if (day === FIRST_FIT_DAY || day === SECOND_FIT_DAY) return this.search(day);
    if (this.ids.length === 0 || day % 7 !== 0) return null;
    return this.refit(day);
  }

  /** Assigns the messages of a day as they come in. */
  assign(rows: readonly number[]): void {
    for (const i of rows) this.assigned[i] = assignOnline(row(this.history.vectors, i), this.centroids)?.theme ?? -1;
  }

  private windowBefore(day: number): number[] {
    const all = Array.from(this.history.day.keys());
    return all.filter((i) => this.history.day[i]! < day && this.history.day[i]! >= day - WINDOW_DAYS);
  }

  private async search(day: number): Promise<'search' | null> {
    const rows = this.windowBefore(day);
    const { messages, vectors } = this.history;
    const found = await this.miner.mine({
      vectors: gather(vectors, rows),
      texts: rows.map((i) => messages[i]!.text),
      customers: rows.map((i) => messages[i]!.customer),
    });
    if (found.themes.length === 0) return null;
    this.ids = this.carryIds(found.centroids);
    this.centroids = found.centroids;
    this.names = found.themes;
    rows.forEach((i, r) => (this.assigned[i] = found.assignments[r]!));
    await this.refit(day);
    return 'search';
  }

  private carryIds(centroids: Matrix): number[] {
    const free = new Set(this.ids.keys());
    return Array.from({ length: centroids.rows }, (_, j) => {
      const old = [...free].map((k) => ({ k, cosine: dot(row(this.centroids, k), row(centroids, j)) }));
      const best = old.reduce((a, b) => (b.cosine > a.cosine ? b : a), { k: -1, cosine: SAME_THEME });
      if (best.k < 0) return this.nextId++;
      free.delete(best.k);
      return this.ids[best.k]!;
    });
  }

  private async refit(day: number): Promise<'refit'> {
    const rows = this.windowBefore(day);
    const { messages, vectors } = this.history;
    const found = await this.miner.refit({
      vectors: gather(vectors, rows),
      texts: rows.map((i) => messages[i]!.text),
      people: rows.map((i) => messages[i]!.customer),
      current: Int32Array.from(rows, (i) => this.assigned[i]!),
      fixed: [],
      centroids: this.centroids,
      pinned: [],
      notAnIssue: [],
      neverMerge: [],
    });
    rows.forEach((i, r) => (this.assigned[i] = found.assignments[r]!));
    this.centroids = found.centroids;
    while (this.ids.length < found.centroids.rows) this.ids.push(this.nextId++);
    this.names = found.names.map((name, j) => this.names[j] ?? name);
    return 'refit';
  }
}

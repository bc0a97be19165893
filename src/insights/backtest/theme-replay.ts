import { gather, row, stack, type Matrix } from '../embedding/matrix.js';
import type { MiningProcess } from '../embedding/mining-process.js';
import { ASSIGN_AT, assignOnline } from '../themes/lifecycle/assign-online.js';
import { fitDue } from '../themes/lifecycle/fit-due.js';
import { heirsOf, overlapsOf } from '../themes/lifecycle/heirs.js';
import type { RefitInput, RefitOutput } from '../themes/lifecycle/refit.js';
import type { MineInput, MineOutput } from '../themes/mine-themes.js';
import type { ThemeName } from '../themes/naming/name-themes.js';
import { THEME_WINDOW_DAYS } from '../themes/theme-window.js';
import type { NearbyInput, NearbyOutput } from '../trends/nearby.js';
import type { History } from './history.js';

/** The heavy work, done by the mining process (or, in a benchmark, by the kernels directly). */
export interface Miner {
  mine(args: MineInput): Promise<MineOutput>;
  refit(args: RefitInput): Promise<RefitOutput>;
  nearby(args: NearbyInput): Promise<NearbyOutput>;
}

/** The mining process as a miner. */
export function minerOf(mining: Pick<MiningProcess, 'call'>): Miner {
  return {
    mine: (args) => mining.call('mine', args),
    refit: (args) => mining.call('refit', args),
    nearby: (args) => mining.call('nearby', args),
  };
}

/** Themes as they would have been on each day, by the rules of the service: searches, online assignment, weekly refits. */
export class ThemeReplay {
  /** Number of the theme of each message so far; -1: none. */
  readonly assigned: Int32Array;
  private centroids: Matrix;
  private names: ThemeName[] = [];
  private ids: string[] = [];
  private last: { day: number; discoveredAmong: number } | null = null;
  private nextId = 1;
  private assignAt = ASSIGN_AT;

  constructor(
    private readonly history: History,
    private readonly miner: Miner,
  ) {
    this.assigned = new Int32Array(history.messages.length).fill(-1);
    this.centroids = stack([], history.vectors.cols);
  }

  /** The id of a theme number; ids outlive a new search when the theme is the same. */
  idOf(theme: number): string | null {
    return theme < 0 ? null : this.ids[theme]!;
  }

  nameOf(theme: number): ThemeName | null {
    return this.names[theme] ?? null;
  }

  get count(): number {
    return this.ids.length;
  }

  /** Before the messages of a day come in: fits when one is due. */
  async startDay(day: number): Promise<void> {
    const rows = this.windowBefore(day);
    const last = this.last && { ...this.last, isThisWeek: this.last.day >= day - (day % 7), encoderId: 0 };
    const kind = fitDue({ ready: rows.length, waiting: 0, last, encoderId: 0 });
    if (kind === null) return;
    if (kind === 'weekly') await this.refit(rows);
    else await this.search(rows);
    this.last = { day, discoveredAmong: kind === 'weekly' ? this.last!.discoveredAmong : rows.length };
  }

  /** Assigns the messages of a day as they come in. */
  assign(rows: readonly number[]): void {
    for (const i of rows)
      this.assigned[i] = assignOnline(row(this.history.vectors, i), this.centroids, this.assignAt)?.theme ?? -1;
  }

  private windowBefore(day: number): number[] {
    const all = Array.from(this.history.day.keys());
    return all.filter((i) => this.history.day[i]! < day && this.history.day[i]! >= day - THEME_WINDOW_DAYS);
  }

  private async search(rows: readonly number[]): Promise<void> {
    const { messages, vectors } = this.history;
    const found = await this.miner.mine({
      vectors: gather(vectors, rows),
      texts: rows.map((i) => messages[i]!.text),
      customers: rows.map((i) => messages[i]!.customer),
    });
    const before = rows.map((i) => this.idOf(this.assigned[i]!));
    const heirs = heirsOf(overlapsOf(before, found.assignments), new Set(this.ids));
    this.ids = found.themes.map((_, j) => heirs.get(j) ?? `t${this.nextId++}`);
    this.centroids = found.centroids;
    this.assignAt = found.assignAt;
    this.names = found.themes;
    this.assigned.fill(-1);
    rows.forEach((i, r) => (this.assigned[i] = found.assignments[r]!));
  }

  private async refit(rows: readonly number[]): Promise<void> {
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
      assignAt: this.assignAt,
    });
    rows.forEach((i, r) => (this.assigned[i] = found.assignments[r]!));
    this.centroids = found.centroids;
    while (this.ids.length < found.centroids.rows) this.ids.push(`t${this.nextId++}`);
    this.names = found.names.map((name, j) => this.names[j] ?? name);
  }
}

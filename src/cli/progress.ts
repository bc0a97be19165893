import { Presets, SingleBar } from 'cli-progress';

export interface Progress {
  /** Adds to what is done. */
  advance(by?: number): void;
  /** Sets what is done and, when it has become known, the total. */
  to(done: number, total?: number): void;
  stop(): void;
}

const SILENT: Progress = { advance: () => {}, to: () => {}, stop: () => {} };

/** A bar on stderr while stderr is a terminal; nothing at all when piped. Unit is a plural noun ("lines", "bytes"). */
export function startProgress(label: string, total: number, unit: string): Progress {
  if (!process.stderr.isTTY) return SILENT;
  const format = `${label} {bar} {percentage}% | {value}/{total} ${unit} | {eta_formatted} left`;
  const bar = new SingleBar(
    { format, stream: process.stderr, hideCursor: true, clearOnComplete: false },
    Presets.shades_classic,
  );
  bar.start(total, 0);
  return {
    advance: (by = 1) => bar.increment(by),
    to: (done, newTotal) => {
      if (newTotal !== undefined) bar.setTotal(newTotal);
      bar.update(done);
    },
    stop: () => bar.stop(),
  };
}

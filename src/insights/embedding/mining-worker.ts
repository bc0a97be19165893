import { parentPort, workerData } from 'node:worker_threads';
import { refit, type RefitInput } from '../themes/lifecycle/refit.js';
import { mineThemes, type MineInput } from '../themes/mine-themes.js';
import { Kernels } from './kernels.js';
import type { ChildSettings } from './mining-protocol.js';

/** The thread in which themes are found: one call after the other. */

type Request = { id: number } & ({ op: 'mine'; args: MineInput } | { op: 'refit'; args: RefitInput });

const port = parentPort!;
const settings = workerData as ChildSettings;
const kernels = Kernels.open(settings.kernelsFolder, settings.threads);
let before: Promise<void> = Promise.resolve();

async function answer(request: Request): Promise<void> {
  try {
    const ready = await kernels;
    const result = request.op === 'mine' ? await mineThemes(ready, request.args) : await refit(ready, request.args);
    port.postMessage({ id: request.id, result });
  } catch (error) {
    port.postMessage({
      id: request.id,
      error: { message: (error as Error).message, range: error instanceof RangeError },
    });
  }
}

port.on('message', (request: Request) => {
  before = before.then(() => answer(request));
});

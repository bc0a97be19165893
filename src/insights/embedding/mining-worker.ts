import { parentPort, workerData } from 'node:worker_threads';
import { refit, type RefitInput } from '../themes/lifecycle/refit.js';
import { mineThemes, type MineInput } from '../themes/mine-themes.js';
import { nearbyMessages, type NearbyInput } from '../trends/nearby.js';
import { Kernels } from './kernels.js';
import type { ChildSettings } from './mining-protocol.js';

/** The thread in which themes are found: one call after the other. */

type Request = { id: number } & (
  { op: 'mine'; args: MineInput } | { op: 'refit'; args: RefitInput } | { op: 'nearby'; args: NearbyInput }
);

const port = parentPort!;
const settings = workerData as ChildSettings;
const kernels = Kernels.open(settings.kernelsFolder, settings.threads);
let before: Promise<void> = Promise.resolve();

function run(ready: Kernels, request: Request): Promise<unknown> {
  if (request.op === 'mine') return mineThemes(ready, request.args);
  return request.op === 'refit' ? refit(ready, request.args) : nearbyMessages(ready, request.args);
}

async function answer(request: Request): Promise<void> {
  try {
    const ready = await kernels;
    port.postMessage({ id: request.id, result: await run(ready, request) });
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

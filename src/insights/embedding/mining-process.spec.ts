import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dot, matrixOf, row } from './matrix.js';
import { MiningError, MiningProcess } from './mining-process.js';
import { ModelError, shippedModels } from './model-folder.js';

const folder = mkdtempSync(join(tmpdir(), 'mining-process-'));
const started: MiningProcess[] = [];
afterAll(async () => {
  await Promise.all(started.map((mining) => mining.close(0)));
  rmSync(folder, { recursive: true });
});

function start(options: ConstructorParameters<typeof MiningProcess>[0] = {}): MiningProcess {
  const mining = new MiningProcess({ threads: 1, ...options });
  started.push(mining);
  return mining;
}

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 2000 && !condition(); tries++) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(condition()).toBe(true);
}

const issues = Array.from({ length: 300 }, (_, i) => `My card number ${i} has still not arrived after ${i % 9} weeks`);

describe('the mining process', () => {
  const mining = start();

  it('puts the same issue in other words nearer than another issue', async () => {
    const texts = ['Where is my new card?', 'The card you sent has not arrived', 'How do I close my account?'];
    const vectors = await mining.embed(texts);
    expect([vectors.rows, vectors.cols]).toEqual([3, 384]);
    const cosine = (i: number, j: number) => dot(row(vectors, i), row(vectors, j));
    expect(cosine(0, 0)).toBeCloseTo(1, 5);
    expect(cosine(0, 1)).toBeGreaterThan(cosine(0, 2) + 0.2);
  });

  it('gives a text the same vector whatever is embedded beside it', async () => {
    const alone = await mining.embed([issues[7]!]);
    const among = await mining.embed(issues.slice(0, 40));
    expect(Array.from(row(among, 7))).toEqual(Array.from(alone.data));
  });

  it('takes emoji, Thai, nothing, broken surrogates and 100 kB', async () => {
    const odd = ['😀😀', 'บัตรของฉันหาย', '', '\ud800 broken', 'long words '.repeat(10_000)];
    const vectors = await mining.embed(odd);
    for (let i = 0; i < odd.length; i++) expect(dot(row(vectors, i), row(vectors, i))).toBeCloseTo(1, 4);
  });

  it('finishes a call whose process was killed with SIGKILL', async () => {
    const before = await mining.embed(issues);
    const { pid, restarts } = mining.state();
    let killed = false;
    const after = await mining.embed(issues, {
      onProgress: () => {
        if (!killed) process.kill(pid!, 'SIGKILL');
        killed = true;
      },
    });
    expect(killed).toBe(true);
    expect(after.data).toEqual(before.data);
    expect(mining.state()).toMatchObject({ status: 'ready', restarts: restarts + 1, queued: 0 });
  });

  it('says clearly that a call failed when the process dies under it twice', async () => {
    const pids = new Set<number>();
    const failed = expect(mining.embed(issues.map((text) => `${text} again`.repeat(20)))).rejects.toThrow(
      /ended 2 times during "embed"/,
    );
    while (pids.size < 2) {
      await until(() => mining.state().status === 'ready' && !pids.has(mining.state().pid!));
      const { pid } = mining.state();
      pids.add(pid!);
      process.kill(pid!, 'SIGKILL');
      await until(() => mining.state().pid !== pid);
    }
    await failed;
    expect((await mining.embed(['still alive'])).rows).toBe(1);
  });

  it('refuses vectors that do not fit together with a RangeError', async () => {
    const [two, three] = [matrixOf(Float32Array.of(1, 0), 2), matrixOf(Float32Array.of(1, 0, 0), 3)];
    await expect(mining.call('topk', { queries: two, rows: three, k: 1 })).rejects.toThrow(RangeError);
  });

  it('searches what it holds, and says when it holds it no longer', async () => {
    const rows = await mining.embed(issues.slice(0, 20));
    const query = row(rows, 4).slice();
    await mining.call('hold', { name: 'statements', version: '1', rows, at: 0 });
    const found = await mining.call('search', { name: 'statements', version: '1', query, k: 3 });
    expect(found!.index[0]).toBe(4);
    expect(found!.similarity[0]).toBeCloseTo(1, 5);
    expect(await mining.call('search', { name: 'statements', version: '2', query, k: 3 })).toBeNull();
    // Pages follow each other; one that does not follow on, as after a restart, is not taken.
    const more = () => mining.embed([issues[30]!, issues[31]!]);
    const last = row(await more(), 1).slice();
    const page = { name: 'statements', version: '1' };
    expect(await mining.call('hold', { ...page, rows: await more(), at: 19 })).toEqual({ rows: 20 });
    expect(await mining.call('hold', { ...page, rows: await more(), at: 20 })).toEqual({ rows: 22 });
    const among = Int32Array.of(3, 21);
    expect((await mining.call('search', { ...page, query: last, k: 1, among }))!.index[0]).toBe(21);
  });
});

describe('a mining process that cannot work', () => {
  it('names the missing file and stays in a failed state', async () => {
    const mining = start({ modelFolder: join(folder, 'nowhere') });
    await expect(mining.embed(['hello'])).rejects.toThrow(ModelError);
    expect(mining.state()).toMatchObject({ status: 'failed', reason: expect.stringContaining('model_quantized.onnx') });
  });

  /** The shipped encoder, its weights still to come. */
  function withoutWeights(name: string): { modelFolder: string; weights: string } {
    const modelFolder = join(folder, name);
    mkdirSync(join(modelFolder, 'onnx'), { recursive: true });
    for (const file of ['config.json', 'tokenizer.json', 'tokenizer_config.json']) {
      symlinkSync(join(shippedModels('hearback-support-en'), file), join(modelFolder, file));
    }
    return { modelFolder, weights: join(modelFolder, 'onnx/model_quantized.onnx') };
  }

  it('says that weights are corrupt', async () => {
    const { modelFolder, weights } = withoutWeights('corrupt');
    cpSync(join(shippedModels('hearback-support-en'), 'onnx/model_quantized.onnx'), weights);
    truncateSync(weights, 1_000_000);
    const mining = start({ modelFolder });
    await expect(mining.model()).rejects.toThrow(/model_quantized.onnx cannot be loaded/);
    expect(mining.state().status).toBe('failed');
  });

  it('says that weights are those of something else', async () => {
    const { modelFolder, weights } = withoutWeights('other');
    cpSync(join(shippedModels('kernels'), 'nearest.onnx'), weights);
    const mining = start({ modelFolder });
    await expect(mining.model()).rejects.toThrow(/no sentence encoder/);
    expect(mining.state().status).toBe('failed');
  });

  it('says that weights are of another size than the configuration', async () => {
    const { modelFolder, weights } = withoutWeights('size');
    symlinkSync(join(shippedModels('hearback-support-en'), 'onnx/model_quantized.onnx'), weights);
    rmSync(join(modelFolder, 'config.json'));
    const config = readFileSync(join(shippedModels('hearback-support-en'), 'config.json'), 'utf8');
    writeFileSync(
      join(modelFolder, 'config.json'),
      JSON.stringify({ ...(JSON.parse(config) as object), hidden_size: 128 }),
    );
    await expect(start({ modelFolder }).model()).rejects.toThrow(/vectors of 384 dimensions/);
  });

  it('refuses more calls than may wait', async () => {
    const mining = start({ maxQueued: 2 });
    const call = () => mining.call('embed', { texts: ['a'], interactive: false });
    const outcomes = await Promise.allSettled([call(), call(), call()]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
  });

  it('kills a call that takes too long and goes on with the next', async () => {
    const mining = start({ timeoutsMs: { embed: 3000 } });
    await mining.model();
    const long = Array.from({ length: 64 }, (_, i) => `${i} ${'words of no meaning '.repeat(2500)}`);
    await expect(mining.call('embed', { texts: long, interactive: false })).rejects.toThrow(/took longer than 3 s/);
    expect((await mining.embed(['next'])).rows).toBe(1);
  });

  it('restarts when it uses more memory than allowed, and says so', async () => {
    const mining = start({ memoryMb: 60 });
    // Memory is looked at now and then: a quick machine finishes a call or two before it is noticed.
    let failure: unknown;
    for (let call = 0; call < 50 && !failure; call++)
      failure = await mining.embed(issues).then(
        () => undefined,
        (error: unknown) => error,
      );
    expect(failure).toBeInstanceOf(MiningError);
    expect(mining.state().restarts).toBeGreaterThan(0);
  });

  it('rejects calls after it was closed', async () => {
    const mining = start();
    await mining.embed(['one']);
    await mining.close();
    await expect(mining.embed(['two'])).rejects.toThrow(/has been stopped/);
    expect(mining.state().status).toBe('stopped');
  });
});

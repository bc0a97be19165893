import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { slice, transpose, zeros, type Matrix } from './matrix.js';

/** Numbers in one block of results, 2 MB: keeps the memory of a mining run within a small multiple of its vectors. */
const BLOCK_NUMBERS = 500_000;
/** Rows of x in one block, whatever the width of the result. */
const BLOCK_ROWS = 8192;

/** Waiting threads sleep: spinning ones cost a third more processor time and starve the API on two cores. */
const SESSION: ort.InferenceSession.SessionOptions = {
  extra: { session: { intra_op: { allow_spinning: '0' } } },
  enableCpuMemArena: false,
  logSeverityLevel: 3,
};

const GRAPHS = ['nearest', 'topk', 'product', 'gram'] as const;
type Graph = (typeof GRAPHS)[number];

/**
 * The heavy arithmetic of mining on ONNX Runtime, through the graphs of models/kernels. Rows go through in blocks, so that
 * memory does not grow with n x k. All similarities are dot products: cosines when the rows have length 1.
 */
export class Kernels {
  private constructor(private readonly sessions: Record<Graph, ort.InferenceSession>) {}

  /** `threads` 0 leaves the choice to ONNX Runtime: one a core. */
  static async open(folder: string, threads = 0): Promise<Kernels> {
    const options = { ...SESSION, intraOpNumThreads: threads };
    const entries = await Promise.all(
      GRAPHS.map(
        async (name) => [name, await ort.InferenceSession.create(join(folder, `${name}.onnx`), options)] as const,
      ),
    );
    return new Kernels(Object.fromEntries(entries) as Record<Graph, ort.InferenceSession>);
  }

  /** For each row of x the most similar row of `centroids`: 2 n d k flops. No centroid gives index -1 and similarity -1. */
  async nearest(x: Matrix, centroids: Matrix): Promise<{ index: Int32Array; similarity: Float32Array }> {
    const index = new Int32Array(x.rows).fill(-1);
    const similarity = new Float32Array(x.rows).fill(-1);
    if (centroids.rows === 0) return { index, similarity };
    const ct = this.columns(x, centroids);
    for (const { from, block } of blocks(x, centroids.rows)) {
      const out = await this.sessions.nearest.run({ x: block, ct });
      similarity.set(floats(out.best), from);
      index.set(integers(out.index), from);
    }
    return { index, similarity };
  }

  /** For each row of x its k most similar rows of y, best first: [n, k] similarities and row numbers. */
  async topk(x: Matrix, y: Matrix, k: number): Promise<{ index: Int32Array; similarity: Matrix }> {
    const kept = Math.min(k, y.rows);
    const similarity = zeros(x.rows, kept);
    const index = new Int32Array(x.rows * kept);
    if (kept === 0) return { index, similarity };
    const ct = this.columns(x, y);
    const size = new ort.Tensor('int64', BigInt64Array.of(BigInt(kept)), [1]);
    for (const { from, block } of blocks(x, y.rows)) {
      const out = await this.sessions.topk.run({ x: block, ct, k: size });
      similarity.data.set(floats(out.values), from * kept);
      index.set(integers(out.index), from * kept);
    }
    return { index, similarity };
  }

  /** x times y transposed: [n, k] dot products. The caller minds the size of the result: 4 n k bytes. */
  async similarities(x: Matrix, y: Matrix): Promise<Matrix> {
    const z = zeros(x.rows, y.rows);
    if (z.data.length === 0) return z;
    const ct = this.columns(x, y);
    for (const { from, block } of blocks(x, y.rows)) {
      z.data.set(floats((await this.sessions.product.run({ x: block, y: ct })).z), from * y.rows);
    }
    return z;
  }

  /** Sum over rows of the outer product of the row with itself, [d, d], added up in float64 over blocks. */
  async gram(x: Matrix): Promise<Float64Array> {
    const sum = new Float64Array(x.cols * x.cols);
    for (const { block } of blocks(x, x.cols)) {
      const part = floats((await this.sessions.gram.run({ x: block })).gram);
      for (let i = 0; i < sum.length; i++) sum[i]! += part[i]!;
    }
    return sum;
  }

  async close(): Promise<void> {
    await Promise.all(GRAPHS.map((name) => this.sessions[name].release()));
  }

  private columns(x: Matrix, y: Matrix): ort.Tensor {
    if (x.cols !== y.cols) {
      throw new RangeError(`vectors of ${x.cols} dimensions cannot be compared with vectors of ${y.cols}`);
    }
    return new ort.Tensor('float32', transpose(y).data, [y.cols, y.rows]);
  }
}

function* blocks(x: Matrix, width: number): Generator<{ from: number; block: ort.Tensor }> {
  const step = Math.max(1, Math.min(BLOCK_ROWS, Math.floor(BLOCK_NUMBERS / Math.max(1, width))));
  for (let from = 0; from < x.rows; from += step) {
    const part = slice(x, from, Math.min(x.rows, from + step));
    yield { from, block: new ort.Tensor('float32', part.data, [part.rows, part.cols]) };
  }
}

function floats(tensor: ort.Tensor | undefined): Float32Array {
  return tensor!.data as Float32Array;
}

/** Row numbers fit the low words of these 64-bit integers; every platform of ONNX Runtime stores low words first. */
function integers(tensor: ort.Tensor | undefined): Int32Array {
  const { buffer, byteOffset, length } = tensor!.data as BigInt64Array;
  const words = new Int32Array(buffer, byteOffset, 2 * length);
  const low = new Int32Array(length);
  for (let i = 0; i < length; i++) low[i] = words[2 * i]!;
  return low;
}

import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { release, transpose, zeros, type Matrix } from './matrix.js';

/** Numbers in one block of results, 2 MB: keeps the memory of a mining run within a small multiple of its vectors. */
const BLOCK_NUMBERS = 500_000;
/** Rows of x in one block, whatever the width of the result. */
const BLOCK_ROWS = 8192;

/** Waiting threads sleep: spinning ones cost a third more processor time and starve the API on two cores. */
const SESSION: ort.InferenceSession.SessionOptions = {
  extra: { session: { intra_op: { allow_spinning: '0' } } },
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
    const y = rowsOf(centroids, x);
    for (const { from, rows, block } of blocks(x, centroids.rows)) {
      const out = { best: floats(similarity, from, [rows]), index: integers(index, from, [rows]) };
      await this.sessions.nearest.run({ x: block, y }, out);
    }
    return { index, similarity };
  }

  /** For each row of x its k most similar rows of y, best first: [n, k] similarities and row numbers. */
  async topk(x: Matrix, y: Matrix, k: number): Promise<{ index: Int32Array; similarity: Matrix }> {
    const kept = Math.min(k, y.rows);
    const similarity = zeros(x.rows, kept);
    const index = new Int32Array(x.rows * kept);
    if (kept === 0) return { index, similarity };
    const all = rowsOf(y, x);
    const size = new ort.Tensor('int64', BigInt64Array.of(BigInt(kept)), [1]);
    for (const { from, rows, block } of blocks(x, y.rows)) {
      const [at, dims] = [from * kept, [rows, kept]];
      const out = { values: floats(similarity.data, at, dims), index: integers(index, at, dims) };
      await this.sessions.topk.run({ x: block, y: all, k: size }, out);
    }
    return { index, similarity };
  }

  /** x times y transposed: [n, k] dot products. The caller minds the size of the result: 4 n k bytes. */
  async similarities(x: Matrix, y: Matrix): Promise<Matrix> {
    const z = zeros(x.rows, y.rows);
    if (z.data.length === 0) return z;
    checkWidths(x, y);
    const columns = floats(transpose(y).data, 0, [y.cols, y.rows]);
    for (const { from, block } of blocks(x, y.rows)) {
      const part = (await this.sessions.product.run({ x: block, y: columns })).z!.data as Float32Array;
      z.data.set(part, from * y.rows);
      release({ data: part });
    }
    return z;
  }

  /** Sum over rows of the outer product of the row with itself, [d, d], added up in float64 over blocks. */
  async gram(x: Matrix): Promise<Float64Array> {
    const sum = new Float64Array(x.cols * x.cols);
    const part = new Float32Array(sum.length);
    for (const { block } of blocks(x, x.cols)) {
      await this.sessions.gram.run({ x: block }, { gram: floats(part, 0, [x.cols, x.cols]) });
      for (let i = 0; i < sum.length; i++) sum[i]! += part[i]!;
    }
    return sum;
  }

  async close(): Promise<void> {
    await Promise.all(GRAPHS.map((name) => this.sessions[name].release()));
  }
}

/** All rows of y, to be compared with those of x. */
function rowsOf(y: Matrix, x: Matrix): ort.Tensor {
  checkWidths(x, y);
  return floats(y.data, 0, [y.rows, y.cols]);
}

function checkWidths(x: Matrix, y: Matrix): void {
  if (x.cols !== y.cols) {
    throw new RangeError(`vectors of ${x.cols} dimensions cannot be compared with vectors of ${y.cols}`);
  }
}

function* blocks(x: Matrix, width: number): Generator<{ from: number; rows: number; block: ort.Tensor }> {
  const step = Math.max(1, Math.min(BLOCK_ROWS, Math.floor(BLOCK_NUMBERS / Math.max(1, width))));
  for (let from = 0; from < x.rows; from += step) {
    const rows = Math.min(step, x.rows - from);
    yield { from, rows, block: floats(x.data, from * x.cols, [rows, x.cols]) };
  }
}

/** Numbers in place, to be read from or written to. */
function floats(data: Float32Array, from: number, dims: number[]): ort.Tensor {
  const length = dims.reduce((product, dim) => product * dim, 1);
  return new ort.Tensor('float32', data.subarray(from, from + length), dims);
}

function integers(data: Int32Array, from: number, dims: number[]): ort.Tensor {
  const length = dims.reduce((product, dim) => product * dim, 1);
  return new ort.Tensor('int32', data.subarray(from, from + length), dims);
}

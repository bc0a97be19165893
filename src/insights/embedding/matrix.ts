/** Rows of float32 numbers, row after row in one array: 4 x rows x cols bytes. */
export interface Matrix {
  data: Float32Array;
  rows: number;
  cols: number;
}

export function zeros(rows: number, cols: number): Matrix {
  return { data: new Float32Array(rows * cols), rows, cols };
}

/** Checks the shape. Throws RangeError when the numbers do not fill the rows, or a number is not finite. */
export function matrixOf(data: Float32Array, cols: number): Matrix {
  if (!Number.isInteger(cols) || cols < 1) throw new RangeError(`a vector needs at least one dimension, got ${cols}`);
  if (data.length % cols !== 0) {
    throw new RangeError(`${data.length} numbers do not make whole vectors of ${cols} dimensions`);
  }
  return { data, rows: data.length / cols, cols };
}

/** Copies vectors of one length into a matrix. Throws RangeError naming the first vector of another length. */
export function stack(vectors: readonly Float32Array[], cols = vectors[0]?.length ?? 0): Matrix {
  const matrix = zeros(vectors.length, cols);
  vectors.forEach((vector, i) => {
    if (vector.length !== cols) {
      throw new RangeError(`vector ${i} has ${vector.length} dimensions where ${cols} are expected`);
    }
    matrix.data.set(vector, i * cols);
  });
  return matrix;
}

/**
 * Gives the memory of a matrix back at once; its numbers are gone. The collector does not see how large they are, and would let
 * many such pile up. Only for matrices that are no views.
 */
export function release({ data }: Pick<Matrix, 'data'>): void {
  (data.buffer as ArrayBuffer).transfer?.(0);
}

/** A view, not a copy. */
export function row(matrix: Matrix, i: number): Float32Array {
  return matrix.data.subarray(i * matrix.cols, (i + 1) * matrix.cols);
}

/** A view of rows from (included) to (excluded). */
export function slice(matrix: Matrix, from: number, to: number): Matrix {
  return { data: matrix.data.subarray(from * matrix.cols, to * matrix.cols), rows: to - from, cols: matrix.cols };
}

/** A copy of the rows with these numbers, in this order. */
export function gather(matrix: Matrix, indices: ArrayLike<number>): Matrix {
  const out = zeros(indices.length, matrix.cols);
  for (let i = 0; i < indices.length; i++) out.data.set(row(matrix, indices[i]!), i * matrix.cols);
  return out;
}

export function transpose({ data, rows, cols }: Matrix): Matrix {
  const out = new Float32Array(data.length);
  for (let i = 0; i < rows; i++) {
    const from = i * cols;
    for (let j = 0; j < cols; j++) out[j * rows + i] = data[from + j]!;
  }
  return { data: out, rows: cols, cols: rows };
}

/** Scales every row to length 1 in place; a row of zeros stays zero. */
export function normaliseRows(matrix: Matrix): Matrix {
  const { data, cols } = matrix;
  for (let from = 0; from < data.length; from += cols) {
    let sum = 0;
    for (let j = from; j < from + cols; j++) sum += data[j]! * data[j]!;
    const scale = 1 / Math.max(Math.sqrt(sum), 1e-9);
    for (let j = from; j < from + cols; j++) data[j]! *= scale;
  }
  return matrix;
}

export function normalise(vector: Float32Array): Float32Array {
  const scale = 1 / Math.max(Math.sqrt(dot(vector, vector)), 1e-9);
  for (let j = 0; j < vector.length; j++) vector[j]! *= scale;
  return vector;
}

/** Cosine when both have length 1. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j]! * b[j]!;
  return sum;
}

/** The dot product of row i of a and row j of b, without views and in four sums that do not wait for each other. */
export function dotOfRows(a: Matrix, i: number, b: Matrix, j: number): number {
  const [x, y, cols] = [a.data, b.data, a.cols];
  const [from, other] = [i * cols, j * cols];
  const fours = cols & ~3;
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  for (let q = 0; q < fours; q += 4) {
    s0 += x[from + q]! * y[other + q]!;
    s1 += x[from + q + 1]! * y[other + q + 1]!;
    s2 += x[from + q + 2]! * y[other + q + 2]!;
    s3 += x[from + q + 3]! * y[other + q + 3]!;
  }
  for (let q = fours; q < cols; q++) s0 += x[from + q]! * y[other + q]!;
  return s0 + s1 + (s2 + s3);
}

/** Adds b to a, `scale` times, in place. */
export function addTo(a: Float32Array | Float64Array, b: ArrayLike<number>, scale = 1): void {
  for (let j = 0; j < a.length; j++) a[j]! += scale * b[j]!;
}

/** Sums of the rows of each group and how many they are; rows of group -1 are left out. */
export function groupSums(
  matrix: Matrix,
  groups: ArrayLike<number>,
  count: number,
): { sums: Matrix; sizes: Int32Array } {
  const sums = zeros(count, matrix.cols);
  const sizes = new Int32Array(count);
  const { data, cols } = matrix;
  for (let i = 0; i < matrix.rows; i++) {
    const group = groups[i]!;
    if (group < 0) continue;
    sizes[group]!++;
    const [from, into] = [i * cols, group * cols];
    for (let j = 0; j < cols; j++) sums.data[into + j]! += data[from + j]!;
  }
  return { sums, sizes };
}

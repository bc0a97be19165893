import { type Matrix, matrixOf } from './matrix.js';

const BYTES = Float32Array.BYTES_PER_ELEMENT;

/** Vectors one after the other as stored: Float32, little-endian (this machine's own order on every platform Node supports). */
export function toBytes(numbers: Float32Array): Buffer {
  return Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}

/** Stored bytes as numbers. Throws RangeError when the bytes do not make whole vectors of that length. */
export function fromBytes(bytes: Buffer, dimensions: number): Matrix {
  if (bytes.length % (BYTES * dimensions) !== 0) {
    throw new RangeError(`${bytes.length} bytes do not make whole vectors of ${dimensions} dimensions`);
  }
  const copy = new Float32Array(bytes.length / BYTES);
  new Uint8Array(copy.buffer).set(bytes);
  return matrixOf(copy, dimensions);
}

import type { Kernels } from '../../embedding/kernels.js';
import type { Matrix } from '../../embedding/matrix.js';

export interface RefitInput {
  vectors: Matrix;
}
export interface RefitOutput {
  assignments: Int32Array;
}
export async function refit(kernels: Kernels, { vectors }: RefitInput): Promise<RefitOutput> {
  return { assignments: (await kernels.nearest(vectors, vectors)).index };
}

import { TestEnvironment } from 'jest-environment-node';

/**
 * onnxruntime-node checks tensor data with `instanceof Float32Array` of the outer realm; jest's sandbox has its own.
 * Sharing the outer constructors lets native modules recognise what a test made.
 */
export default class SharedArraysEnvironment extends TestEnvironment {
  async setup() {
    await super.setup();
    for (const name of [
      'Float32Array',
      'Float64Array',
      'Int32Array',
      'BigInt64Array',
      'Uint8Array',
      'Uint32Array',
      'ArrayBuffer',
    ]) {
      this.global[name] = globalThis[name];
    }
  }
}

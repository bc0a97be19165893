import { parentPort, workerData } from 'node:worker_threads';
import type { ModelFolder } from './model-folder.js';
import { OnnxEncoder } from './onnx-encoder.js';

/** A thread with one encoder on one core: lists of texts in, their vectors one after the other out. */

const port = parentPort!;

async function embedAll(encoder: OnnxEncoder, texts: string[]): Promise<void> {
  try {
    const vectors = await Promise.all(texts.map((text) => encoder.embed(text)));
    const flat = new Float32Array(vectors.reduce((sum, vector) => sum + vector.length, 0));
    vectors.forEach((vector, i) => flat.set(vector, i * vector.length));
    port.postMessage({ vectors: flat }, [flat.buffer]);
  } catch (error) {
    port.postMessage({ error: (error as Error).message });
  }
}

try {
  const encoder = await OnnxEncoder.load(workerData as ModelFolder);
  port.on('message', (texts: string[]) => void embedAll(encoder, texts));
  port.postMessage({ error: null });
} catch (error) {
  port.postMessage({ error: (error as Error).message });
}

import { join } from 'node:path';
import { Tokenizer } from '@huggingface/tokenizers';
import * as ort from 'onnxruntime-node';
import { addTo, dot, normalise } from './matrix.js';
import { ModelError, readJson, type ModelFolder } from './model-folder.js';

/** Longer texts are cut: 16 windows are some 2,500 words, more than one message ever says. */
const MAX_WINDOWS = 16;
const INPUTS: readonly string[] = ['input_ids', 'attention_mask', 'token_type_ids'];
/** No token is longer than this on average, so the rest could never reach the last window. */
const MAX_CHARACTERS = 64_000;

/**
 * A sentence encoder on ONNX Runtime. Every window goes through in a run of its own, because int8 weights scale activations
 * over the whole batch: alone, a text has the same vector always. The run itself blocks its thread, so encoders live in worker threads.
 */
export class OnnxEncoder {
  private constructor(
    private readonly source: ModelFolder,
    private readonly tokenizer: Tokenizer,
    private readonly session: ort.InferenceSession,
    private readonly special: { before: number[]; after: number[] },
  ) {}

  /** Throws ModelError when weights or tokenizer are missing or corrupt, or the weights are those of something else. */
  static async load(source: ModelFolder, threads = 1): Promise<OnnxEncoder> {
    const tokenizer = await loadTokenizer(source.folder);
    try {
      const session = await ort.InferenceSession.create(source.weights, {
        intraOpNumThreads: threads,
        logSeverityLevel: 3,
      });
      const encoder = new OnnxEncoder(source, tokenizer, session, specialTokens(tokenizer));
      await encoder.tryOut();
      return encoder;
    } catch (error) {
      throw new ModelError(`${source.weights} cannot be loaded: ${(error as Error).message}`);
    }
  }

  /** Unit vector of a text; a text over the window length is the normalised mean of its windows' unit vectors. */
  async embed(text: string): Promise<Float32Array> {
    const windows = this.windows(text);
    if (windows.length === 1) return this.run(windows[0]!);
    const sum = new Float32Array(this.source.model.dimensions);
    for (const window of windows) addTo(sum, await this.run(window));
    return normalise(sum);
  }

  async close(): Promise<void> {
    await this.session.release();
  }

  /** A graph that loads may still be no sentence encoder, or one of another size than its configuration says. */
  private async tryOut(): Promise<void> {
    const missing = this.session.inputNames.find((name) => !INPUTS.includes(name));
    if (missing !== undefined) throw new Error(`it wants an input "${missing}", which no sentence encoder has`);
    const vector = await this.embed('Where is my order?');
    if (!(Math.abs(dot(vector, vector) - 1) < 1e-3)) throw new Error('it gives no vectors of finite numbers');
  }

  private windows(text: string): number[][] {
    const { before, after } = this.special;
    const ids = this.tokenizer.encode(text.slice(0, MAX_CHARACTERS), { add_special_tokens: false }).ids;
    const room = this.source.model.maxTokens - before.length - after.length;
    const count = Math.min(MAX_WINDOWS, Math.max(1, Math.ceil(ids.length / room)));
    return Array.from({ length: count }, (_, w) => [...before, ...ids.slice(w * room, (w + 1) * room), ...after]);
  }

  private async run(ids: number[]): Promise<Float32Array> {
    const shape = [1, ids.length];
    const all: Record<string, ort.Tensor> = {
      input_ids: new ort.Tensor('int64', BigInt64Array.from(ids, BigInt), shape),
      attention_mask: new ort.Tensor('int64', new BigInt64Array(ids.length).fill(1n), shape),
      token_type_ids: new ort.Tensor('int64', new BigInt64Array(ids.length), shape),
    };
    const feeds = Object.fromEntries(this.session.inputNames.map((name) => [name, all[name]!]));
    const output = (await this.session.run(feeds))[this.session.outputNames[0]!]!;
    const { dimensions } = this.source.model;
    if (output.dims.at(-1) !== dimensions)
      throw new Error(`it gives vectors of ${output.dims.at(-1)} dimensions, its configuration says ${dimensions}`);
    return normalise(pooled(output.data as Float32Array, this.source.model));
  }
}

/** Tokens x dimensions to one vector. There is no padding, so every token counts. */
function pooled(states: Float32Array, { dimensions, pooling }: { dimensions: number; pooling: string }): Float32Array {
  if (pooling === 'cls') return states.slice(0, dimensions);
  const sum = new Float32Array(dimensions);
  for (let from = 0; from < states.length; from += dimensions) {
    for (let j = 0; j < dimensions; j++) sum[j]! += states[from + j]!;
  }
  return sum;
}

async function loadTokenizer(folder: string): Promise<Tokenizer> {
  const vocabulary = await readJson(join(folder, 'tokenizer.json'));
  try {
    return new Tokenizer(vocabulary, await readJson(join(folder, 'tokenizer_config.json')));
  } catch (error) {
    throw new ModelError(`tokenizer.json in ${folder} cannot be used: ${(error as Error).message}`);
  }
}

/** What the tokenizer puts around every text: one token before (if there are two or more) and the rest after. */
function specialTokens(tokenizer: Tokenizer): { before: number[]; after: number[] } {
  const ids = tokenizer.encode('').ids;
  return ids.length < 2 ? { before: [], after: ids } : { before: ids.slice(0, 1), after: ids.slice(1) };
}

import type { EmbedOptions } from '../embedding/embedder.js';
import { gather, row, stack, zeros, type Matrix } from '../embedding/matrix.js';
import type { EmbeddingModel } from '../embedding/model-folder.js';
import type { MiningProcess } from '../embedding/mining-process.js';
import { readVectors, SMALL_TALK_BELOW, type Heads, type Reading } from '../sentiment/heads.js';
import type { DiscoverOptions } from './discover.js';
import type { MinedTheme, MineOutput } from './mine-themes.js';
import { minedSentences } from './naming/sentences.js';

export interface Message {
  /** What is embedded; blank: nothing was said. */
  mined: string;
  /** What may be shown. */
  masked: string;
  customer: string | null;
}

export interface FurtherTheme {
  theme: number;
  similarity: number;
  /** The sentence that raises it, masked. */
  sentence: string;
}

export interface MinedMessage {
  /** Number of the theme; -1: unassigned. */
  theme: number;
  /** Cosine with the theme, or with the nearest one; null when the message was not mined. */
  similarity: number | null;
  /** Blank, or small talk as a whole: such messages are not mined. */
  left: 'blank' | 'small talk' | null;
  reading: Reading | null;
  further: FurtherTheme[];
}

export interface MinedMessages {
  model: EmbeddingModel;
  /** Largest first; `quotes` are positions of messages. */
  themes: MinedTheme[];
  messages: MinedMessage[];
  /** Rows follow the messages; a blank one has zeros. */
  vectors: Matrix;
  /** Cosine at which the themes were cut. */
  threshold: number;
}

/**
 * The whole way from clean messages to named themes: embed, leave small talk out, discover, name, quote, read sentiment, and
 * find further themes in sentences. Everything heavy happens in the mining process.
 */
export async function mineMessages(
  mining: MiningProcess,
  heads: Heads,
  messages: readonly Message[],
  options: DiscoverOptions & Pick<EmbedOptions, 'onProgress'> = {},
): Promise<MinedMessages> {
  const { onProgress, ...discover } = options;
  const model = await mining.model();
  const said = indicesOf(messages, ({ mined }) => mined.trim() !== '');
  const vectors = zeros(messages.length, model.dimensions);
  const embedded = await mining.embed(
    said.map((i) => messages[i]!.mined),
    { ...(onProgress && { onProgress }) },
  );
  said.forEach((i, r) => row(vectors, i).set(row(embedded, r)));
  const readings = new Map(readVectors(heads, embedded).map((reading, r) => [said[r]!, reading]));
  const mined = said.filter((i) => readings.get(i)!.issue >= SMALL_TALK_BELOW);
  const found = await mining.call('mine', {
    vectors: gather(vectors, mined),
    texts: mined.map((i) => messages[i]!.masked),
    customers: mined.map((i) => messages[i]!.customer),
    options: discover,
  });
  const out: MinedMessage[] = messages.map((_, i) => blankMessage(readings.get(i) ?? null));
  mined.forEach((i, r) => {
    Object.assign(out[i]!, { theme: found.assignments[r]!, similarity: found.similarities[r]!, left: null });
  });
  await addFurther(mining, heads, { messages, mined, found, out });
  const themes = found.themes.map((theme) => ({ ...theme, quotes: theme.quotes.map((r) => mined[r]!) }));
  return { model, themes, messages: out, vectors, threshold: found.threshold };
}

function blankMessage(reading: Reading | null): MinedMessage {
  return { theme: -1, similarity: null, left: reading ? 'small talk' : 'blank', reading, further: [] };
}

interface Finding {
  messages: readonly Message[];
  mined: number[];
  found: MineOutput;
  out: MinedMessage[];
}

/** Sentences of messages that have several, each in a vector of its own. */
async function addFurther(
  mining: MiningProcess,
  heads: Heads,
  { messages, mined, found, out }: Finding,
): Promise<void> {
  if (!found.projected) return;
  const sentences = mined.flatMap((i, r) => {
    const parts = minedSentences(messages[i]!.masked);
    return parts.length < 2 ? [] : parts.map((text) => ({ text, message: r }));
  });
  const embedded = await mining.embed(sentences.map(({ text }) => text));
  const issues = indicesOf(readVectors(heads, embedded), ({ issue }) => issue >= SMALL_TALK_BELOW);
  const { space, centroids } = found.projected;
  const second = await mining.call('second', {
    vectors: issues.length > 0 ? gather(embedded, issues) : stack([], centroids.cols),
    message: Int32Array.from(issues, (s) => sentences[s]!.message),
    themes: found.assignments,
    mean: space.mean,
    directions: space.directions,
    centroids,
  });
  for (const { message, theme, similarity, sentence } of second) {
    out[mined[message]!]!.further.push({ theme, similarity, sentence: sentences[issues[sentence]!]!.text });
  }
}

function indicesOf<T>(items: readonly T[], keep: (item: T) => boolean): number[] {
  return Array.from(items.keys()).filter((i) => keep(items[i]!));
}

import { createReadStream, type ReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';

/** A file that cannot be read as rows at all. The message is one sentence for the person who chose the file. */
export class UnreadableFileError extends Error {}

export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252' | 'latin1';

export interface TextFile {
  path: string;
  /** Size on disk, so of the packed file for .gz. */
  bytes: number;
  encoding: TextEncoding;
}

/** Called with the bytes of the file that were read so far. */
export type OnBytes = (read: number) => void;

const SAMPLE_BYTES = 4096;

/**
 * Finds the encoding of a file, unpacked when its name ends in .gz, in one pass. Throws UnreadableFileError when the file
 * is missing, empty, binary or not really gzip, so that nothing is half taken from a broken one.
 */
export async function inspectText(path: string): Promise<TextFile> {
  const bytes = await sizeOf(path);
  return { path, bytes, encoding: await detectEncoding(path) };
}

/** Streams a file as text, 64 KB at a time; a byte order mark is dropped. */
export async function* readText({ path, encoding }: TextFile, onBytes?: OnBytes): AsyncGenerator<string> {
  if (encoding === 'latin1') {
    // Byte for byte, which TextDecoder does not offer.
    for await (const bytes of bytesOf(path, onBytes)) yield bytes.toString('latin1');
    return;
  }
  const decoder = new TextDecoder(encoding);
  for await (const bytes of bytesOf(path, onBytes)) {
    const text = decoder.decode(bytes, { stream: true });
    if (text) yield text;
  }
  const rest = decoder.decode();
  if (rest) yield rest;
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => null);
  if (!found) throw new UnreadableFileError(`There is no file ${path}. Check the path and try again.`);
  if (!found.isFile()) throw new UnreadableFileError(`${path} is not a file. Give the path of one CSV or JSONL file.`);
  if (found.size === 0) throw new UnreadableFileError(`${path} is empty. Export the file again and try once more.`);
  return found.size;
}

/** Reads the file once, since a Latin-1 letter may stand on its last line. UTF-8 is proven, never assumed. */
async function detectEncoding(path: string): Promise<TextEncoding> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let first = true;
  for await (const bytes of bytesOf(path)) {
    const wide = first ? encodingOfSample(path, bytes.subarray(0, SAMPLE_BYTES)) : null;
    if (wide) return wide;
    first = false;
    if (!decodes(decoder, bytes)) return 'windows-1252';
  }
  return decodes(decoder, null) ? 'utf-8' : 'windows-1252';
}

function decodes(decoder: InstanceType<typeof TextDecoder>, bytes: Buffer | null): boolean {
  try {
    decoder.decode(bytes ?? undefined, { stream: bytes !== null });
    return true;
  } catch {
    // The only error a fatal decoder throws is "not UTF-8".
    return false;
  }
}

function encodingOfSample(path: string, sample: Buffer): TextEncoding | null {
  if (sample.subarray(0, 4).toString('latin1') === 'PK\x03\x04') throw new UnreadableFileError(spreadsheetAdvice(path));
  const mark = sample.subarray(0, 2).toString('hex');
  if (mark === 'fffe') return 'utf-16le';
  if (mark === 'feff') return 'utf-16be';
  return encodingOfZeros(path, sample);
}

/** UTF-16 without a mark shows as a zero in almost every second byte; any other zero byte is not text. */
function encodingOfZeros(path: string, sample: Buffer): TextEncoding | null {
  const zeros: [number, number] = [0, 0];
  for (let i = 0; i < sample.length; i++) if (sample[i] === 0) zeros[i % 2 ? 1 : 0]++;
  const [even, odd] = zeros;
  if (even + odd === 0) return null;
  if (even === 0 && odd > 0.2 * sample.length) return 'utf-16le';
  if (odd === 0 && even > 0.2 * sample.length) return 'utf-16be';
  throw new UnreadableFileError(`${path} is not a text file. Give a CSV file, or JSONL with one object per line.`);
}

const spreadsheetAdvice = (path: string) =>
  `${path} is a spreadsheet or zip archive. Open it, save it as "CSV UTF-8" and give that file.`;

async function* bytesOf(path: string, onBytes?: OnBytes): AsyncGenerator<Buffer> {
  const file = createReadStream(path);
  for await (const bytes of path.endsWith('.gz') ? unzipped(path, file) : file) {
    onBytes?.(file.bytesRead);
    yield bytes as Buffer;
  }
}

async function* unzipped(path: string, file: ReadStream): AsyncGenerator<Buffer> {
  const gunzip = createGunzip();
  file.on('error', (error) => gunzip.destroy(error));
  try {
    yield* file.pipe(gunzip);
  } catch (error) {
    throw new UnreadableFileError(`${path} ends in .gz but cannot be unpacked (${(error as Error).message}).`);
  } finally {
    file.destroy();
  }
}

import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import { finished } from 'node:stream/promises';
import { CommandError } from './command-error.js';

/** A line beyond this is refused, not held: memory stays bounded whatever the file. */
const MAX_LINE_LENGTH = 64 * 1024 * 1024;

export type JsonLine =
  | { line: number; bytesRead: number; value: Record<string, unknown>; error?: undefined }
  | { line: number; bytesRead: number; value?: undefined; error: string };

/** Size in bytes of a file that can be read. Throws a CommandError that says what to do when it is missing, a folder or empty. */
export async function readableSize(path: string): Promise<number> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(
      error.code === 'ENOENT' ? `No such file: ${path}` : `Cannot read ${path}: ${error.code ?? error.message}`,
    );
  });
  if (found.isDirectory()) throw new CommandError(`${path} is a folder; give a file with one JSON object a line.`);
  if (found.isFile() && found.size === 0)
    throw new CommandError(`${path} is empty; give a file with one JSON object a line.`);
  return found.size;
}

/** Objects of a JSONL file with their line numbers, streamed; what is no object comes as an error and the reading goes on. Blank lines are skipped. */
export async function* readJsonl(path: string): AsyncGenerator<JsonLine> {
  let line = 0;
  for await (const { text, bytesRead } of readLines(path)) {
    line++;
    if (text === null) yield { line, bytesRead, error: `longer than ${MAX_LINE_LENGTH / 1024 / 1024} MB` };
    else if (text.trim() !== '') yield { line, bytesRead, ...parseLine(text) };
  }
}

function parseLine(
  text: string,
): { value: Record<string, unknown>; error?: undefined } | { value?: undefined; error: string } {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? { value: value as Record<string, unknown> } : { error: 'not a JSON object' };
  } catch {
    return { error: 'not JSON' };
  }
}

/** Lines without their ends, decoded as UTF-8 without a byte order mark; null for a line that is too long to hold. */
async function* readLines(path: string): AsyncGenerator<{ text: string | null; bytesRead: number }> {
  const stream = createReadStream(path, { highWaterMark: 1 << 20 });
  const decoder = new StringDecoder('utf8');
  let rest: string[] = [];
  let restLength = 0;
  let bytesRead = 0;
  const take = (tail: string): string | null => {
    const text =
      restLength + tail.length > MAX_LINE_LENGTH ? null : [...rest, tail].join('').replace(/^\ufeff|\r$/g, '');
    rest = [];
    restLength = 0;
    return text;
  };
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    bytesRead += chunk.length;
    const parts = decoder.write(chunk).split('\n');
    const last = parts.pop()!;
    for (const part of parts) yield { text: take(part), bytesRead };
    restLength += last.length;
    if (restLength <= MAX_LINE_LENGTH) rest.push(last);
    else rest = [];
  }
  const end = decoder.end();
  if (restLength > 0 || end !== '') yield { text: take(end), bytesRead };
}

export interface JsonlWriter {
  write(value: unknown): Promise<void>;
  close(): Promise<void>;
}

/** Writes one object a line to a file, or to standard output for `-`; waits when the reader is slow. A file that cannot be written is a CommandError. */
export async function writeJsonl(path: string): Promise<JsonlWriter> {
  const stream = path === '-' ? process.stdout : createWriteStream(path);
  // `... --out - | head`: the reader has seen enough, which is no error.
  if (path === '-')
    stream.once('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  else {
    await once(stream, 'open').catch((error: NodeJS.ErrnoException) => {
      throw new CommandError(`Cannot write ${path}: ${error.code ?? error.message}`);
    });
  }
  return {
    async write(value) {
      if (!stream.write(`${JSON.stringify(value)}\n`)) await once(stream, 'drain');
    },
    async close() {
      if (path === '-') return;
      stream.end();
      await finished(stream);
    },
  };
}

/** One record of a file as text, with the number of the line it starts on (from 1); null when it was longer than allowed. */
export interface FramedRecord {
  line: number;
  text: string | null;
}

/** A longer record is dropped while it streams by, so a line of 2 GB costs no more memory than this. */
export const MAX_RECORD_CHARACTERS = 1_000_000;

/** Where in a record the next character stands; `closing` is right after a quote inside a quoted field. */
type Place = 'fieldStart' | 'plain' | 'quoted' | 'closing';

/**
 * Cuts a stream of text into records. With a delimiter, line breaks inside quoted fields (RFC 4180) do not end a record;
 * without one every line is a record. Blank records are left out.
 */
export async function* splitRecords(
  chunks: AsyncIterable<string>,
  delimiter: string | null,
  limit = MAX_RECORD_CHARACTERS,
): AsyncGenerator<FramedRecord[]> {
  const splitter = new RecordSplitter(delimiter, limit);
  for await (const chunk of chunks) {
    const records = splitter.push(chunk);
    if (records.length > 0) yield records;
  }
  const rest = splitter.end();
  if (rest.length > 0) yield rest;
}

class RecordSplitter {
  private place: Place = 'fieldStart';
  private parts = '';
  private tooLong = false;
  private line = 1;
  private startLine = 1;
  private done: FramedRecord[] = [];

  constructor(
    private readonly delimiter: string | null,
    private readonly limit: number,
  ) {}

  push(chunk: string): FramedRecord[] {
    let from = 0;
    for (let i = 0; i < chunk.length; i++) {
      const char = chunk[i]!;
      if (char !== '\n') {
        if (this.delimiter !== null) this.place = next(this.place, char, this.delimiter);
        continue;
      }
      this.line++;
      if (this.place === 'quoted') continue;
      this.keep(chunk.slice(from, i));
      this.finish();
      from = i + 1;
    }
    this.keep(chunk.slice(from));
    return this.taken();
  }

  end(): FramedRecord[] {
    this.finish();
    return this.taken();
  }

  private keep(text: string): void {
    if (!this.tooLong && this.parts.length + text.length <= this.limit) this.parts += text;
    else {
      this.tooLong = true;
      this.parts = '';
    }
  }

  private finish(): void {
    const text = this.parts.endsWith('\r') ? this.parts.slice(0, -1) : this.parts;
    if (this.tooLong) this.done.push({ line: this.startLine, text: null });
    else if (text.trim() !== '') this.done.push({ line: this.startLine, text });
    this.parts = '';
    this.tooLong = false;
    this.place = 'fieldStart';
    this.startLine = this.line;
  }

  private taken(): FramedRecord[] {
    const records = this.done;
    this.done = [];
    return records;
  }
}

function next(place: Place, char: string, delimiter: string): Place {
  if (place === 'quoted') return char === '"' ? 'closing' : 'quoted';
  if (place === 'closing' && char === '"') return 'quoted';
  if (char === delimiter) return 'fieldStart';
  return place === 'fieldStart' && char === '"' ? 'quoted' : 'plain';
}

/** One mail of an mbox file as bytes in latin1, with the line it starts on; null when it was longer than allowed. */
export interface FramedMail {
  line: number;
  raw: string | null;
}

/**
 * Cuts an mbox (RFC 4155) into mails: each begins with a line "From " after a blank line or at the start. Lines that were
 * quoted as ">From " get their first sign back (mboxrd). Memory stays bounded by one mail.
 */
export async function* splitMbox(chunks: AsyncIterable<string>, limit: number): AsyncGenerator<FramedMail> {
  const splitter = new MailSplitter(limit);
  for await (const chunk of chunks) yield* splitter.push(chunk);
  yield* splitter.end();
}

class MailSplitter {
  private rest = '';
  private lines: string[] = [];
  private size = 0;
  private line = 0;
  private startLine = 1;
  private afterBlank = true;
  private isOpen = false;

  constructor(private readonly limit: number) {}

  *push(chunk: string): Generator<FramedMail> {
    const text = this.rest + chunk;
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      yield* this.take(text.slice(from, end).replace(/\r$/, ''));
      from = end + 1;
    }
    // A line without an end is cut here too, so that a file that is one line cannot fill the memory.
    this.rest = text.length - from > this.limit ? '' : text.slice(from);
    if (text.length - from > this.limit) this.size = this.limit + 1;
  }

  *end(): Generator<FramedMail> {
    if (this.rest !== '') yield* this.take(this.rest);
    yield* this.finish();
  }

  private *take(line: string): Generator<FramedMail> {
    this.line++;
    if (this.afterBlank && line.startsWith('From ')) {
      yield* this.finish();
      this.isOpen = true;
      this.startLine = this.line;
    } else if (this.isOpen) this.keep(line.replace(/^>(>*From )/, '$1'));
    this.afterBlank = line === '';
  }

  private keep(line: string): void {
    this.size += line.length + 2;
    if (this.size <= this.limit) this.lines.push(line);
    else this.lines = [];
  }

  private *finish(): Generator<FramedMail> {
    if (this.isOpen) yield { line: this.startLine, raw: this.size > this.limit ? null : this.lines.join('\r\n') };
    this.lines = [];
    this.size = 0;
    this.isOpen = false;
  }
}

/** Lines of stack traces, debuggers and logs, known by their beginning. */
const TRACE_LINE =
  /^\s{0,40}(?:at (?:async |new )?(?=[^\s(]{0,200}[.:/$<]|\S{1,200} ?\()[^\s()]{1,200}(?: ?\([^()\n]{0,300}\))?(?: \[as \S{1,60}\])?\s*$|at [^\n]{1,900}:line \d{1,7}\s*$|File "[^"\n]{1,300}", line \d+|\.{3} \d{1,5} more|Caused by: |Traceback \(|[Ss]tack ?trace:|#\d{1,4} +(?:0x[0-9a-f]+ in )?\S|goroutine \d+|\d+: +0x|[\w/.-]{1,200}\.(?:rb|py|js|ts|go|php|java|kt|cs|rs|c|cpp|swift):\d+)/;
const LOG_LINE =
  /^\s{0,20}\[?(?:\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2})?\S{0,12}|[A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2})\]?\s{1,6}(?:\[?(?:DEBUG|INFO|WARN(?:ING)?|ERROR|FATAL|TRACE)\b\]?:?)?/;
/** The line that names what went wrong, above or below its trace: "TypeError: x is not a function". */
const ERROR_LINE =
  /^\s{0,20}(?:Uncaught |Unhandled |PHP |Exception in thread "[^"\n]{0,80}" )?[\w$.:\\]{0,160}(?:Error|Exception|panic|Fatal error)\b ?[:(]/;
/** What says most in a block: the error by its name and its sentence. */
const TELLING = /(?:error|exception|fatal|panic|failed|failure|denied|refused|timed? ?out|invalid|not found)/i;

/** More lines in a row than this, blank ones aside, are a block; a customer's own list of a few orders stays whole. */
const FEW_LINES = 3;
/** A quarter of the letters of code, tables and logs are digits and signs; of sentences, a tenth. */
const SIGNS_SHARE = 0.22;
const SHORTEST_LINE = 12;
const LONGEST_KEPT = 160;
const LONG_LINE = 400;

/**
 * Text with every block of machine lines reduced to its most telling one, cut to a sentence's length. What people say around a
 * trace is a tenth of the letters; left whole, the trace would be the message.
 */
export function withoutMachineBlocks(text: string): string {
  if (!text.includes('\n') && text.length < LONG_LINE) return text;
  const lines = text.split('\n');
  const kinds = lines.map(isMachineLine);
  const kept: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    const end = kinds[at] ? blockEnd(lines, kinds, at) : at;
    const block = lines.slice(at, end).filter((line) => line.trim() !== '');
    if (block.length > FEW_LINES) {
      kept.push(mostTelling(block));
      at = end - 1;
    } else kept.push(shortened(lines[at]!, kinds[at]!));
  }
  return kept.join('\n');
}

/** Index past the block: blank lines and single closing brackets or words between machine lines belong to it. */
function blockEnd(lines: readonly string[], kinds: readonly boolean[], start: number): number {
  let end = start + 1;
  for (let at = end; at < lines.length && at - end < 2; at++) {
    if (kinds[at]) end = at + 1;
    else if (lines[at]!.trim() !== '' && isSentence(lines[at]!)) break;
  }
  return end;
}

function isMachineLine(line: string): boolean {
  if (line.length > 2_000) return signsShare(line.slice(0, 2_000)) >= SIGNS_SHARE;
  if (TRACE_LINE.test(line) || LOG_LINE.test(line) || ERROR_LINE.test(line)) return true;
  return line.length >= SHORTEST_LINE && signsShare(line) >= SIGNS_SHARE;
}

/** Five words in a row with nothing but blanks between them: somebody says something. */
function isSentence(line: string): boolean {
  return /(?:(?<![\p{L}\p{N}])\p{L}[\p{L}'’]{0,24}[ ,]+){4}\p{L}/u.test(line.slice(0, 400));
}

/** Share of digits and signs among what is not blank; placeholders of masked data count as the words that they replace. */
function signsShare(line: string): number {
  let signs = 0;
  let all = 0;
  for (const char of line.replace(/\[[A-Z_]+_\d+\]/g, 'x')) {
    const code = char.charCodeAt(0);
    if (code <= 32) continue;
    all++;
    if (
      code < 65
        ? !(code === 39 || code === 44 || code === 46 || code === 45 || code === 63 || code === 33)
        : isSign(code)
    )
      signs++;
  }
  return all === 0 ? 0 : signs / all;
}

function isSign(code: number): boolean {
  return (code > 90 && code < 97) || (code > 122 && code < 128);
}

function mostTelling(block: readonly string[]): string {
  const named = block.find((line) => ERROR_LINE.test(line));
  return shortened(named ?? block.findLast((line) => TELLING.test(line)) ?? block[0]!, true);
}

function shortened(line: string, isMachine: boolean): string {
  if (!isMachine) return line;
  const said = line.replace(LOG_LINE, '');
  return said.length > LONGEST_KEPT ? said.slice(0, LONGEST_KEPT).replace(/\S*$/, '') : said;
}

import { isReplyAboveMark } from './boilerplate.js';
import { headerBlockEnd, isMessageSeparator, isRule } from './header-block.js';
import { fencedLines, isBlank, isQuoted, nextFilled, toLines } from './lines.js';
import { withoutBanners } from './leading-matter.js';
import { isWrappedEnd, quoteHeaderEndingAt } from './quote-header.js';
import { cutTrailingMatter, trimBlank } from './trailing-matter.js';

/** What one cut uncovers (a header that a footer had parted) is cut in the next round; two are the most seen. */
const MAX_ROUNDS = 5;

/**
 * What the writer added in this mail: quoted mails, forwarded blocks, signatures, notices and footers cut. Answers written
 * between the lines of a quotation keep their quoted lines (they are the questions). A mail that is nothing but a quotation or a
 * forward keeps it: an empty result would lose the only thing said.
 * What is left is looked at again until nothing changes, so that a second call changes nothing.
 */
export function visibleReply(text: string): string {
  let reply = replyOf(text);
  for (let round = 0; round < MAX_ROUNDS && reply !== text; round++) {
    text = reply;
    reply = replyOf(text);
  }
  return reply;
}

function replyOf(text: string): string {
  const lines = toLines(text);
  let reply = cutTail(withoutHistory(withoutBanners(lines)));
  // A footer below a quotation hides it from the first look; each round cuts something, and few mails need a second one.
  for (let shorter = cutTail(reply); shorter.length < reply.length; shorter = cutTail(reply)) reply = shorter;
  if (reply.length > 0 && !isQuotedMail(reply)) return reply.join('\n');
  return isQuotedMail(lines) ? '' : trimBlank(lines).join('\n');
}

function cutTail(lines: readonly string[]): string[] {
  return cutTrailingMatter(cutTrailingQuote(lines));
}

/** Nothing but a quotation that opens with its attribution: the writer said nothing. */
function isQuotedMail(lines: readonly string[]): boolean {
  const first = nextFilled(lines, 0);
  if (first >= lines.length || !isQuoted(lines[first]!) || !lines.every((line) => isBlank(line) || isQuoted(line)))
    return false;
  const head = lines.slice(first, first + 4).map((line) => line.replace(/^\s*(?:>\s?)+/, ''));
  return head.some((_line, at) => quoteHeaderEndingAt(head, at) !== null);
}

interface Walk {
  lines: readonly string[];
  fenced: readonly boolean[];
  kept: string[];
  /** Where the first line of text stands in `kept`: a border below it ends the mail, a border above it opens the mail. */
  firstText: number;
}

function hasText(walk: Walk): boolean {
  return walk.firstText < walk.kept.length;
}

/** Walks down the mail; each border either ends the mail (return null), is skipped (index to go on from), or is no border (same index). */
function withoutHistory(lines: readonly string[]): string[] {
  const walk: Walk = { lines, fenced: fencedLines(lines), kept: [], firstText: Number.MAX_SAFE_INTEGER };
  let at = 0;
  while (at < lines.length) {
    const next = mayBeBorder(walk, at) ? pastBorder(walk, at) : at;
    if (next === null) break;
    if (next > at) {
      at = next;
      continue;
    }
    walk.kept.push(lines[at]!);
    if (!hasText(walk) && !isBlank(lines[at]!) && !isRule(lines[at]!)) walk.firstText = walk.kept.length - 1;
    at++;
  }
  return walk.kept;
}

function mayBeBorder({ lines, fenced }: Walk, at: number): boolean {
  const line = lines[at]!;
  if (fenced[at] || isBlank(line)) return false;
  return !isQuoted(line) || (at > 0 && isWrappedEnd(line) && !isQuoted(lines[at - 1]!));
}

function pastBorder(walk: Walk, at: number): number | null {
  const line = walk.lines[at]!;
  if (isReplyAboveMark(line)) return hasText(walk) ? null : at + 1;
  const past = pastMessageHeader(walk.lines, at);
  if (past > at) return hasText(walk) ? null : past;
  return pastAttribution(walk, at);
}

/** Index past a separator and the header block below it, or past a bare header block; `at` when there is neither. */
function pastMessageHeader(lines: readonly string[], at: number): number {
  const line = lines[at]!;
  const separator = isMessageSeparator(line);
  if (!separator && !isRule(line)) return headerBlockEnd(lines, at, false) ?? at;
  const below = nextFilled(lines, at + 1);
  const blockEnd = below < lines.length && below - at <= 4 ? headerBlockEnd(lines, below, true) : null;
  return blockEnd ?? (separator ? at + 1 : at);
}

/**
 * An attribution followed by quoted lines takes them along, so that an answer below survives; one that is followed by plain text
 * ends the mail, unless it opens it. The attribution may have begun some lines up: those are taken back.
 */
function pastAttribution(walk: Walk, at: number): number | null {
  const header = quoteHeaderEndingAt(walk.lines, at);
  if (!header) return at;
  takeBack(walk, at - header.start);
  const next = nextFilled(walk.lines, at + 1);
  if (next >= walk.lines.length) return hasText(walk) ? null : at + 1;
  if (!isQuoted(walk.lines[next]!)) return hasText(walk) ? null : at + 1;
  const end = quotedRunEnd(walk.lines, next);
  return isInterleaved(walk.lines, end) ? at + 1 : end;
}

function takeBack(walk: Walk, count: number): void {
  if (count > 0) walk.kept.splice(-count, count);
}

/** Index past a run of quoted and blank lines; a short piece that a client wrapped off a quoted line belongs to it. */
export function quotedRunEnd(lines: readonly string[], start: number): number {
  let end = start;
  for (let at = start; at < lines.length; at++) {
    if (isQuoted(lines[at]!) || isWrappedRest(lines, at)) end = at + 1;
    else if (!isBlank(lines[at]!)) break;
  }
  return end;
}

function isWrappedRest(lines: readonly string[], at: number): boolean {
  const line = lines[at]!;
  const between = at > 0 && at + 1 < lines.length && isQuoted(lines[at - 1]!) && isQuoted(lines[at + 1]!);
  return between && line.length > 0 && line.length <= 30 && /^[\p{Ll}<\d]/u.test(line) && lines[at - 1]!.length > 60;
}

/** Text and then more quoted lines, without an attribution in between: the writer answered between the lines. */
function isInterleaved(lines: readonly string[], from: number): boolean {
  let hasText = false;
  for (let at = from; at < lines.length; at++) {
    if (isBlank(lines[at]!)) continue;
    if (isQuoted(lines[at]!)) return hasText;
    if (quoteHeaderEndingAt(lines, at) || isMessageSeparator(lines[at]!)) return false;
    hasText = true;
  }
  return false;
}

/** Quoted lines at the end go, with or without an attribution, as long as text remains above. */
function cutTrailingQuote(lines: readonly string[]): string[] {
  let end = lines.length;
  while (end > 0 && (isBlank(lines[end - 1]!) || isQuoted(lines[end - 1]!))) end--;
  return end === 0 ? [...lines] : lines.slice(0, end);
}

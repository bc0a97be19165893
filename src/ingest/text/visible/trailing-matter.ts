import { isNotice } from './boilerplate.js';
import { isDeviceSignature, namesDevice } from './device-signature.js';
import { isRule } from './header-block.js';
import { fencedLines, isBlank, isQuoted } from './lines.js';

/** Signatures after `-- ` are rarely longer; a longer rest is more likely the message. */
const MAX_SIGNATURE_LINES = 40;

/** What is left of a logo in a signature when a mail is turned into plain text. */
const INLINE_IMAGE = /^\s{0,4}\[(?:cid:|image: ?|https?:\/\/)[^\]\n]{0,500}\]\s*$/i;

/** Cuts what stands below the message: signature, device line, legal notice, list footer, rules. Never cuts everything. */
export function cutTrailingMatter(lines: readonly string[]): string[] {
  const text = trimBlank(lines);
  const fenced = fencedLines(text);
  let end = text.length;
  while (end > 0) {
    const next = filledEnd(text, shorterEnd(text, fenced, end));
    if (next <= 0 || next === end) break;
    end = next;
  }
  const kept = text.slice(0, end);
  return kept.every((line) => isRule(line)) ? [] : kept;
}

/** Where the message ends when the last piece of `lines[0, end)` is left out; `end` when that piece belongs to the message. */
function shorterEnd(lines: readonly string[], fenced: readonly boolean[], end: number): number {
  const last = end - 1;
  if (fenced[last]) return end;
  if (isRule(lines[last]!) || isDeviceLine(lines, last) || INLINE_IMAGE.test(lines[last]!)) return last;
  const delimiter = signatureDelimiter(lines, fenced, end);
  if (delimiter > 0) return delimiter;
  const paragraph = lastParagraph(lines, end);
  if (paragraph > 0 && !isQuoted(lines[last]!) && isNotice(lines.slice(paragraph, end).join(' '))) return paragraph;
  return isNameDash(lines, last) ? last : end;
}

function isDeviceLine(lines: readonly string[], at: number): boolean {
  if (!isDeviceSignature(lines[at]!)) return false;
  const above = lines[at - 1] ?? '';
  return namesDevice(lines[at]!) || isBlank(above) || isDeviceSignature(above);
}

function filledEnd(lines: readonly string[], end: number): number {
  let at = end;
  while (at > 0 && isBlank(lines[at - 1]!)) at--;
  return at;
}

/** First `--`, `-- ` or lone dash with little below it; a longer rule counts when what follows is a notice or looks like a card. */
function signatureDelimiter(lines: readonly string[], fenced: readonly boolean[], end: number): number {
  for (let at = Math.max(1, end - MAX_SIGNATURE_LINES); at < end; at++) {
    if (fenced[at]) continue;
    const line = lines[at]!;
    if (/^\s?(?:--|[—–―])\s*$/.test(line) && !goesOn(lines.slice(at + 1, end))) return at;
    if (isRule(line) && looksLikeFooter(lines.slice(at + 1, end), /^\s?(?:_{20,}|={30,})$/.test(line))) return at;
  }
  return -1;
}

/** Two dashes between two parts of a message: what stands below asks something at length and gives no card of the writer. */
function goesOn(lines: readonly string[]): boolean {
  const text = lines.join(' ');
  if (!/\?(?:\s|$)/.test(text) || isNotice(text)) return false;
  return lines.some((line) => line.length > 60) && !lines.some((line) => CONTACT.test(line.trim()));
}

const CONTACT = /@|https?:\/\/|www\.|\+?\d[\d\s().-]{6,}|^(?:tel|phone|mobil|mobile|fax|t|m|f|e|w)\s?[.:]/iu;

function looksLikeFooter(lines: readonly string[], isHeavy: boolean): boolean {
  const filled = lines.filter((line) => !isBlank(line));
  if (filled.length === 0) return true;
  const text = filled.join(' ');
  if (isNotice(text)) return true;
  if (isHeavy && filled.length <= 12 && !/[?]/.test(text)) return true;
  const short = filled.every((line) => line.length <= 70 && !/[?!]$/.test(line.trim()));
  return short && filled.length <= 12 && filled.some((line) => CONTACT.test(line.trim()));
}

/** `-Maria` or `~ John Doe` as the very last line, unless the message holds a list of such lines. */
function isNameDash(lines: readonly string[], last: number): boolean {
  const dashed = (line: string): boolean =>
    /^\s{0,2}[-~]{1,2}\s?\p{Lu}\p{Ll}{1,20}(?: \p{Lu}\p{Ll}{0,20}\.?){0,2}$/u.test(line);
  return last > 0 && dashed(lines[last]!) && !/^\s{0,3}[-–—~*•]/.test(lines[last - 1]!);
}

function lastParagraph(lines: readonly string[], end: number): number {
  let at = end - 1;
  const lowest = Math.max(0, end - MAX_SIGNATURE_LINES);
  while (at > lowest && !isBlank(lines[at - 1]!) && !isRule(lines[at - 1]!)) at--;
  return at;
}

export function trimBlank(lines: readonly string[]): string[] {
  let start = 0;
  let end = lines.length;
  while (start < end && isBlank(lines[start]!)) start++;
  while (end > start && isBlank(lines[end - 1]!)) end--;
  return lines.slice(start, end);
}

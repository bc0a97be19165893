/** Longest line, and longest joined header, that is tried against header and signature patterns: keeps every pattern's work bounded. */
export const MAX_PATTERN_LENGTH = 600;

const SPACES = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g;
/** Zero-width characters, soft hyphen, and the direction marks that clients put around dates; joiners stay inside emoji and Indic words. */
const INVISIBLE = /[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\u00ad]/g;

/** Lines without their trailing blanks; Mongolian A-like tracker marks and zero-width characters are dropped. */
export function toLines(text: string): string[] {
  return text
    .replace(SPACES, ' ')
    .replace(INVISIBLE, '')
    .split('\n')
    .map((line) => line.trimEnd());
}

/** A quoted line: `>`, `JD>` (initials) or `|` (old Gmail and Mutt), also behind blanks. A lone pipe table row is not quoted. */
export function isQuoted(line: string): boolean {
  return /^\s{0,8}(?:[A-Z]{1,3})?>/.test(line) || /^\| {0,3}(?![^|]{0,400}\|)/.test(line) || line === '|';
}

export function isBlank(line: string): boolean {
  return line.trim() === '';
}

/** Index of the next line at or after `from` that is not blank; the number of lines when there is none. */
export function nextFilled(lines: readonly string[], from: number): number {
  let at = from;
  while (at < lines.length && isBlank(lines[at]!)) at++;
  return at;
}

/** Marks every line that lies within a ``` or ~~~ fence that is closed again, fences included. */
export function fencedLines(lines: readonly string[]): boolean[] {
  const fenced = new Array<boolean>(lines.length).fill(false);
  let open = -1;
  lines.forEach((line, at) => {
    if (!/^ {0,3}(?:```|~~~)(?!~)/.test(line)) return;
    if (open < 0) open = at;
    else {
      fenced.fill(true, open, at + 1);
      open = -1;
    }
  });
  return fenced;
}

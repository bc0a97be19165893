/** C0 controls except tab and line feed, DEL and C1: Postgres refuses NUL, terminals and mail choke on the rest. */
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;
/** Embeddings, overrides and isolates turn `exe.gpj` into `jpg.exe` on a page; the plain marks U+200E and U+200F stay. */
const BIDI_CONTROLS = /[\u202a-\u202e\u2066-\u2069]/g;
const NON_CHARACTERS = /[\ufffe\uffff\ufeff]/g;
/** Zalgo: more than eight combining marks in a row carry no meaning in any script and blow up rendering. */
const MARK_PILES = /(\p{M}{8})\p{M}+/gu;
const NEEDS_WORK = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u0300-\u{10ffff}]/u;

/**
 * Makes any string safe to store, compare and show: well-formed UTF-16 (lone surrogates become U+FFFD), line ends as
 * \n, no NUL, no other control characters but tab, no bidi overrides, NFC. Never throws, and a second call changes nothing.
 */
export function normalizeText(text: string): string {
  if (!NEEDS_WORK.test(text)) return text;
  return text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(CONTROLS, '')
    .replace(BIDI_CONTROLS, '')
    .replace(NON_CHARACTERS, '')
    .normalize('NFC')
    .replace(MARK_PILES, '$1');
}

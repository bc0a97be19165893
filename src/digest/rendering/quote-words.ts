import { shorten } from './words.js';

const GREETING =
  /^(hi|hello|hey|dear|greetings|(good )?(morning|afternoon|evening)|good day|to whom it may concern)\b[^.!?\n]{0,40}?([,!:]\s+|\n+)/i;
const FAREWELL =
  '((many |kind |best |warm )?(thanks|thank you|thx|cheers|regards|greetings|wishes)|sincerely|yours)\\b';
/** On a line of its own, or after a sentence in a text that was put on one line; with what follows, names mostly. */
const CLOSING = new RegExp(
  `(\\n[ \\t]*${FAREWELL}[^\\n?]{0,60}(\\n[\\s\\S]{0,80})?|(?<=[.!?…])\\s+${FAREWELL}[^.?]{0,70})$`,
  'i',
);
const NAME_AT_END = /\n[ \t]*\[[A-Z]+_\d+\][.,!]?\s*$/;
/** What is left must still say something. */
const LEAST_CHARACTERS = 20;

/** A customer's words without salutation and farewell, on one line, cut at a word. What is shown is verbatim. */
export function quoteWords(text: string, most: number): string {
  const body = text.trim().replace(CLOSING, '').replace(NAME_AT_END, '').replace(GREETING, '').trim();
  return shorten(body.length >= LEAST_CHARACTERS ? body : text, most);
}

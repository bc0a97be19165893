import { shorten } from './words.js';

const GREETING =
  /^(hi|hello|hey|dear|greetings|good (morning|afternoon|evening|day)|to whom it may concern)\b[^.!?\n]{0,40}?([,!:]\s+|\n+)/i;
const CLOSING =
  /\n[ \t]*((many |kind |best |warm )?(thanks|thank you|thx|ty|cheers|regards|greetings|wishes)|sincerely|yours)\b[^\n?]{0,60}(\n[\s\S]{0,80})?$/i;
const NAME_AT_END = /\n[ \t]*\[[A-Z]+_\d+\][.,!]?\s*$/;
/** What is left must still say something. */
const LEAST_CHARACTERS = 20;

/** A customer's words without salutation and farewell, on one line, cut at a word. What is shown is verbatim. */
export function quoteWords(text: string, most: number): string {
  const body = text.trim().replace(CLOSING, '').replace(NAME_AT_END, '').replace(GREETING, '').trim();
  return shorten(body.length >= LEAST_CHARACTERS ? body : text, most);
}

import { type PersonalSpan, precededBy } from './span.js';

/** One letter before it makes it a licence or a part number; a word ("card4111") does not. */
const RUN = /(?<![\d.,]|(?<![A-Za-z])[A-Za-z])\d(?:[ \u2010-\u2015.-]?\d){11,200}/g;
const CONTEXT =
  /card|karte|carte|tarjeta|carta|cartão|kaart|karta|kort|visa|amex|maestro|kreditk|credit|debit|карт|カード|卡/i;

/** Numbers of devices and goods carry the same check digit. */
const OTHER_NUMBER = /\b(?:imei|iccid|ean|gtin|isbn|sscc)(?: number| no\.?)?\s?(?:is|:|#)?\s?$/i;

/**
 * Payment card numbers, 13 to 19 digits, separators allowed. Luhn and a known issuer prefix; near a word for "card" a number that
 * fails one of the two is still taken: customers mistype, and a digit off is still most of a card. What follows the number after a
 * blank (expiry, security code, the next card) is told apart by trying whole groups.
 */
export function findCards(text: string): PersonalSpan[] {
  const spans: PersonalSpan[] = [];
  for (const run of text.matchAll(RUN)) {
    if (precededBy(text, run.index, OTHER_NUMBER, 20)) continue;
    const near = precededBy(text, run.index, CONTEXT, 60);
    const groups = [...run[0].matchAll(/\d+/g)].map((group) => ({ at: run.index + group.index, digits: group[0] }));
    for (let first = 0; first < groups.length; first++) {
      const last = lastGroup(groups, first, near);
      if (last < 0 || (first > 0 && text[groups[first]!.at - 1] === '-')) continue;
      spans.push({ start: groups[first]!.at, end: groups[last]!.at + groups[last]!.digits.length, type: 'CARD' });
      first = last;
    }
  }
  return spans;
}

/** Index of the group that completes a card begun at group `first`; -1 when none does. A valid number wins over a mistyped one. */
function lastGroup(groups: readonly { digits: string }[], first: number, near: boolean): number {
  let mistyped = -1;
  let digits = '';
  for (let last = first; last < groups.length; last++) {
    digits += groups[last]!.digits;
    if (digits.length > 19) break;
    if (digits.length < 13) continue;
    const isValid = passesLuhn(digits);
    if (isIssuer(digits) && isValid) return last;
    if (near && first === 0 && mistyped < 0 && (isValid || isIssuer(digits))) mistyped = last;
  }
  return mistyped;
}

function isIssuer(digits: string): boolean {
  return /^(?:4|5[0-8]|6|2[2-7]|3[0-9]|9[0-9]|1800|2131)/.test(digits) && !/^(\d)\1+$/.test(digits);
}

/** ISO/IEC 7812-1 annex B. */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

import { type PersonalSpan, digitsOf, matches, precededBy } from './span.js';

const RUN = /(?<![\d.,])(?<!\d[- ])\d(?:[ \u2010-\u2015.-]?\d){11,18}(?![\d])/g;
const CONTEXT =
  /card|karte|carte|tarjeta|carta|cartão|kaart|karta|kort|visa|amex|maestro|kreditk|credit|debit|карт|カード|卡/i;

/**
 * Payment card numbers, 13 to 19 digits, separators allowed. Luhn and a known issuer prefix; near a word for "card" a number that
 * fails one of the two is still taken: customers mistype, and a digit off is still most of a card.
 */
export function findCards(text: string): PersonalSpan[] {
  return matches(text, RUN, 'CARD', (match) => {
    const digits = digitsOf(match[0]);
    const near = precededBy(text, match.index, CONTEXT, 60);
    if (digits.length < 13) return near && digits.length === 12 && passesLuhn(digits);
    const known = isIssuer(digits);
    return (known && passesLuhn(digits)) || (near && (known || passesLuhn(digits)));
  });
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

import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { type PersonalSpan, digitsOf, matches, precededBy } from './span.js';

/** Digits in groups: a leading +, 00 or bracket, separators, an extension. */
const GROUPED =
  /(?<![\p{L}\p{N}_/#.$€£¥[-]|\d[ .,:/])(?:\+|00)?\(?\+?\d(?:[ \u2010-\u2015./()-]{0,3}\d){4,17}(?:\s{0,2}(?:x|ext\.?|extension|#|durchwahl|poste)\s{0,2}\d{1,6})?(?![\p{L}\p{N}_]|[.,:]\d)/giu;
const CONTEXT =
  /phone|\btel\b|tel[.:]|telef|telep|mobil|\bcell|\bhandy\b|\bcall|\bring\b|\breach|text me|sms|whats ?app|contact|fax|número|numéro|numero|nummer|number is|rufen|anrufen|appel|llam|chiama|ligue|bel me|телефон|звон|тел\.|電話|电话|手机|전화|โทร/i;
/** "089 72 63 41 office", "(0)30 1234-Fax": the kind of line stands behind the number. */
const CONTEXT_AFTER =
  /^[\s,(-]{0,3}(?:office|fax|mobile|cell|home|work|tel|direct|phone|mobil|büro|bureau|ufficio|oficina)(?!\p{L})/iu;
const NOT_CALLED =
  /(?<!\p{L})(?:order|invoice|ticket|case|ref(?:erence)?|tracking|transaction|account|booking|serial|customer|member|policy|confirmation|parcel|model|version|error|purchase|isbn|ean|gtin|sku|upc|rma|imei|iccid|chapter|amount|total|price|article|part|batch|lot|po|asin|points|balance|artikel|sizes?|contract|claim|rows?|seats?|bestell|rechnung|commande|pedido|ordine)\s?(?:number|nummer|no\.?|nr\.?|id|#|:)?\s?(?:is|:|#|=)?\s?[#(]?$/iu;
const AFTER_AMOUNT =
  /^\s?(?:%|€|£|\$|¥|usd|eur|gbp|chf|dollars?|euros?|pounds?|mb|gb|kb|ms|km|kg|px|pcs|items?|users?|people|times|units?|pieces)(?!\p{L})/iu;
const DATES = [
  /^\d{4}[-./]\d{1,2}[-./]\d{1,2}(?:[ T]?\d{1,2})?$/,
  /^\d{1,2}[-./ ]\d{1,2}[-./ ](?:19|20)\d{2}(?: \d{1,2})?$/,
  /^\d{1,2}[-./]\d{1,2}[-./]\d{2}$/,
  /^(?:19|20)\d{2}\s?[-–/]\s?(?:19|20)\d{2}$/,
  /^(?:19|20)\d{6}$/,
  /^\d{1,2} (?:19|20)\d{2}$/,
  /^\d{1,2} \d{1,2}[-./]\d{1,2}[-./]\d{2,4}$/,
];

/**
 * Telephone numbers. Grouped digits of 6 to 15 that are not a date, an amount or a named number are taken on their shape alone,
 * since local formats are endless; bare digits need a plus, a telephone word before them, or a country in which they are valid.
 */
export function findPhones(text: string, defaultCountry?: string): PersonalSpan[] {
  if (!/\d/.test(text)) return [];
  return matches(text, GROUPED, 'PHONE', (match) => isPhone(text, match, defaultCountry));
}

function isPhone(text: string, match: RegExpExecArray, defaultCountry?: string): boolean {
  const value = match[0];
  const digits = digitsOf(value.replace(/(?:x|ext|#|d|p).*$/i, ''));
  if (digits.length < 6 || digits.length > 15 || DATES.some((date) => date.test(value))) return false;
  if (precededBy(text, match.index, NOT_CALLED, 40)) return false;
  const after = text.slice(match.index + value.length, match.index + value.length + 12);
  if (isNamedPhone(text, match, after)) return digits.length >= 7 || isGrouped(value);
  if (/^(?:\+|00[1-9]|\(\+)/.test(value)) return digits.length >= 8;
  return isGrouped(value)
    ? !AFTER_AMOUNT.test(after) && hasPhoneShape(value, digits)
    : isValidIn(value, defaultCountry);
}

function isNamedPhone(text: string, match: RegExpExecArray, after: string): boolean {
  if (/^\d+\.\d+$/.test(match[0])) return false;
  return CONTEXT_AFTER.test(after) || precededBy(text, match.index, CONTEXT, isGrouped(match[0]) ? 40 : 25);
}

function isGrouped(value: string): boolean {
  return /[^\d]/.test(value.slice(1));
}

/** Thousands groups, decimals, ranges and sums are numbers; what else is grouped is a telephone number. */
function hasPhoneShape(value: string, digits: string): boolean {
  if (/^[1-9]\d{0,2}(?:[ .,]\d{3})+$/.test(value) && digits.length < 8) return false;
  if (/^[1-9]\d?(?: \d{3}){2}$/.test(value)) return false;
  if (/^\d+(?:\.\d+){2,3}$/.test(value) && /(?:^|\.)\d(?:\.|$)/.test(value)) return false;
  if (/^\d+\.\d+$/.test(value) || /^\d+\s?[-–/]\s?\d+$/.test(value))
    return /^\d{3}[-.]\d{4}$/.test(value) || /^0\d{1,4}[-/.]\s?\d{5,9}$/.test(value);
  if (/\d \d (?:\d )*\d/.test(value) && digits.length < 7) return false;
  return !/^\d{5}-\d{4}$/.test(value);
}

function isValidIn(value: string, country?: string): boolean {
  const code = country?.toUpperCase() ?? '';
  return (
    isSupportedCountry(code) &&
    value.length >= 8 &&
    (parsePhoneNumberFromString(value, code as CountryCode)?.isValid() ?? false)
  );
}

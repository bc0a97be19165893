import { isIPv4, isIPv6 } from 'node:net';
import { type PersonalSpan, matches, precededBy } from './span.js';

const V4 = /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d]|\.\d)/g;
const V6 =
  /(?<![\p{L}\p{N}:.])(?=[0-9a-f]{0,4}:)[0-9a-f:]{2,39}(?:(?<=:)\d{1,3}(?:\.\d{1,3}){3}|(?<=:\d{1,3})(?:\.\d{1,3}){3})?(?![\p{L}\p{N}:])/giu;
const VERSION =
  /(?<!\p{L})(?:version|release|build|firmware|update|driver|chapter|section|paragraph|clause|article|annex|kapitel|abschnitt|v\.?|ver\.?|§)\s{0,3}:?\s{0,2}$/iu;
const MAC = /(?<![\p{L}\p{N}:.-])[0-9a-f]{2}([:-])[0-9a-f]{2}(?:\1[0-9a-f]{2}){4}(?![\p{L}\p{N}]|[:-][0-9a-f])/giu;

/** Hardware addresses of network cards: they name one device for good. */
export function findMacs(text: string): PersonalSpan[] {
  return /[:-]/.test(text) ? matches(text, MAC, 'MAC') : [];
}

/** IPv4 and IPv6 addresses; four-part version numbers are told apart by the word before them. */
export function findIps(text: string): PersonalSpan[] {
  const v4 = text.includes('.')
    ? matches(text, V4, 'IP', (m) => isIPv4(strip(m[0])) && !precededBy(text, m.index, VERSION, 20))
    : [];
  const v6 = text.includes(':') ? matches(text, V6, 'IP', (m) => isAddress(m[0])) : [];
  return [...v6, ...v4];
}

function strip(address: string): string {
  return address.split('.').map(Number).join('.');
}

/** `ab::cd` is also C++; a compressed address needs three groups or a digit, and bare `::` is nothing. */
function isAddress(text: string): boolean {
  if (!isIPv6(text)) return false;
  const groups = text.split(':').filter((group) => group !== '');
  return groups.length >= 3 || (groups.length >= 2 && /\d/.test(text));
}

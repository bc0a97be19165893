import type { PersonalSpan } from './span.js';

const LOCAL = /[\p{L}\p{N}._%+'!#$&*/=?^`{|}~-]/u;
const DOMAIN = /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.){1,8}(?:\p{L}{2,24}|xn--[a-z0-9-]{2,40})/u;
const IP_DOMAIN = /^\[?\d{1,3}(?:\.\d{1,3}){3}\]?/;
/** `jane (at) example (dot) org`: hidden from harvesters, not from readers. */
const SPELLED =
  /(?<![\p{L}\p{N}._-])[\p{L}\p{N}._%+-]{1,64}\s?[([{]\s?at\s?[)\]}]\s?[\p{L}\p{N}-]{1,63}(?:(?:\.|\s?[([{]\s?dot\s?[)\]}]\s?)[\p{L}\p{N}-]{2,63}){1,4}/giu;

/** E-mail addresses. Looks outwards from each @, so that a million letters without one cost nothing. */
export function findEmails(text: string): PersonalSpan[] {
  const spans: PersonalSpan[] = [];
  let free = 0;
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const start = localStart(text, at, free);
    if (start === at) continue;
    const after = text.slice(at + 1, at + 300);
    const domain = (DOMAIN.exec(after) ?? IP_DOMAIN.exec(after))?.[0];
    if (!domain) continue;
    free = at + 1 + domain.length;
    spans.push({ start, end: free, type: 'EMAIL' });
  }
  if (/[([{]\s?at\s?[)\]}]/i.test(text)) {
    for (const match of text.matchAll(SPELLED))
      spans.push({ start: match.index, end: match.index + match[0].length, type: 'EMAIL' });
  }
  return spans;
}

function localStart(text: string, at: number, lowest: number): number {
  let start = at;
  const end = Math.max(lowest, at - 64);
  while (start > end && LOCAL.test(text[start - 1]!)) start--;
  while (start < at && /[.'`*/=?{|}&!#$^~-]/.test(text[start]!)) start++;
  return start;
}

import { type PersonalSpan, matches } from './span.js';

const URL_SHAPE =
  /(?<![\p{L}\p{N}])(?:https?|ftp|sftp|wss?|postgres(?:ql)?|mysql|mongodb(?:\+srv)?|redis|amqps?|smtps?|imaps?):\/\/[^\s<>"'“”()[\]{}]{3,4000}/giu;
const SECRET_PARAMETER =
  /[?&#;](?:[\w.-]{0,40}(?:token|secret|signature|password|passwd|session|credential|api_?key|auth|hash|nonce)[\w.-]{0,40}|sig|key|pwd|pw|code|state|sid|jwt|otp|pin|ticket|invite|confirm(?:ation)?|reset|verify|uid|user|email|mail|phone|login|access|sas|se|sv|t|s|k|h)=[^&#\s]{4,}/i;
const USERINFO = /^[a-z+]{2,12}:\/\/[^/@\s]{1,300}:[^/@\s]{1,300}@/i;
const SECRET_PATH =
  /\/(?:reset|verify|confirm|activate|unsubscribe|invite|magic|login|auth|token|session|share|sign-?in|password)[\w-]{0,30}\/(?=[^/\s?#\d]{0,40}\d)[^/\s?#]{8,}/i;
/** A path or query part that no one types: long, with both letters and digits. */
const RANDOM_PART = /[/=](?=[A-Za-z_~]{0,80}\d)(?=[\d_~]{0,80}[A-Za-z])[A-Za-z0-9_~]{24,}(?:[/?&#=.]|$)/;
const NAMED_PERSON = /[^/@\s]{1,64}@[^/@\s]{1,200}\.[a-z]{2,}/i;

/** Links that let whoever holds them in, or name a person: credentials, tokens, signed or personal parameters. Other links stay. */
export function findSecretUrls(text: string): PersonalSpan[] {
  if (!text.includes('://')) return [];
  return matches(
    text,
    URL_SHAPE,
    'URL',
    ([url]) =>
      USERINFO.test(url) ||
      NAMED_PERSON.test(url) ||
      SECRET_PARAMETER.test(url) ||
      SECRET_PATH.test(url) ||
      RANDOM_PART.test(url),
  ).map((span) => ({
    ...span,
    end: span.end - (/[.,;:!?]+$/.exec(text.slice(span.end - 8, span.end))?.[0].length ?? 0),
  }));
}

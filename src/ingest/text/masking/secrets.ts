import { type PersonalSpan, matches } from './span.js';

/** Keys that name their issuer by prefix (formats published by the issuers), JSON web tokens, and basic or bearer credentials. */
const SHAPES: readonly RegExp[] = [
  /(?<![A-Za-z0-9])(?:sk|pk|rk)[-_](?:live|test|prod|proj|ant|or)?[-_]?[A-Za-z0-9_-]{16,250}/g,
  /(?<![A-Za-z0-9])(?:gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_\w{20,255}|glpat-[\w-]{16,64}|xox[abeoprs]-[\w-]{10,250}|npm_[A-Za-z0-9]{30,64}|pypi-[\w-]{30,250}|shp(?:at|ss|ca|pa)_[a-fA-F0-9]{24,64}|whsec_[\w+/=]{16,100}|hf_[A-Za-z]{20,64}|dop_v1_[a-f0-9]{30,80}|SG\.[\w-]{16,64}\.[\w-]{16,64}|EAA[A-Za-z0-9]{40,250}|ya29\.[\w-]{20,250}|key-[0-9a-f]{32})/g,
  /(?<![A-Za-z0-9])(?:(?:AKIA|ASIA|AGPA|AIDA|AROA)[A-Z0-9]{16}|AIza[\w-]{30,40}|ya29\.[\w-]{20,250})(?![A-Za-z0-9])/g,
  /(?<![\w.-])eyJ[\w-]{6,4000}\.[\w-]{4,4000}(?:\.[\w-]{0,4000})?/g,
  /(?<=\b(?:bearer|basic) )[A-Za-z0-9._~+/=-]{16,2000}/gi,
];

/** No shape is shorter; most messages hold no such run and need not be looked at five times. */
const LONG_TOKEN = /[\w.~+/=-]{16}/;

const NAMED =
  /(?<![\p{L}\p{N}])(?:pass(?:word|code|phrase|wd)|pwd|passwort|kennwort|mot de passe|mdp|contraseña|clave|senha|wachtwoord|hasło|lösenord|adgangskode|passord|salasana|пароль|パスワード|密码|密碼|비밀번호|api[ _-]?key|secret(?:[ _-]?key)?|access[ _-]?(?:key|token)|auth(?:entication)?[ _-]?token|client[ _-]?secret|private[ _-]?key|token|\bpin(?:[ _-]?code)?|cvv2?|cvc2?|security code|otp|verification code|one[- ]time (?:code|password)|tan|sicherheitscode|bestätigungscode|code de (?:vérification|sécurité|confirmation)|código(?: de (?:verificación|seguridad|verificação|segurança))?|codice (?:di (?:verifica|sicurezza)|otp)|verificatiecode|kod weryfikacyjny|код подтверждения)["']?(?:[ \t]{0,3}[:=：][ \t]{0,3}|[ \t]{1,3}(?:is|was|ist|lautet|est|es|è|é)[ \t]?:?[ \t]{1,3})(["'“`]?)(\S{1,400})/giu;
/** "CVV 123", "PIN 4821": a few digits right behind the word. */
const BARE_CODE =
  /(?<=(?<![\p{L}\p{N}])(?:cvv2?|cvc2?|pin(?:[ -]?code)?|otp|security code|verification code|one[- ]time code)[ \t])\d{3,8}(?![\p{L}\p{N}]|[.,]\d)/giu;
/** "my password is not accepted": words that follow the verb are a sentence, not a secret. */
const PLAIN_WORD = /^\p{L}[\p{L}'’-]*[.,!?;:)]*$/u;

/** Credentials: keys with a known shape, private key blocks, and what is introduced as a password, token, PIN or code. */
export function findSecrets(text: string): PersonalSpan[] {
  const shapes = LONG_TOKEN.test(text) ? SHAPES : [];
  const spans = [...privateKeys(text), ...shapes.flatMap((shape) => matches(text, shape, 'SECRET'))];
  spans.push(...matches(text, BARE_CODE, 'SECRET'));
  for (const match of text.matchAll(NAMED)) {
    const isAssigned = /[:=：]/.test(match[0].slice(0, match[0].length - match[2]!.length));
    const value = match[2]!.replace(isAssigned ? /["'”`]?[.,;)]*$/ : /["'”`]?[.,;!?)]*$/, '');
    if (
      value === '' ||
      /^[[<{$]|^.{0,19}=$|^[A-Z_]+=|^[a-z]+(?:_[a-z]+)+$|^[",:]+/.test(value) ||
      !isSecretLike(match[0], value, isAssigned)
    )
      continue;
    const start = match.index + match[0].length - match[2]!.length;
    spans.push({ start, end: start + value.length, type: 'SECRET' });
  }
  return spans;
}

function isSecretLike(match: string, value: string, isAssigned: boolean): boolean {
  if (/^(?:https?:|www\.)/i.test(value)) return false;
  if (
    /^(?:pin|cvv|cvc|otp|tan|security|verification|one|sicher|bestät|code|cód|codice|verif|kod|код)/i.test(match.trim())
  )
    return /^\d{3,10}$/.test(value) || (isAssigned && /\d/.test(value));
  if (/\d|[^\p{L}\p{N}'’.,-]/u.test(value) && value.length >= 4) return true;
  return isAssigned && value.length >= 4 && !PLAIN_WORD.test(value)
    ? true
    : isAssigned && value.length >= 5 && /^(?:pass|pwd|kenn|mot|contra|senha|wacht|has|пар)/i.test(match.trim());
}

function privateKeys(text: string): PersonalSpan[] {
  const spans: PersonalSpan[] = [];
  for (let start = text.indexOf('-----BEGIN '); start >= 0;) {
    const isKey = /^-----BEGIN [A-Z ]{0,40}(?:PRIVATE KEY|CERTIFICATE|OPENSSH)/.test(text.slice(start, start + 80));
    const close = isKey ? text.indexOf('-----END ', start + 11) : -1;
    const tail = close < 0 ? -1 : text.indexOf('-----', close + 9);
    const end = tail < 0 ? (isKey ? text.length : start + 11) : tail + 5;
    if (isKey) spans.push({ start, end, type: 'SECRET' });
    start = text.indexOf('-----BEGIN ', end);
  }
  return spans;
}

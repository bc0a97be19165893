/** Readers for payloads of other people: a wrong type is a missing value, never an exception. */
export type Payload = Record<string, unknown>;

export function object(value: unknown): Payload {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Payload) : {};
}

export function list(value: unknown): Payload[] {
  return Array.isArray(value) ? value.map(object) : [];
}

/** A non-empty string, trimmed. */
export function text(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

/** Ids arrive as numbers from one API and as strings from another. */
export function id(value: unknown): string | null {
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : text(value);
}

/** A short label, cut to what a label may be. */
export function label(value: unknown): string | null {
  return id(value)?.slice(0, 300) ?? null;
}

/** ISO 8601 from Unix seconds, milliseconds or any date that names its zone; null when it is none of them. */
export function time(value: unknown): string | null {
  const number =
    typeof value === 'number'
      ? value
      : typeof value === 'string' && /^\d{9,13}(\.\d+)?$/.test(value)
        ? Number(value)
        : null;
  const date =
    number === null
      ? typeof value === 'string'
        ? zoned(value)
        : null
      : new Date(number > 1e11 ? number : number * 1000);
  return date && !Number.isNaN(date.getTime()) && date.getFullYear() >= 1990 ? date.toISOString() : null;
}

/** Sources speak UTC; a time without a zone must not be read in the zone of this machine. */
function zoned(value: string): Date {
  const plain = value.trim().replace(/ UTC$/, 'Z');
  return new Date(/(Z|[+-]\d\d:?\d\d|GMT)$/i.test(plain) ? plain : `${plain.replace(' ', 'T')}Z`);
}

/** Tags from a list of strings, a list of objects with a name, or one string. */
export function tags(value: unknown): string[] {
  if (typeof value === 'string') return unique(value.split(/[\s,]+/));
  if (!Array.isArray(value)) return [];
  return unique(
    value.map((tag) => (typeof tag === 'string' ? tag : (text(object(tag)['name']) ?? text(object(tag)['tag']) ?? ''))),
  );
}

function unique(values: string[]): string[] {
  return [...new Set(values.map((value) => value.trim().slice(0, 300)).filter(Boolean))].slice(0, 100);
}

/** Further fields of the source as short strings, for stage rules. */
export function fields(value: unknown): Record<string, string> {
  const entries = Object.entries(object(value)).flatMap(([name, inner]) => {
    const short = label(inner);
    return short && name.length <= 300 ? [[name, short] as const] : [];
  });
  return Object.fromEntries(entries.slice(0, 100));
}

/** An http(s) address or null. */
export function link(value: unknown): string | null {
  const address = text(value);
  return address && address.length <= 2000 && /^https?:\/\//.test(address) && URL.canParse(address) ? address : null;
}

/** The part of an e-mail that may be stored: an address, or null. */
export function email(value: unknown): string | null {
  const address = text(value);
  return address && address.length <= 320 && address.includes('@') ? address : null;
}

/** Only what is known, so that the rest keeps its stored value. */
export function present<T extends object>(values: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };
}

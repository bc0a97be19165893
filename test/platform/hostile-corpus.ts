/** Texts that broke services before: encodings, controls, injections, sizes. */
export const HOSTILE_TEXTS: string[] = [
  'a\u0000b',
  '\u0000',
  'x\ud800y',
  'x\udc00y',
  '\ufffe\uffff',
  'report\u202egpj.exe',
  '\u200d\u200d\u200d\u200b\u2060\ufeff',
  `e${'\u0301'.repeat(10_000)}`,
  '👨‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿',
  'Caf\u00e9 Cafe\u0301',
  'x\r\nBcc: victim@example.com',
  'line\n.\nQUIT',
  '<script>alert(1)</script>',
  '<xmp><script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  'javascript:alert(1)',
  '{{constructor}}',
  '{{{x}}}',
  '${7*7}',
  '=HYPERLINK("http://evil.example","x")',
  '@SUM(1+1)*cmd',
  '\tleading tab',
  '<!channel> <@U123>',
  "'; select pg_sleep(5)--",
  '%00%0a../../etc/passwd',
  'a'.repeat(50_000),
];

/** For fields with a form of their own (an id, a time, one of a few words), where the schema refuses every text alike. */
export const FEW_HOSTILE_TEXTS: string[] = ['', '\u0000', 'x\ud800y', "'; select pg_sleep(5)--", 'a'.repeat(4000)];

/** Bodies that are no body any route expects. */
export const HOSTILE_BODIES: [string, string | Buffer][] = [
  ['empty', ''],
  ['null', 'null'],
  ['array', '[]'],
  ['33 levels', '['.repeat(33) + ']'.repeat(33)],
  ['49,000 levels', '['.repeat(49_000) + ']'.repeat(49_000)],
  ['1,001 keys', `{${Array.from({ length: 1001 }, (_, i) => `"k${i}":1`).join(',')}}`],
  ['duplicate keys', '{"name":"a","name":"b"}'],
  ['__proto__', '{"__proto__":{"isAdmin":true}}'],
  ['constructor.prototype', '{"constructor":{"prototype":{"isAdmin":true}}}'],
  ['1e400', '{"limit":1e400}'],
  ['-0', '{"limit":-0}'],
  ['byte order mark', '\ufeff{"name":"a"}'],
  ['UTF-16', Buffer.from('{"name":"a"}', 'utf16le')],
  ['trailing garbage', '{"name":"a"} trailing'],
  ['number', '1'],
  ['string', '"a"'],
];

/** Values of a wrong type for any field. */
export const WRONG_VALUES: [string, unknown][] = [
  ['5.5 for an integer', 5.5],
  ['2^53 + 1', 9_007_199_254_740_993],
  ['"5" for a number', '5'],
  ['true', true],
  ['null', null],
  ['array for a scalar', ['a', 'b']],
  ['object for a scalar', { a: { b: 'c' } }],
];

interface Schema {
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  const?: unknown;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  properties?: Record<string, Schema>;
  minimum?: number;
  minLength?: number;
  default?: unknown;
}

const FORMATS: Record<string, string> = {
  uuid: '0b9c6bc5-0d5c-4d7b-8a55-7c1a39ad7a10',
  'date-time': '2026-03-02T09:00:00Z',
  date: '2026-03-02',
  email: 'ada@example.com',
  uri: 'https://example.com/x',
};

/** A value that a schema should accept, every optional field included. */
export function sampleOf(schema: Schema): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const options = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (options) return sampleOf(options[0]!);
  const make = MAKERS[String([schema.type].flat()[0])];
  return make ? make(schema) : (FORMATS[schema.format ?? ''] ?? 'ab'.repeat(Math.ceil((schema.minLength ?? 1) / 2)));
}

const numberOf = (schema: Schema): number => Math.max(1, schema.minimum ?? 1);
const MAKERS: Record<string, (schema: Schema) => unknown> = {
  object: ({ properties = {} }) =>
    Object.fromEntries(Object.entries(properties).map(([name, child]) => [name, sampleOf(child)])),
  array: ({ items = {} }) => [sampleOf(items)],
  integer: numberOf,
  number: numberOf,
  boolean: () => true,
};

type Path = (string | number)[];

/** The places of all scalars in a value. */
export function leavesOf(value: unknown, at: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [at];
  return Object.entries(value).flatMap(([key, child]) =>
    leavesOf(child, [...at, Array.isArray(value) ? Number(key) : key]),
  );
}

/** The places of all texts in a value. */
export function stringsOf(value: unknown): Path[] {
  return leavesOf(value).filter(
    (at) => typeof at.reduce((inner, key) => (inner as Record<string, unknown>)[key], value) === 'string',
  );
}

/** The texts to try at one place of a sample: all where any text is allowed. */
export function textsFor(sample: unknown, at: Path): string[] {
  const value = at.reduce((inner, key) => (inner as Record<string, unknown>)[key], sample);
  return typeof value === 'string' && /^(ab)+$/.test(value) ? HOSTILE_TEXTS : FEW_HOSTILE_TEXTS;
}

/** A copy with another value at one place. */
export function replaceAt(value: unknown, [head, ...rest]: Path, replacement: unknown): unknown {
  if (head === undefined) return replacement;
  if (Array.isArray(value))
    return value.map((item, i) => (i === head ? replaceAt(item, rest, replacement) : (item as unknown)));
  const record = value as Record<string, unknown>;
  return { ...record, [head]: replaceAt(record[head], rest, replacement) };
}

import { parseStrictJson } from './json.js';

const parse = (text: string | Buffer) => parseStrictJson(Buffer.isBuffer(text) ? text : Buffer.from(text));
const detailOf = (text: string | Buffer): string => {
  try {
    parse(text);
  } catch (error) {
    return (error as Error).message;
  }
  return 'accepted';
};
const keys = (n: number) => `{${Array.from({ length: n }, (_, i) => `"k${i}":${i}`).join(',')}}`;
const items = (n: number) => `[${Array.from({ length: n }, () => '1').join(',')}]`;

describe('parseStrictJson', () => {
  it('returns what the sender wrote', () => {
    const value = { a: [1, 'two', { '}': '{"[,' }], b: null, 'c"d': true, e: '\\' };
    expect(parse(JSON.stringify(value))).toEqual(value);
  });

  it.each([
    ['nothing', '', 'The body is empty.'],
    ['trailing garbage', '{"a":1} x', 'The body is not valid JSON.'],
    ['33 levels', '['.repeat(33) + ']'.repeat(33), 'The body is nested deeper than 32 levels.'],
    ['49,000 levels', '['.repeat(49_000) + ']'.repeat(49_000), 'The body is nested deeper than 32 levels.'],
    ['levels of mixed kinds', '{"a":['.repeat(17) + ']}'.repeat(17), 'The body is nested deeper than 32 levels.'],
    ['1,001 keys', keys(1001), 'An object has more than 1000 keys.'],
    ['501 items', items(501), 'An array has more than 500 items.'],
    ['a repeated key', '{"a":1,"a":2}', 'An object repeats a key.'],
    ['a repeated key in other letters', '{"a":1,"\\u0061":2}', 'An object repeats a key.'],
    ['__proto__', '{"__proto__":{"isAdmin":true}}', 'An object holds a forbidden key.'],
    ['constructor.prototype', '{"constructor":{"prototype":{}}}', 'An object holds a forbidden key.'],
    ['1e400', '{"n":1e400}', 'A number is out of range.'],
    ['UTF-16', Buffer.from('{"a":1}', 'utf16le'), 'The body is not valid JSON.'],
    ['broken UTF-8', Buffer.from([0x22, 0xff, 0x22]), 'The body is not valid UTF-8.'],
  ])('refuses %s', (_name, body, detail) => {
    expect(detailOf(body)).toBe(detail);
  });

  it('accepts the largest allowed shapes', () => {
    expect(detailOf('['.repeat(32) + ']'.repeat(32))).toBe('accepted');
    expect(detailOf(keys(1000))).toBe('accepted');
    expect(detailOf(items(500))).toBe('accepted');
  });

  it('allows the same key in different objects and ignores a byte order mark', () => {
    expect(parse('\uFEFF[{"a":1},{"a":2}]')).toEqual([{ a: 1 }, { a: 2 }]);
  });

  it('takes NUL and lone surrogates out of values and keys', () => {
    expect(parse('{"a\\u0000b":"x\\u0000y\\ud800z"}')).toEqual({ ab: expect.not.stringMatching(/[\u0000\ud800]/) });
  });
});

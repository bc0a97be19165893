import fc from 'fast-check';
import { normalizeText } from './text.js';

describe('normalizeText', () => {
  it.each([
    ['plain ascii', 'hello\tworld\n', 'hello\tworld\n'],
    ['NUL and other controls', 'a\u0000b\u0007c\u0085d\u007fe', 'abcde'],
    ['Windows and old Mac line ends', 'a\r\nb\rc', 'a\nb\nc'],
    ['a lone high surrogate', 'a\ud800b', 'a\ufffdb'],
    ['a lone low surrogate', 'a\udc00b', 'a\ufffdb'],
    ['a bidi override', 'invoice\u202egpj.exe', 'invoicegpj.exe'],
    ['decomposed letters', 'Zu\u0308rich', 'Zürich'],
    ['a byte order mark', '\ufeffid', 'id'],
    ['a joined emoji', '👨‍👩‍👧', '👨‍👩‍👧'],
  ])('repairs %s', (_what, text, expected) => {
    expect(normalizeText(text)).toBe(expected);
  });

  it('cuts piles of combining marks to eight', () => {
    expect(normalizeText(`e${'\u0323'.repeat(10_000)}`).length).toBeLessThanOrEqual(9);
  });

  it('changes nothing on a second call, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const once = normalizeText(text);
        expect(once.isWellFormed()).toBe(true);
        expect(normalizeText(once)).toBe(once);
      }),
    );
  });
});

import { createKey, parseKey, sameHash, sha256 } from './tokens.js';

describe('API keys', () => {
  it('parse back to the parts whose hash is stored', () => {
    const { key, shortId, secretHash, lastFour } = createKey();
    const parts = parseKey(key)!;
    expect(parts.shortId).toBe(shortId);
    expect(sha256(parts.secret)).toBe(secretHash);
    expect(parts.secret.endsWith(lastFour)).toBe(true);
  });

  it('are refused when any one character is changed', () => {
    const { key } = createKey();
    const accepted = [...key].flatMap((char, i) => {
      const other = char === 'x' ? 'y' : 'x';
      return parseKey(key.slice(0, i) + other + key.slice(i + 1)) ? [i] : [];
    });
    expect(accepted).toEqual([]);
  });

  it.each(['', 'hb_live_', 'Bearer x', 'hb_live_aaaaaaaa_bbbb_cccccc'])('refuses %p', (text) => {
    expect(parseKey(text)).toBeNull();
  });

  it('compare hashes of any length without throwing', () => {
    expect(sameHash(sha256('a'), sha256('a'))).toBe(true);
    expect(sameHash(sha256('a'), sha256('b'))).toBe(false);
    expect(sameHash('short', sha256('a'))).toBe(false);
  });
});

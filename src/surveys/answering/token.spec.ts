import { hkdfSync } from 'node:crypto';
import fc from 'fast-check';
import { type KeyRing, mintToken, type Purpose, PURPOSES, randomId, readToken } from './token.js';

const ring = (root: string): KeyRing => {
  const derived = new Map<string, Buffer[]>();
  return (purpose) => {
    const known = derived.get(purpose) ?? [Buffer.from(hkdfSync('sha256', root, '', purpose, 32))];
    derived.set(purpose, known);
    return known;
  };
};
const keys = ring('a');
const expiresAt = new Date('2026-03-01T10:00:00Z');
const purposes = Object.keys(PURPOSES) as Purpose[];

describe('a token', () => {
  it('gives back what was signed', () => {
    const content = { subject: randomId(), expiresAt };
    expect(readToken(keys, 'answer', mintToken(keys, 'answer', content))).toEqual(content);
  });

  it('is accepted for its own purpose only, with shared or with separate keys', () => {
    const oneKey: KeyRing = () => [Buffer.alloc(32, 1)];
    for (const ringOfKeys of [keys, oneKey]) {
      const accepted = purposes.flatMap((made) => {
        const token = mintToken(ringOfKeys, made, { subject: randomId(), expiresAt });
        return purposes.filter((read) => readToken(ringOfKeys, read, token)).map((read) => `${made}>${read}`);
      });
      expect(accepted).toEqual(purposes.map((purpose) => `${purpose}>${purpose}`));
    }
  });

  it('signed by a retired key is accepted while the key is on the ring, and not after', () => {
    const token = mintToken(ring('old'), 'answer', { subject: randomId(), expiresAt });
    const both: KeyRing = (purpose) => [...ring('old')(purpose), ...ring('new')(purpose)];
    expect(readToken(both, 'answer', token)).not.toBeNull();
    expect(readToken(ring('new'), 'answer', token)).toBeNull();
  });

  it('with any character changed, added or lost is refused, as is any text', () => {
    const token = mintToken(keys, 'answer', { subject: randomId(), expiresAt });
    const alphabet = [...'ABCXYZabcxyz0189-_+/=. %é\u0000'];
    fc.assert(
      fc.property(fc.nat(token.length - 1), fc.constantFrom(...alphabet, ''), fc.boolean(), (at, char, isInsert) => {
        const mutant = token.slice(0, at) + char + token.slice(isInsert ? at : at + 1);
        fc.pre(mutant !== token);
        expect(readToken(keys, 'answer', mutant)).toBeNull();
      }),
      { numRuns: 2000 },
    );
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => expect(readToken(keys, 'answer', text)).toBeNull()));
  });

  it('subjects are 128 random bits', () => {
    const ids = new Set(Array.from({ length: 1000 }, randomId));
    expect(ids.size).toBe(1000);
    expect(new Set([...ids].map((id) => id[14])).size).toBe(16);
  });
});

import { randomBytes, randomUUID } from 'node:crypto';
import { readerToken, readReaderToken } from './reader-token.js';

const key = randomBytes(32);
const reader = { digestId: randomUUID(), recipientId: randomUUID() };

describe('reader token', () => {
  it('gives back who it was made for', () => {
    expect(readReaderToken(readerToken(reader, key), key)).toEqual(reader);
  });

  it('is worth nothing under another key', () => {
    expect(readReaderToken(readerToken(reader, key), randomBytes(32))).toBeNull();
  });

  it('opens nothing else when any character is changed', () => {
    const token = readerToken(reader, key);
    for (let at = 0; at < token.length; at++) {
      const forged = token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
      const read = readReaderToken(forged, key);
      // The last characters of an id carry spare bits; what such a change opens must still be the same reader.
      expect(read === null || JSON.stringify(read) === JSON.stringify(reader)).toBe(true);
    }
  });

  it.each(['', 'x', '../..', 'a'.repeat(67)])('is null for %p', (token) => {
    expect(readReaderToken(token, key)).toBeNull();
  });
});

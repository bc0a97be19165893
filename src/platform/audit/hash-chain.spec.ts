import type { AuditEntry } from './audit-entry.entity.js';
import { CHAIN_START, firstBreak, hashOf } from './hash-chain.js';

function chain(length: number): AuditEntry[] {
  const entries: AuditEntry[] = [];
  for (let i = 1; i <= length; i++) {
    const at = new Date(Date.UTC(2026, 0, i));
    const row = {
      position: i,
      at,
      actorKind: 'system' as const,
      actorId: null,
      actorName: 'system',
      action: 'key.created',
    };
    const linked = {
      ...row,
      subject: `key:${i}`,
      detail: { b: [1, { d: 1, c: 2 }], a: null },
      previousHash: entries.at(-1)?.hash ?? CHAIN_START,
    };
    entries.push({ ...linked, hash: hashOf(linked) });
  }
  return entries;
}

describe('firstBreak', () => {
  it('finds nothing in a whole chain', () => {
    expect(firstBreak(chain(5))).toBeNull();
    expect(firstBreak([])).toBeNull();
  });

  it('does not mind the order of keys in the detail', () => {
    const entries = chain(2);
    entries[0]!.detail = { a: null, b: [1, { c: 2, d: 1 }] };
    expect(firstBreak(entries)).toBeNull();
  });

  it.each<[string, (entries: AuditEntry[]) => void, number]>([
    ['a changed detail', (entries) => (entries[2]!.detail = { a: 1 }), 3],
    ['a changed actor', (entries) => (entries[0]!.actorName = 'Eve'), 1],
    ['a removed row', (entries) => entries.splice(1, 1), 3],
    ['two rows swapped', (entries) => entries.splice(1, 2, entries[2]!, entries[1]!), 3],
    [
      'a rehashed row',
      (entries) => Object.assign(entries[1]!, { subject: 'x', hash: hashOf({ ...entries[1]!, subject: 'x' }) }),
      3,
    ],
  ])('finds %s', (_name, forge, position) => {
    const entries = chain(5);
    forge(entries);
    expect(firstBreak(entries)).toBe(position);
  });
});

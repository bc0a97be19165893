import { idPages, sampleOf } from './fit-inputs.js';

describe('sampleOf', () => {
  const pool = Uint8Array.from({ length: 1000 }, (_, i) => (i % 5 === 0 ? 1 : 0));

  it('takes all rows when they are few', () => {
    expect(Array.from(sampleOf(pool.subarray(0, 5), { most: 5, poolShare: 0.5 }))).toEqual([0, 1, 2, 3, 4]);
  });

  it('takes the newest of the pool and an even stride of the others', () => {
    const sample = sampleOf(pool, { most: 200, poolShare: 0.25 });
    expect(sample).toHaveLength(200);
    expect([...sample].sort((a, b) => a - b)).toEqual(Array.from(sample));
    for (let i = 755; i < 1000; i += 5) expect(sample).toContain(i);
    expect(sample.filter((i) => i < 500).length).toBeGreaterThan(70);
  });

  it('takes an even stride alone when there is no pool to prefer', () => {
    const sample = sampleOf(pool, { most: 100, poolShare: 0 });
    expect(Array.from(sample)).toEqual(Array.from({ length: 100 }, (_, k) => 10 * k));
  });
});

describe('idPages', () => {
  it('turns bytes into ids, a page at a time', () => {
    const bytes = Buffer.from('00112233445566778899aabbccddeeff'.repeat(3), 'hex');
    const id = '00112233-4455-6677-8899-aabbccddeeff';
    expect([...idPages(bytes, 2)]).toEqual([[id, id], [id]]);
    expect([...idPages(Buffer.alloc(0), 2)]).toEqual([]);
  });
});

import { matrixOf, normaliseRows } from '../../embedding/matrix.js';
import { labelOfTag, readTag } from './tag-verdict.js';

/** Rows near the first axis (`same`), then rows along axes of their own. */
function vectors(same: number, different: number) {
  const cols = 24;
  const data = new Float32Array((same + different) * cols);
  for (let i = 0; i < same + different; i++) {
    data[i * cols] = i < same ? 1 : 0;
    data[i * cols + 1 + (i % (cols - 1))]! += i < same ? 0.3 : 1;
  }
  return normaliseRows(matrixOf(data, cols));
}
const nowhere = (n: number) => Array.from({ length: n }, () => null);

describe('readTag', () => {
  it('takes a tag whose messages say one thing, a few wrong ones left out of the centre', () => {
    const reading = readTag({ vectors: vectors(12, 3), customers: 9, themes: nowhere(15) });
    expect(reading).toMatchObject({ verdict: 'sound', coherence: 0.8 });
    expect(reading.centre[0]).toBeGreaterThan(0.95);
  });

  it.each([
    ['broad', vectors(3, 12), 9, nowhere(15)],
    ['few', vectors(9, 0), 9, nowhere(9)],
    ['few', vectors(12, 0), 2, nowhere(12)],
    ['known', vectors(12, 3), 9, [...Array.from({ length: 10 }, () => 'a'), ...nowhere(5)]],
  ] as const)('says %s', (verdict, rows, customers, themes) => {
    expect(readTag({ vectors: rows, customers, themes }).verdict).toBe(verdict);
  });

  it('measures by the cosine that long messages of this company allow', () => {
    const scattered = { vectors: vectors(5, 10), customers: 9, themes: nowhere(15) };
    expect(readTag(scattered, 0.99).coherence).toBe(0);
    expect(readTag(scattered, 0.1).verdict).toBe('sound');
  });

  it('says few of a tag without messages', () => {
    expect(readTag({ vectors: vectors(0, 0), customers: 0, themes: [] })).toMatchObject({
      verdict: 'few',
      coherence: null,
    });
  });
});

describe('labelOfTag', () => {
  it('reads tags as words', () => {
    expect(labelOfTag('billing_late-refund')).toBe('Billing late refund');
  });
});

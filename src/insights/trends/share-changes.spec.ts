import { seededRandom } from '../statistics/random.js';
import { restlessness, shareChanges, type ShareCounts } from './share-changes.js';

/** Themes whose share wanders between the two spans by a beta-binomial with this correlation. */
function themes(count: number, correlation: number, seed: number): ShareCounts[] {
  const random = seededRandom(seed);
  const draw = (n: number) => {
    const size = correlation > 0 ? 1 / correlation - 1 : 0;
    const share = correlation > 0 ? random.beta(0.3 * size, 0.7 * size) : 0.3;
    let yes = 0;
    for (let i = 0; i < n; i++) if (random.uniform() < share) yes++;
    return { yes, n };
  };
  return Array.from({ length: count }, (_, i) => ({ id: `t${i}`, now: draw(40), before: draw(160) }));
}
const worse: ShareCounts = { id: 'worse', now: { yes: 28, n: 40 }, before: { yes: 48, n: 160 } };

describe('changes of a share', () => {
  it('are found among things that only vary by chance, and no others', () => {
    const found = shareChanges([...themes(60, 0, 1), worse]).filter(({ established }) => established);
    expect(found.map(({ id }) => id)).toEqual(['worse']);
    expect(found[0]!.difference).toBeCloseTo(0.4, 9);
  });

  it('are weighed against the restlessness of all shares', () => {
    const restless = themes(60, 0.08, 2);
    expect(restlessness(themes(60, 0, 1))).toBeLessThan(1.6);
    expect(restlessness(restless)).toBeGreaterThan(2);
    expect(shareChanges(restless).filter(({ q }) => q <= 0.01)).toEqual([]);
    const [calm] = shareChanges([...themes(60, 0, 1), worse]);
    const among = shareChanges([...restless, worse]).find(({ id }) => id === 'worse')!;
    expect(among.q).toBeGreaterThan(calm!.q);
  });

  it('are tested one by one where too few things show how restless they are', () => {
    expect(restlessness([worse])).toBe(1);
    expect(shareChanges([worse])[0]!.established).toBe(true);
  });

  it('are not claimed below ten answers on either side', () => {
    expect(shareChanges([{ ...worse, now: { yes: 9, n: 9 } }])).toEqual([]);
  });
});

import { seededRandom } from '../statistics/random.js';
import { softmax } from './heads.js';
import { fitTemperature } from './temperature.js';

/** Labels drawn from the probabilities that the logits give at a temperature. */
function drawn(n: number, temperature: number) {
  const random = seededRandom(3);
  return Array.from({ length: n }, () => {
    const logits = [0, 0, 0].map(() => 6 * random.uniform() - 3);
    const [a = 0, b = 0] = softmax(logits, temperature);
    const draw = random.uniform();
    return { logits, label: draw < a ? 0 : draw < a + b ? 1 : 2 };
  });
}

describe('fitTemperature', () => {
  it.each([0.5, 1, 2.5])('finds the temperature %d that labels were drawn at', (temperature) => {
    expect(fitTemperature(drawn(4000, temperature))! / temperature).toBeCloseTo(1, 1);
  });

  it('says nothing below 200 labelled texts', () => {
    expect(fitTemperature(drawn(199, 1))).toBeNull();
  });
});

describe('softmax', () => {
  it('adds up to 1 and stands large numbers', () => {
    expect(softmax([1000, 1000, -1000])).toEqual([0.5, 0.5, 0]);
  });
});

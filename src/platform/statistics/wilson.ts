import { clamp, Z95, type Interval } from './interval.js';

/**
 * Wilson's score interval for a proportion; null when nothing was observed.
 * Centre (p + z^2/2n) / (1 + z^2/n), half-width z sqrt(p(1-p)/n + z^2/4n^2) / (1 + z^2/n) (E. B. Wilson 1927, JASA 22).
 * `successes` may be a sum of probabilities, so it need not be whole.
 */
export function wilsonInterval(successes: number, n: number, z = Z95): Interval | null {
  if (n === 0) return null;
  if (!(n > 0) || successes < 0 || successes > n) throw new RangeError(`${successes} of ${n} is not a proportion`);
  const share = successes / n;
  const scale = 1 + (z * z) / n;
  const centre = (share + (z * z) / (2 * n)) / scale;
  const half = (z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n))) / scale;
  return {
    low: successes === 0 ? 0 : clamp(centre - half, 0, share),
    high: successes === n ? 1 : clamp(centre + half, share, 1),
  };
}

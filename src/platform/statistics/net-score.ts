import { clamp, Z95, type Interval } from './interval.js';

/**
 * Interval of a difference of two shares of the same answers (promoters minus detractors), on -1..1; null when n = 0.
 * Adjusted Wald of Bonett and Price 2012 (JEBS 37): p = (up + 1)/(n + 2), d = (down + 1)/(n + 2),
 * p - d +- z sqrt((p + d - (p - d)^2)/(n + 2)). Unlike the plain one it does not collapse when all answers agree.
 */
export function netScoreInterval(up: number, down: number, n: number, z = Z95): Interval | null {
  if (n === 0) return null;
  if (up < 0 || down < 0 || up + down > n) throw new RangeError(`${up} up and ${down} down do not fit in ${n} answers`);
  const p = (up + 1) / (n + 2);
  const d = (down + 1) / (n + 2);
  const half = z * Math.sqrt((p + d - (p - d) ** 2) / (n + 2));
  return { low: clamp(p - d - half, -1, 1), high: clamp(p - d + half, -1, 1) };
}

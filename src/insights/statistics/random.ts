import gamma from '@stdlib/random-base-gamma';
import beta from '@stdlib/random-base-beta';
import poisson from '@stdlib/random-base-poisson';
import mt19937 from '@stdlib/random-base-mt19937';

/** Repeatable draws: the same seed gives the same numbers on every machine. */
export interface Random {
  /** Uniform on [0, 1). */
  uniform(): number;
  /** Whole number in 0..n-1. */
  below(n: number): number;
  /** Gamma with a shape and a mean (so rate = shape / mean). */
  gamma(shape: number, mean: number): number;
  beta(a: number, b: number): number;
  poisson(mean: number): number;
}

/** Mersenne Twister seeded with a whole number; all draws of one `Random` share its stream. */
export function seededRandom(seed: number): Random {
  const next = mt19937.factory({ seed: (seed >>> 0) + 1 });
  const prng = () => next() / 2 ** 32;
  const drawGamma = gamma.factory({ prng });
  const drawBeta = beta.factory({ prng });
  const drawPoisson = poisson.factory({ prng });
  return {
    uniform: prng,
    below: (n) => Math.floor(prng() * n),
    gamma: (shape, mean) => drawGamma(shape, shape / mean),
    beta: (a, b) => drawBeta(a, b),
    poisson: (mean) => (mean > 0 ? drawPoisson(mean) : 0),
  };
}

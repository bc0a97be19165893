import betainc from '@stdlib/math-base-special-betainc';

/**
 * Counts that vary more than Poisson: Y | rate ~ Poisson(rate), rate ~ Gamma(shape, mean / shape),
 * so var = mean + mean^2 / shape. As the shape grows it becomes Poisson.
 */
export interface NegativeBinomial {
  mean: number;
  shape: number;
}

/** P(Y >= y) = I(mean / (mean + shape); y, shape), the regularised incomplete beta function. */
export function atLeast(y: number, { mean, shape }: NegativeBinomial): number {
  if (y <= 0) return 1;
  return mean <= 0 ? 0 : betainc(mean / (mean + shape), y, shape);
}

/** P(Y <= y) = I(shape / (mean + shape); shape, y + 1). */
export function atMost(y: number, { mean, shape }: NegativeBinomial): number {
  if (y < 0) return 0;
  return mean <= 0 ? 1 : betainc(shape / (mean + shape), shape, y + 1);
}

/** The smallest y with P(Y <= y) >= p: bounds of an expected range. Doubling, then bisection. */
export function negativeBinomialQuantile(p: number, distribution: NegativeBinomial): number {
  if (!(p >= 0 && p < 1)) throw new RangeError(`no quantile at ${p}`);
  let high = 1;
  while (atMost(high, distribution) < p) high *= 2;
  let low = -1;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (atMost(middle, distribution) >= p) high = middle;
    else low = middle;
  }
  return high;
}

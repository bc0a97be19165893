import type { ThemePriority } from '../priorities.service.js';

const FACTOR = new Intl.NumberFormat('en-GB', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const NUMBER = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1, signDisplay: 'exceptZero' });
const WHOLE = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0, signDisplay: 'exceptZero' });
const PLAIN = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 });

interface Part {
  factor: string;
  /** What it was made of; null: not known, so it neither raises nor lowers. */
  from: string | null;
  tone: 'up' | 'down' | 'even';
}

/** The parts of a priority with what each was made of, in words. */
export function priorityParts({ parts, signals }: ThemePriority) {
  const { customers, effort, negativity, scoreEffect, trend } = signals;
  return {
    reach: { factor: FACTOR.format(parts.reach), from: `${customers} ${customers === 1 ? 'customer' : 'customers'}` },
    others: [
      part(parts.effort, effort === null ? null : `${PLAIN.format(effort)} × usual work`),
      part(parts.negativity, negativity === null ? null : `${WHOLE.format(100 * negativity)} points`),
      part(parts.scoreEffect, scoreEffect === null ? null : `${NUMBER.format(scoreEffect)} points`),
      part(parts.trend, trend === null ? null : `${PLAIN.format(trend)} × usual`),
    ],
  };
}

function part(factor: number, from: string | null): Part {
  const tone = factor > 1.005 ? 'up' : factor < 0.995 ? 'down' : 'even';
  return { factor: `× ${FACTOR.format(factor)}`, from, tone };
}

import { seededRandom } from '../statistics/random.js';
import { adjustedEffects } from './adjusted.js';
import type { ScoredContact } from './answers.js';
import { drivers } from './drivers.js';
import { leaveOneOut } from './leave-one-out.js';
import { EVEN_WEIGHTS, priority } from '../priority/priority.js';

function contact(score: number, themes: string[], known: Partial<ScoredContact> = {}): ScoredContact {
  return { score, customer: null, themes, segments: {}, ...known };
}

/** Theme "slow" costs 30 points of satisfaction, "neutral" none; "neutral" is mostly on the unhappy plan. */
function simulated(n: number, seed: number): ScoredContact[] {
  const random = seededRandom(seed);
  return Array.from({ length: n }, (_, i) => {
    const plan = random.uniform() < 0.4 ? 'free' : 'team';
    const themes = [
      ...(random.uniform() < 0.2 ? ['slow'] : []),
      ...(random.uniform() < (plan === 'free' ? 0.4 : 0.05) ? ['neutral'] : []),
    ];
    const p = (plan === 'free' ? 0.6 : 0.85) - (themes.includes('slow') ? 0.3 : 0);
    return contact(random.uniform() < p ? 1 : 0, themes, { customer: `c${i}`, segments: { plan } });
  });
}

describe('leave one out', () => {
  it('is the mean minus the mean without: 3 of 6 good, 3 of 4 without, so -.25', () => {
    const contacts = [
      contact(0, ['x']),
      contact(0, ['x']),
      contact(1, []),
      contact(1, []),
      contact(1, []),
      contact(0, []),
    ];
    expect(leaveOneOut(contacts, 'x')).toMatchObject({ effect: -0.25, n: 2 });
  });

  it('is unknown when every answer carries the theme', () => {
    expect(leaveOneOut([contact(0, ['x'])], 'x')).toBeNull();
  });
});

describe('adjusted effect', () => {
  it('equals the difference of means, shrunk by one answer, when nothing else is there', () => {
    const contacts = [
      ...Array.from({ length: 50 }, (_, i) => contact(i % 2, ['x'])),
      ...Array.from({ length: 50 }, () => contact(1, [])),
    ];
    const [{ effect, interval, p }] = adjustedEffects(contacts, ['x']) as [ReturnType<typeof adjustedEffects>[0]];
    expect(effect).toBeCloseTo(-0.5 * (25 / 26), 2);
    expect(interval.high).toBeLessThan(-0.3);
    expect(p).toBeLessThan(1e-6);
  });

  it('does not blame a theme for its plan', () => {
    const contacts = simulated(3000, 4);
    const [slow, neutral] = adjustedEffects(contacts, ['slow', 'neutral']);
    expect(slow!.effect).toBeCloseTo(-0.3, 1);
    expect(Math.abs(neutral!.effect)).toBeLessThan(0.06);
    const naive = adjustedEffects(
      contacts.map((one) => ({ ...one, segments: {} })),
      ['neutral'],
    )[0]!;
    expect(naive.effect).toBeLessThan(-0.1);
  });

  it('trusts ten answers of one customer hardly more than one', () => {
    const many = Array.from({ length: 60 }, (_, i) =>
      contact(i % 3 ? 1 : 0, i % 2 ? ['x'] : [], { customer: `c${i}` }),
    );
    const repeated = many.flatMap((one) => Array.from({ length: 10 }, () => ({ ...one })));
    const width = (contacts: ScoredContact[]) => {
      const { low, high } = adjustedEffects(contacts, ['x'])[0]!.interval;
      return high - low;
    };
    expect(width(repeated) / width(many)).toBeGreaterThan(0.9);
  });
});

describe('drivers', () => {
  it('establish the theme that hurts, not the one that only keeps bad company, and say where data are missing', () => {
    const contacts = [...simulated(1500, 7), contact(0, ['rare']), contact(0, ['rare'])];
    const found = drivers(contacts);
    expect(found.find(({ theme }) => theme === 'slow')).toMatchObject({ verdict: 'established' });
    expect(found.find(({ theme }) => theme === 'neutral')).toMatchObject({ verdict: 'not established' });
    expect(found.find(({ theme }) => theme === 'rare')).toEqual({
      theme: 'rare',
      n: 2,
      verdict: 'not enough data',
      needed: 30,
    });
  });

  it('claim a false theme in at most a tenth of runs without any effect', () => {
    let runs = 0;
    for (let seed = 0; seed < 20; seed++) {
      const random = seededRandom(seed);
      const contacts = Array.from({ length: 400 }, () =>
        contact(random.uniform() < 0.8 ? 1 : 0, [`t${random.below(5)}`]),
      );
      if (drivers(contacts).some(({ verdict }) => verdict === 'established')) runs++;
    }
    expect(runs).toBeLessThanOrEqual(4);
  });

  it('are none without answers', () => {
    expect(drivers([])).toEqual([]);
  });
});

describe('priority', () => {
  const unknown = { customers: 99, contacts: 120, effort: null, negativity: null, scoreEffect: null, trend: null };

  it('of what is only counted is ln(1 + customers)', () => {
    expect(priority(unknown).score).toBeCloseTo(Math.log(100), 9);
  });

  it('multiplies visible, bounded parts: effort 1.5, 5 points of satisfaction, twice the usual contacts', () => {
    const { score, parts } = priority({ ...unknown, effort: 1.5, scoreEffect: -5, trend: 2 });
    expect(parts).toMatchObject({ effort: 1.5, scoreEffect: 1.5, trend: 1.5, negativity: 1 });
    expect(score).toBeCloseTo(Math.log(100) * 1.5 ** 3, 9);
  });

  it('leaves out what has no weight', () => {
    expect(priority({ ...unknown, trend: 2 }, { ...EVEN_WEIGHTS, trend: 0 }).parts.trend).toBe(1);
  });
});

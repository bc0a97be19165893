import { EVEN_WEIGHTS, priority } from '../priority.js';
import { priorityParts } from './priority-rows.js';

const signals = { customers: 20, contacts: 25, effort: 1.5, negativity: -0.1, scoreEffect: null, trend: 1 };

describe('the parts of a priority', () => {
  const { reach, others } = priorityParts({ ...priority(signals), signals, weights: EVEN_WEIGHTS, driver: null });

  it('stand with what each was made of', () => {
    expect(reach.from).toBe('20 customers');
    expect(others.map(({ factor, from }) => [factor, from])).toEqual([
      ['× 1.50', '1.5 × usual work'],
      ['× 0.90', '-10 points'],
      ['× 1.00', null],
      ['× 1.00', '1 × usual'],
    ]);
  });

  it('say which way each pulls', () => {
    expect(others.map(({ tone }) => tone)).toEqual(['up', 'down', 'even', 'even']);
  });
});

import { formulas } from '../scores/formulas.js';
import { type Appearance, formulasFor, type Kind, optionsOf, Question, scoreOfOption } from './question.js';

const question = (kind: Kind, points: number, appearance: Appearance, direction = 'high-is-good') =>
  Question.parse({ kind, points, appearance, direction });

describe('a question', () => {
  it.each<[Kind, number, Appearance, string]>([
    ['csat', 2, 'smileys', '0:low 1:high'],
    ['csat', 3, 'smileys', '1:low 2:middle 3:high'],
    ['csat', 5, 'stars', '1:low 2:low 3:middle 4:high 5:high'],
    ['ces', 5, 'numbers', '1:low 2:low 3:middle 4:high 5:high'],
    ['ces', 7, 'numbers', '1:low 2:low 3:low 4:middle 5:high 6:high 7:high'],
    ['nps', 11, 'numbers', '0:low 1:low 2:low 3:low 4:low 5:low 6:low 7:middle 8:middle 9:high 10:high'],
    ['thumbs', 2, 'thumbs', '0:low 1:high'],
  ])('%s with %d points as %s offers %s', (kind, points, appearance, shown) => {
    const options = optionsOf(question(kind, points, appearance));
    expect(options.map(({ id, band }) => `${id}:${band}`).join(' ')).toBe(shown);
  });

  it('that asks for effort upside down calls the first point good and counts it as the best', () => {
    const upsideDown = question('ces', 7, 'numbers', 'high-is-bad');
    const [first] = optionsOf(upsideDown);
    expect(first).toEqual({ id: '1', value: 1, band: 'high' });
    expect(scoreOfOption(upsideDown, first!)).toBe(7);
    const thumbs = question('thumbs', 2, 'thumbs', 'high-is-bad');
    expect(optionsOf(thumbs).map((option) => scoreOfOption(thumbs, option))).toEqual([1, 0]);
  });

  it('is only counted by formulas that know its points', () => {
    const all = [
      question('csat', 2, 'smileys'),
      question('csat', 3, 'smileys'),
      question('csat', 5, 'stars'),
      question('nps', 11, 'numbers'),
    ];
    const more = [question('ces', 5, 'numbers'), question('ces', 7, 'numbers'), question('thumbs', 2, 'thumbs')];
    for (const asked of [...all, ...more]) {
      const points = optionsOf(asked).map(({ value }) => value);
      for (const id of formulasFor(asked)) expect(formulas[id].points).toEqual(points);
      expect(formulasFor(asked).length).toBeGreaterThan(0);
    }
  });

  it.each([
    ['CSAT with four points', { kind: 'csat', points: 4, appearance: 'smileys' }],
    ['NPS as stars', { kind: 'nps', points: 11, appearance: 'stars' }],
    ['choices without options', { kind: 'choice', points: 3, appearance: 'labels' }],
    ['options on a scale', { kind: 'nps', points: 11, appearance: 'numbers', options: [{ id: 'a' }, { id: 'b' }] }],
    [
      'two options with one id',
      { kind: 'choice', points: 2, appearance: 'labels', options: [{ id: 'a' }, { id: 'a' }] },
    ],
    [
      'eight options',
      { kind: 'choice', points: 8, appearance: 'labels', options: [...'abcdefgh'].map((id) => ({ id })) },
    ],
    [
      'an option id with a slash',
      { kind: 'choice', points: 2, appearance: 'labels', options: [{ id: 'a/b' }, { id: 'b' }] },
    ],
  ])('refuses %s', (_name, input) => {
    expect(Question.safeParse(input).success).toBe(false);
  });
});

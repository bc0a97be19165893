import { stack } from '../../embedding/matrix.js';
import { findAreas } from './areas.js';

const theme = (id: string, areaId: string | null, label: string) => ({
  id,
  areaId,
  label,
  keywords: label.toLowerCase().split(' '),
});
const at = (degrees: number) =>
  Float32Array.of(Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180));

describe('areas', () => {
  const themes = [
    theme('a', null, 'Card payment declined'),
    theme('b', null, 'Card payment pending'),
    theme('c', null, 'Password reset'),
    theme('d', null, 'Password expired'),
  ];

  it('hold themes whose centres are near, named by the words they share', () => {
    const areas = findAreas(themes, stack([at(0), at(20), at(170), at(180)]));
    expect(areas.map(({ themeIds }) => [...themeIds].sort())).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
    expect(areas[0]!.label).toMatch(/card|payment/i);
    expect(areas[1]!.label).toMatch(/password/i);
  });

  it('leave a theme alone that is near to no other', () => {
    expect(
      findAreas(themes.slice(0, 3), stack([at(0), at(20), at(180)])).map(({ themeIds }) => themeIds.length),
    ).toEqual([2]);
    expect(findAreas([], stack([], 2))).toEqual([]);
  });

  it('keep their identity while they hold half of their themes', () => {
    const known = [
      theme('a', 'x', 'Card payment declined'),
      theme('b', 'x', 'Card payment pending'),
      theme('c', 'x', 'Password reset'),
      theme('d', 'y', 'Password expired'),
    ];
    const areas = findAreas(known, stack([at(0), at(20), at(170), at(180)]));
    expect(areas.map(({ heirOf }) => heirOf)).toEqual(['x', 'y']);
  });
});

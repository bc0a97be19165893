import fc from 'fast-check';
import { contrast, paletteOf } from './palette.js';

describe('a brand colour', () => {
  it('is readable on light and dark, and so are the words on it', () => {
    const hex = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`);
    fc.assert(
      fc.property(hex, (colour) => {
        const { brand, onBrand, brandDark, onBrandDark } = paletteOf(colour);
        expect(contrast(brand, '#ffffff')).toBeGreaterThanOrEqual(4.5);
        expect(contrast(brandDark, '#16191d')).toBeGreaterThanOrEqual(4.5);
        expect(contrast(brandDark, '#1f2429')).toBeGreaterThanOrEqual(4.5);
        expect(contrast(brand, onBrand)).toBeGreaterThanOrEqual(4.5);
        expect(contrast(brandDark, onBrandDark)).toBeGreaterThanOrEqual(4.5);
      }),
    );
  });

  it('that is readable already stays as it is', () => {
    expect(paletteOf('#1f6f5c').brand).toBe('#1f6f5c');
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
  });
});

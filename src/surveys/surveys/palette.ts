/** WCAG 2.2 contrast of text: 4.5 to 1. */
const LEAST_CONTRAST = 4.5;
const PAPER = '#ffffff';
const NIGHT = '#16191d';
/** Boxes on the dark background: lighter, so what is readable here is readable there. */
const NIGHT_BOX = '#1f2429';

export interface Palette {
  /** The operator's colour, darkened until it is readable on white. */
  brand: string;
  onBrand: string;
  /** The same, lightened until it is readable on the dark background and on its boxes. */
  brandDark: string;
  onBrandDark: string;
}

/** Colours of a brand that stay readable, in light and dark: hue and saturation are kept, lightness moves as far as needed. */
export function paletteOf(colour: string): Palette {
  const brand = readable(colour, PAPER, -1);
  const brandDark = readable(colour, NIGHT_BOX, 1);
  return { brand, onBrand: bestOn(brand), brandDark, onBrandDark: bestOn(brandDark) };
}

/** WCAG contrast ratio of two colours, 1 to 21. */
export function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function bestOn(colour: string): string {
  return contrast(colour, PAPER) >= contrast(colour, NIGHT) ? PAPER : NIGHT;
}

function readable(colour: string, background: string, direction: 1 | -1): string {
  let shade = colour.toLowerCase();
  for (let step = 0; step < 50 && contrast(shade, background) < LEAST_CONTRAST; step++)
    shade = mix(shade, direction === 1 ? PAPER : '#000000');
  return shade;
}

function mix(colour: string, towards: string): string {
  const target = channels(towards);
  const mixed = channels(colour).map((value, i) => Math.round(value + (target[i]! - value) * 0.08));
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
}

function luminance(colour: string): number {
  const [r, g, b] = channels(colour).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

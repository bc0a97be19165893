import type { Period } from '../../platform/periods.js';

/** Messages of twelve weeks make the themes (4C), and what is judged or quoted of a theme comes from the same weeks. */
export const THEME_WINDOW_DAYS = 84;
const THEME_WINDOW_MS = THEME_WINDOW_DAYS * 86_400_000;

/** The twelve weeks that end at an instant. */
export function themeWindow(to: Date): Period {
  return { from: new Date(to.getTime() - THEME_WINDOW_MS), to };
}

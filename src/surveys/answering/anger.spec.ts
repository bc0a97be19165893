import { soundsAngry } from './anger.js';

describe('an angry comment', () => {
  it.each([
    'This is OUTRAGEOUS.',
    'WHY DOES NOBODY ANSWER ME',
    'Hello???',
    'Eine Unverschämtheit.',
    'C’est inacceptable',
    'Pésimo servicio',
    'Péssimo',
    'Schandalig!',
  ])('%s', (comment) => {
    expect(soundsAngry(comment)).toBe(true);
  });

  it.each(['Thanks, all fine!', 'OK', 'Die Antwort kam etwas spät.', 'قائمة طويلة من الكلمات هنا', 'Could be faster?'])(
    'is not: %s',
    (comment) => {
      expect(soundsAngry(comment)).toBe(false);
    },
  );
});

import { detectLanguage } from './language.js';

describe('detectLanguage', () => {
  it.each([
    ['en', 'I cannot log in to my account'],
    ['de', 'Wo bleibt meine Rückerstattung?'],
    ['fr', 'Je ne peux pas me connecter au site'],
    ['es', 'No puedo iniciar sesión en la cuenta'],
    ['nl', 'Waar blijft mijn terugbetaling?'],
    ['ja', 'ログインできません'],
    ['th', 'เข้าสู่ระบบไม่ได้'],
    ['ru', 'Спасибо!'],
    ['ru', 'Не могу войти с телефона'],
    ['da', 'Jeg er blevet opkrævet to gange'],
    ['fi', 'Missä pakettini on nyt?'],
    ['pl', 'Gdzie jest moja paczka?'],
    ['en', 'Login fails on my phone'],
    ['en', 'My name is [PERSON_1], [PHONE_1], and the refund has not arrived'],
  ])('says %s of %j', (language, text) => {
    expect(detectLanguage(text)).toBe(language);
  });

  it.each(['', 'ATM ate my card', 'ok', 'merci', '[EMAIL_1] [PHONE_1]', '12345 67890', 'asdf qwer', '😀😀😀'])(
    'says nothing of %j',
    (text) => {
      expect(detectLanguage(text)).toBeNull();
    },
  );
});

import { type Kind, optionsOf, Question } from './question.js';
import { chooseLocale, fill, OwnTexts, pageTexts, READY_LOCALES, resolveTexts, TextsByLocale } from './texts.js';

const csat = Question.parse({ kind: 'csat', points: 5, appearance: 'smileys' });

describe('ready texts', () => {
  it('exist in six languages', () => {
    expect(READY_LOCALES).toEqual(['en', 'de', 'fr', 'es', 'pt', 'nl']);
  });

  it.each(READY_LOCALES)('in %s say everything, with a word for every face, star and thumb', (locale) => {
    const asked: [Kind, number, string][] = [
      ['csat', 2, 'smileys'],
      ['csat', 3, 'smileys'],
      ['csat', 5, 'stars'],
      ['ces', 7, 'numbers'],
      ['nps', 11, 'numbers'],
      ['thumbs', 2, 'thumbs'],
    ];
    for (const [kind, points, appearance] of asked) {
      const question = Question.parse({ kind, points, appearance });
      const texts = resolveTexts(question, locale, {});
      expect(Object.values({ ...texts, ...texts.pages }).filter((value) => value === '')).toEqual([]);
      const needsWords = appearance !== 'numbers';
      const ids = optionsOf(question).map(({ id }) => id);
      expect(Object.keys(texts.labels)).toEqual(needsWords ? ids : []);
    }
  });

  it('differ between languages in every page word', () => {
    const english = resolveTexts(csat, 'en', {});
    for (const locale of READY_LOCALES.slice(1)) {
      const same = Object.entries(resolveTexts(csat, locale, {}).pages).filter(
        ([name, value]) => value === english.pages[name as 'send'],
      );
      expect(same.map(([name]) => name).filter((name) => name !== 'optional')).toEqual([]);
    }
  });
});

describe('texts of a survey', () => {
  const own = { 'pt-BR': { question: 'Tudo certo?' }, ar: { question: 'هل أنت راض؟' } };

  it.each([
    [['pt-br'], 'pt-BR'],
    [['pt-PT'], 'pt-BR'],
    [['de-AT'], 'de'],
    [[null, 'xx', 'ar-EG'], 'ar'],
    [['xx'], 'en'],
  ])('for %j are in %s', (wishes, locale) => {
    expect(chooseLocale(wishes, own, 'en')).toBe(locale);
  });

  it('put the own words over the ready ones', () => {
    const texts = resolveTexts(csat, 'pt-BR', own);
    expect(texts.question).toBe('Tudo certo?');
    expect(texts.pages.send).toBe('Enviar resposta');
  });

  it('run from right to left in Arabic', () => {
    expect(resolveTexts(csat, 'ar', own)).toMatchObject({ dir: 'rtl', question: 'هل أنت راض؟' });
  });

  it('fill in the names and nothing else', () => {
    expect(fill('{company} {agent} {constructor} $&', { company: '$& Ltd', agent: null })).toBe(
      '$& Ltd $& Ltd {constructor} $&',
    );
  });

  it('refuse unknown fields and locales', () => {
    expect(OwnTexts.safeParse({ headline: 'x' }).success).toBe(false);
    expect(TextsByLocale.safeParse({ '../en': {} }).success).toBe(false);
    expect(OwnTexts.safeParse({ question: 'x', pages: { send: 'Go' }, labels: { 1: 'Bad' } }).success).toBe(true);
  });

  it('of an expired link follow the browser', () => {
    expect(pageTexts('xx, nl-BE;q=0.8, en;q=0.5').locale).toBe('nl');
    expect(pageTexts(undefined).locale).toBe('en');
  });
});

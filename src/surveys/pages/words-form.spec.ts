import { describe, expect, it } from '@jest/globals';
import { ZodError } from 'zod';
import type { Content } from '../surveys/content.js';
import { textsOf } from '../surveys/content.js';
import { fromTemplate, type TemplateId } from '../surveys/templates.js';
import { applyWords, WordsForm, wordsView } from './words-form.js';

const contentOf = (template: TemplateId): Content => fromTemplate(template).content;
const form = (fields: Record<string, unknown>): WordsForm => WordsForm.parse({ locale: 'en', ...fields });
/** The form as the page shows it and sends it back when nobody changes anything. */
function untouched(content: Content, locale = content.defaultLocale): Record<string, unknown> {
  const view = wordsView(content, locale);
  return {
    locale,
    ...Object.fromEntries(view.words.map(({ name, value }) => [`word-${name}`, value])),
    ...Object.fromEntries(view.labels.map(({ id, value }) => [`label-${id}`, value])),
    ...Object.fromEntries(view.reasons.map(({ id, value }) => [`reason-${id}`, value])),
    ...Object.fromEntries(view.pages.map(({ name, value }) => [`page-${name}`, value])),
    optionId: view.rows?.map(({ id }) => id) ?? [],
    option: view.rows?.map(({ label }) => label) ?? [],
    band: view.rows?.map(({ bands }) => bands.find(({ isChosen }) => isChosen)!.id) ?? [],
    offered: view.reasons.filter(({ isOffered }) => isOffered).map(({ id }) => id),
    ...(content.asksComment ? { asksComment: '1' } : {}),
  };
}

describe('the words of a survey', () => {
  it.each<TemplateId>(['csat-5', 'nps', 'ces-7', 'thumbs', 'choice'])(
    'of %s stay when nothing is changed',
    (template) => {
      const content = contentOf(template);
      expect(applyWords(content, form(untouched(content)))).toEqual(content);
      expect(applyWords(content, form(untouched(content, 'de')))).toEqual(content);
    },
  );

  it('may be the own ones of a language that no ready text knows', () => {
    const fields = { locale: 'it', 'word-question': 'Siete soddisfatti?', 'label-5': 'Molto', 'page-send': 'Invia' };
    const texts = textsOf(applyWords(contentOf('csat-5'), form(fields)), 'it');
    expect(texts).toMatchObject({ question: 'Siete soddisfatti?', labels: { 5: 'Molto', 1: 'Very dissatisfied' } });
    expect(texts.pages.send).toBe('Invia');
  });

  it('come from the ready text again once the own one is emptied', () => {
    const content = applyWords(contentOf('csat-5'), form({ locale: 'de', 'word-mailSubject': 'Na?' }));
    expect(textsOf(content, 'de').mailSubject).toBe('Na?');
    expect(applyWords(content, form({ locale: 'de', 'word-mailSubject': '' })).texts).toEqual({});
  });

  it('leave reasons and answers alone in a language that is not the own one', () => {
    const content = contentOf('choice');
    const changed = applyWords(content, form({ locale: 'de', 'word-question': 'Gefunden?', 'label-found': 'Ja' }));
    expect(changed).toMatchObject({ question: content.question, reasons: content.reasons, asksComment: true });
    expect(textsOf(changed, 'de').labels).toEqual({ found: 'Ja', partly: 'In part', 'not-found': 'No' });
  });

  it('bring own reasons and drop those that are not offered', () => {
    const fields = { offered: 'slow', newReason: ['The price', ''], 'reason-slow': 'Too slow' };
    const content = applyWords(contentOf('csat-5'), form(fields));
    expect(content).toMatchObject({ reasons: ['slow', 'the-price'], asksComment: false });
    expect(textsOf(content, 'en').reasons).toMatchObject({ slow: 'Too slow', 'the-price': 'The price' });
  });

  it('make the answers of a custom choice: kept ids, new ones from the label, empty rows gone', () => {
    const content = applyWords(
      contentOf('choice'),
      form({
        'word-question': 'Which plan?',
        optionId: ['found', 'partly', '', '', ''],
        option: ['Free', '', 'Größer & mehr', 'Größer & mehr', '…'],
        band: ['high', 'low', 'middle', 'middle', 'low'],
      }),
    );
    expect(content.question).toMatchObject({
      points: 4,
      options: [
        { id: 'found', band: 'high' },
        { id: 'gro-er-mehr', band: 'middle' },
        { id: 'gro-er-mehr-2', band: 'middle' },
        { id: 'own', band: 'low' },
      ],
    });
    expect(textsOf(content, 'en').labels).toMatchObject({ found: 'Free', own: '…' });
  });

  it('refuse a choice of one answer', () => {
    expect(() => applyWords(contentOf('choice'), form({ optionId: ['found'], option: ['Yes'] }))).toThrow(ZodError);
  });
});

import { quoteWords } from './quote-words.js';

describe('a quote', () => {
  it.each([
    ['Hi folks,\n\nClocking in is refused.\nAgain.\n\nThx\n[PERSON_1]', 'Clocking in is refused. Again.'],
    ['Hello, it is the third time that I write.', 'it is the third time that I write.'],
    ['Dear Sir or Madam,\n\nI am the office manager here.\n\nThanks\n[PERSON_1]', 'I am the office manager here.'],
    ['Good afternoon! The portal rejects the file.', 'The portal rejects the file.'],
    ['To whom it may concern, my ferry has no signal.', 'my ferry has no signal.'],
    ['The export stops at the end.\n[PERSON_2]', 'The export stops at the end.'],
    ['no transactions since tuesday, pls help. Cheers, name', 'no transactions since tuesday, pls help.'],
    ['Morning! The staff are getting angry. Regards, [PERSON_1] Founder, Fox Garage', 'The staff are getting angry.'],
  ])('leaves out salutation and farewell of %j', (text, words) => {
    expect(quoteWords(text, 200)).toBe(words);
  });

  it.each([
    'High load makes the page slow. Hello?',
    'Thanks to the update, nothing works any more.',
    'Hi, thanks!',
    'It fails. Thanks to your update. It is the third time this week that it does, please help us today.',
    'Dear customers cannot log in since Monday.',
  ])('keeps %j whole', (text) => {
    expect(quoteWords(text, 200)).toBe(text);
  });

  it('is cut at a word', () => {
    expect(quoteWords('Hi,\nthe export of large projects stops', 20)).toBe('the export of large …');
  });
});

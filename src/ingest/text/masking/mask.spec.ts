import fc from 'fast-check';
import { findPersonalData, maskPersonalData } from './mask.js';

/** What was found, as "TYPE:value". */
function found(text: string, options: Parameters<typeof findPersonalData>[1] = {}): string[] {
  return findPersonalData(text, options).map(({ type, start, end }) => `${type}:${text.slice(start, end)}`);
}

describe('findPersonalData', () => {
  it.each([
    ['Paid with 4111-1111-1111-1111, exp 12/27', ['CARD:4111-1111-1111-1111']],
    ['amex 378282246310005', ['CARD:378282246310005']],
    ['my card 4111 1111 1111 1112 was refused', ['CARD:4111 1111 1111 1112']],
    ['4111 1111 1111 1111 5555 5555 5555 4444', ['CARD:4111 1111 1111 1111', 'CARD:5555 5555 5555 4444']],
    ['DE89 3704 0044 0532 0130 00 please', ['IBAN:DE89 3704 0044 0532 0130 00']],
    ['iban: gb29nwbk60161331926819', ['IBAN:gb29nwbk60161331926819']],
    ["write to o'brien+x@sub.example.co.uk.", ["EMAIL:o'brien+x@sub.example.co.uk"]],
    ['jane (at) example (dot) org', ['EMAIL:jane (at) example (dot) org']],
    ['server 192.168.1.254:8080 fails', ['IP:192.168.1.254']],
    ['from fe80::1ff:fe23:4567:890a now', ['IP:fe80::1ff:fe23:4567:890a']],
    ['call (555) 010-1234 ext. 5', ['PHONE:(555) 010-1234 ext. 5']],
    ['0049 30 901820 or 06 12 34 56 78', ['PHONE:0049 30 901820', 'PHONE:06 12 34 56 78']],
    ['89 72 63 41 office', ['PHONE:89 72 63 41']],
    ['ssn 078-05-1120', ['NATIONAL_ID:078-05-1120']],
    ['DNI 12345678Z', ['NATIONAL_ID:12345678Z']],
    ['CPF 123.456.789-09', ['NATIONAL_ID:123.456.789-09']],
    ['passport number X1234567', ['NATIONAL_ID:X1234567']],
    ['dob: 03/05/1980', ['BIRTH_DATE:03/05/1980']],
    ['geboren am 3. Mai 1980', ['BIRTH_DATE:3. Mai 1980']],
    ['my password is hunter2!', ['SECRET:hunter2']],
    ['Authorization: Bearer abcdefghijklmnop1234', ['SECRET:abcdefghijklmnop1234']],
    ['key AKIAIOSFODNN7EXAMPLE leaked', ['SECRET:AKIAIOSFODNN7EXAMPLE']],
    ['https://example.com/reset?token=abc123def456 fails', ['URL:https://example.com/reset?token=abc123def456']],
    ['postgres://bob:pw@db.example.com/x', ['URL:postgres://bob:pw@db.example.com/x']],
    ['at 221B Baker Street, London NW1 6XE', ['ADDRESS:221B Baker Street, London NW1 6XE']],
    ['nach Hauptstraße 5, 10115 Berlin', ['ADDRESS:Hauptstraße 5, 10115 Berlin']],
    ['au 12 rue de la Paix, 75002 Paris', ['ADDRESS:12 rue de la Paix, 75002 Paris']],
  ])('finds what is personal in %j', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  it.each([
    'version 1.2.3.4 is broken',
    'order 5550101234 is missing',
    'I paid 1,234.56 on 12/05/2021 at 10:30',
    'between 2010-2015 we had 1 200 000 users',
    'my password is not working',
    'https://example.com/help/article-about-cards',
    'std::vector and 12:34:56',
    'room 101 on floor 3',
    'zip 12345-6789',
    'via SWIFT 9 hours ago',
  ])('finds nothing in %j', (text) => {
    expect(found(text)).toEqual([]);
  });

  it('takes bare digits for a telephone number where they are one in the country', () => {
    expect(found('reach 02079460958', { defaultCountry: 'GB' })).toEqual(['PHONE:02079460958']);
    expect(found('id 02079460958', { defaultCountry: 'GB' })).toEqual(['PHONE:02079460958']);
    expect(found('id 02079460958')).toEqual([]);
  });
});

describe('person names', () => {
  it.each([
    ['Dear Will,\nplease help', ['PERSON:Will']],
    ['It broke.\n\nBest regards\nJane van der Berg', ['PERSON:Jane van der Berg']],
    ['my name is priya', ['PERSON:priya']],
    ['ich heiße Jürgen Müller', ['PERSON:Jürgen Müller']],
    ['I spoke with Dr. Tanaka about it', ['PERSON:Dr. Tanaka']],
    ['We told Olga, Priit and Walker about the fault', ['PERSON:Olga', 'PERSON:Priit', 'PERSON:Walker']],
    ["This is Bożydar's address, as you asked", ['PERSON:Bożydar']],
    ['yesterday jennifer kowalska from your team called', ['PERSON:jennifer kowalska']],
  ])('are found in %j', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  it.each([
    'Hi team,\nit broke',
    'Will you refund me?',
    'Mark as read does not work',
    'May I have Premium?',
    'please ship it to Austin',
    'Grace period ended in Jordan',
    'Rich Text Editor crashes',
    'CAN SOMEBODY HELP ME PLEASE',
    'Bitte um Rückerstattung, Danke',
  ])('are not seen in %j', (text) => {
    expect(found(text)).toEqual([]);
  });

  it('that are known from the ticket are found anywhere, a word among them only with its capital', () => {
    const options = { knownNames: ['Grace Oyelaran', 'Support Team'] };
    expect(found('oyelaran here, ask Grace about the grace period', options)).toEqual([
      'PERSON:oyelaran',
      'PERSON:Grace',
    ]);
    expect(found('The Support Team did not answer', options)).toEqual([]);
  });
});

describe('maskPersonalData', () => {
  it('gives equal values one number and different values different numbers', () => {
    const text = 'a@example.org or A@Example.org, not b@example.org';
    expect(maskPersonalData(text).masked).toBe('[EMAIL_1] or [EMAIL_1], not [EMAIL_2]');
  });

  it('leaves placeholders alone and does not give their numbers out again', () => {
    expect(maskPersonalData('[EMAIL_3] and c@example.org').masked).toBe('[EMAIL_3] and [EMAIL_4]');
  });

  it('leaves no e-mail, card, IBAN or address of a machine behind, wherever it stands', () => {
    const secret = fc.constantFrom('q.w@example.net', '4111 1111 1111 1111', 'GB29NWBK60161331926819', '203.0.113.77');
    const around = fc.constantFrom(' ', '\n', ' (', '), ', '; ', ' is ', ', and ');
    fc.assert(
      fc.property(fc.array(fc.tuple(around, secret), { maxLength: 8 }), (parts) => {
        const text = `Mine: ${parts.map(([before, value]) => before + value).join('')} .`;
        const { masked } = maskPersonalData(text);
        for (const [, value] of parts) expect(masked).not.toContain(value);
      }),
    );
  });
});

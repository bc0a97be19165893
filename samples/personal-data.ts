import type { Random } from './random.js';

/**
 * Personal data that belongs to nobody: telephone numbers that regulators reserve for fiction (NANP 555-01xx, Ofcom,
 * Bundesnetzagentur, ARCEP), addresses in the documentation ranges of RFC 5737, card numbers that payment providers
 * publish for tests, and IBANs with correct check digits at bank codes that were never given out.
 */
const TEST_CARDS = ['4242 4242 4242 4242', '4111 1111 1111 1111', '5555 5555 5555 4444', '3782 822463 10005'];

function digits(count: number, random: Random): string {
  return Array.from({ length: count }, () => random.between(0, 9)).join('');
}

export function fictionalPhone(random: Random): string {
  const formats = [
    () => `+1 (${random.pick(['212', '312', '415', '617'])}) 555-01${digits(2, random)}`,
    () => `020 7946 0${digits(3, random)}`,
    () => `0161 496 0${digits(3, random)}`,
    () => `07700 900${digits(3, random)}`,
    () => `+44 7700 900${digits(3, random)}`,
    () => `030 23125 ${digits(3, random)}`,
    () => `+49 40 66969 ${digits(3, random)}`,
    () => `01 99 00 ${digits(2, random)} ${digits(2, random)}`,
  ];
  return random.pick(formats)();
}

export function testCard(random: Random): string {
  const card = random.pick(TEST_CARDS);
  return random.chance(0.5) ? card : card.replaceAll(' ', random.chance(0.3) ? '-' : '');
}

/** ISO 13616: letters become numbers, country and check digits go to the end, 98 minus the remainder of 97. */
export function ibanCheckDigits(country: string, account: string): string {
  const rearranged = `${account}${country}00`;
  const asNumber = [...rearranged].map((sign) => parseInt(sign, 36).toString()).join('');
  return (98n - (BigInt(asNumber) % 97n)).toString().padStart(2, '0');
}

export function inventedIban(random: Random): string {
  const forms = [
    () => ['DE', `00000000${digits(10, random)}`],
    () => ['NL', `XXXX${digits(10, random)}`],
    () => ['GB', `XXXX000000${digits(8, random)}`],
    () => ['AT', `00000${digits(11, random)}`],
  ];
  const [country = 'DE', account = ''] = random.pick(forms)();
  const iban = `${country}${ibanCheckDigits(country, account)}${account}`;
  return random.chance(0.6) ? iban.replace(/(.{4})(?=.)/g, '$1 ') : iban;
}

export function documentationIp(random: Random): string {
  return `${random.pick(['192.0.2', '198.51.100', '203.0.113'])}.${random.between(1, 254)}`;
}

export function secretUrl(random: Random): string {
  const token = Array.from({ length: 24 }, () => random.between(0, 35).toString(36)).join('');
  return random.pick([
    `https://app.marlowick.example/reset?token=${token}`,
    `https://app.marlowick.example/join?code=${token}&lang=en`,
    `https://files.marlowick.example/d/${token}?signature=${token.slice(4, 18)}`,
  ]);
}

export function birthday(random: Random): string {
  const day = random.between(1, 28);
  return random.pick([`${day}/${random.between(1, 12)}/${random.between(1958, 2002)}`, `${day} March 1979`]);
}

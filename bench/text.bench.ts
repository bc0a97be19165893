import { cleanMessage } from '../src/ingest/text/clean-message.js';
import { findPersonalData } from '../src/ingest/text/masking/mask.js';
import { wilsonInterval } from '../src/platform/statistics/wilson.js';
import { type MarkedText, type ReplyPair, rowsOf, textsOf } from './text-data.js';

/** Label of the data set -> our type, and the recall that must be reached (null: shown only). */
const TYPES: Record<string, { type: string; floor: number | null }> = {
  CREDIT_CARD: { type: 'CARD', floor: 1 },
  IBAN_CODE: { type: 'IBAN', floor: 1 },
  EMAIL_ADDRESS: { type: 'EMAIL', floor: 1 },
  IP_ADDRESS: { type: 'IP', floor: 1 },
  PHONE_NUMBER: { type: 'PHONE', floor: 1 },
  PERSON: { type: 'PERSON', floor: 0.85 },
  US_SSN: { type: 'NATIONAL_ID', floor: null },
  US_DRIVER_LICENSE: { type: 'NATIONAL_ID', floor: null },
  ADDRESS: { type: 'ADDRESS', floor: null },
};
const misses: string[] = [];

function share(hits: number, n: number): string {
  const interval = wilsonInterval(hits, n);
  if (!interval) return 'unknown (n = 0)';
  return `${(hits / n).toFixed(4)}  n = ${n}  95 % ${interval.low.toFixed(3)} to ${interval.high.toFixed(3)}`;
}

function require(name: string, value: number, holds: boolean): void {
  if (!holds) misses.push(`${name}: ${value.toFixed(4)}`);
}

const squeeze = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** Harmonic mean of token precision and recall, as bags of tokens; 1 when both are empty. */
function tokenF1(got: string, wanted: string): number {
  const a = squeeze(got).split(' ').filter(Boolean);
  const b = squeeze(wanted).split(' ').filter(Boolean);
  if (a.length + b.length === 0) return 1;
  const left = new Map<string, number>();
  for (const token of a) left.set(token, (left.get(token) ?? 0) + 1);
  let common = 0;
  for (const token of b) {
    const count = left.get(token) ?? 0;
    if (count > 0) common++;
    left.set(token, count - 1);
  }
  return (2 * common) / (a.length + b.length);
}

function benchReplies(): void {
  const pairs = rowsOf<ReplyPair>('email_replies/pairs_dev.jsonl');
  if (!pairs) return;
  console.log('\nVisible reply (exact match after white-space, mean token F1)');
  for (const source of [...new Set(pairs.map((pair) => pair.source))].sort()) {
    const rows = pairs
      .filter((pair) => pair.source === source)
      .map((pair) => ({ pair, visible: cleanMessage(pair).visible }));
    const exact = rows.filter(({ pair, visible }) => squeeze(visible) === squeeze(pair.expected_reply)).length;
    const f1 = rows.reduce((sum, { pair, visible }) => sum + tokenF1(visible, pair.expected_reply), 0) / rows.length;
    console.log(`  ${source.padEnd(32)} exact ${share(exact, rows.length)}  F1 ${f1.toFixed(4)}`);
    require(`${source} exact match`, exact / rows.length, exact / rows.length >= 0.8);
    require(`${source} token F1`, f1, f1 >= 0.93);
  }
}

/** A span is found when every letter and digit of it is masked, whatever the type it is masked as. */
function isCovered(
  text: string,
  span: { start: number; end: number },
  found: readonly { start: number; end: number }[],
): boolean {
  for (let at = span.start; at < span.end; at++) {
    if (/[\p{L}\p{N}]/u.test(text[at]!) && !found.some(({ start, end }) => start <= at && at < end)) return false;
  }
  return true;
}

function benchMasking(): void {
  const rows = rowsOf<MarkedText>('presidio_pii/generated_large.jsonl');
  if (!rows) return;
  const results = rows.map((row) => ({ ...row, found: findPersonalData(row.text) }));
  console.log('\nMasking: recall (span wholly masked)');
  for (const [label, { floor }] of Object.entries(TYPES)) {
    const spans = results.flatMap(({ text, spans, found }) =>
      spans.filter(({ type }) => type === label).map((span) => isCovered(text, span, found)),
    );
    const hits = spans.filter(Boolean).length;
    console.log(`  ${label.padEnd(18)} ${share(hits, spans.length)}${floor === null ? '' : `  floor ${floor}`}`);
    if (floor !== null && spans.length > 0)
      require(`recall ${label}`, hits / spans.length, hits / spans.length >= floor);
  }
  console.log('Masking: precision (masked span touches any marked span)');
  for (const type of [...new Set(results.flatMap(({ found }) => found.map((span) => span.type)))].sort()) {
    const found = results.flatMap(({ found, spans }) =>
      found
        .filter((span) => span.type === type)
        .map((span) => spans.some(({ start, end }) => start < span.end && span.start < end)),
    );
    console.log(`  ${type.padEnd(18)} ${share(found.filter(Boolean).length, found.length)}`);
  }
  const clean = results.filter(({ spans }) => spans.length === 0);
  const touched = clean.filter(({ found }) => found.length > 0).length;
  console.log(`Over-masking on sentences without spans  ${share(touched, clean.length)}  ceiling 0.02`);
  require('over-masking', touched / clean.length, touched / clean.length < 0.02);
}

function benchOverMasking(): void {
  const texts = textsOf('banking77/train.csv');
  if (!texts) return;
  const touched = texts.filter((text) => findPersonalData(text).length > 0).length;
  console.log(`Over-masking on banking questions       ${share(touched, texts.length)}  ceiling 0.02`);
  require('over-masking of banking questions', touched / texts.length, touched / texts.length < 0.02);
}

/** English questions that are called another language would be kept apart from mining. */
function benchLanguage(): void {
  const texts = textsOf('banking77/train.csv');
  if (!texts) return;
  const languages = texts.map((text) => cleanMessage({ text }).language);
  const lost = languages.filter((language) => language !== null && language !== 'en').length;
  console.log(`English called another language         ${share(lost, texts.length)}  ceiling 0.005`);
  require('English called another language', lost / texts.length, lost / texts.length < 0.005);
}

/** Counted in processor time, best of three: other work on the machine takes the caches away, but hardly all of the time. */
function benchSpeed(): void {
  const texts = textsOf('banking77/train.csv');
  if (!texts) return;
  const long = texts.map((_, at) =>
    [0, 1, 2, 3, 4]
      .map((step) => texts[(at + step) % texts.length])
      .join(' ')
      .slice(0, 300),
  );
  console.log('');
  rateOf('short messages', texts, 5_000);
  rateOf('messages of 300 characters', long, 6_600);
}

function rateOf(what: string, texts: readonly string[], floor: number): void {
  const rates = [1, 2, 3].map(() => {
    const before = process.cpuUsage();
    for (const text of texts) cleanMessage({ text });
    const { user, system } = process.cpuUsage(before);
    return texts.length / ((user + system) / 1e6);
  });
  const best = Math.max(...rates);
  console.log(
    `Speed: ${Math.round(best)} ${what} per second of one core (${(1_000 / best).toFixed(3)} ms each, n = ${texts.length}, best of 3)  floor ${floor}`,
  );
  require(`${what} per second`, best, best >= floor);
}

benchReplies();
benchMasking();
benchOverMasking();
benchLanguage();
benchSpeed();
if (misses.length > 0) {
  console.log(`\nMISSED: ${misses.join('; ')}`);
  process.exitCode = 1;
}

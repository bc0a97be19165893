import { randomBytes, randomInt } from 'node:crypto';
import type { KeyRing, Purpose } from '../src/surveys/answering/token.js';
import { mintToken, PURPOSES, randomId, readToken } from '../src/surveys/answering/token.js';
import type { TestApp } from '../test/app.js';
import { SurveyTokens } from '../src/surveys/answering/survey-tokens.js';
import { anInvitation, aSurvey } from '../test/surveys/survey-builders.js';
import { Visitor } from '../test/surveys/visitor.js';
import { atMost, type Drill, exactly, type Finding, inParallel } from './drill.js';
import { startService } from './service.js';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const purposes = Object.keys(PURPOSES) as Purpose[];
const randomKeys = (): KeyRing => {
  const keys = new Map(purposes.map((purpose) => [purpose, [randomBytes(32)]]));
  return (purpose) => keys.get(purpose)!;
};
const keys = randomKeys();
const otherKeys = randomKeys();
const inAYear = new Date(Date.now() + 365 * 86_400_000);
const mint = (ring: KeyRing, purpose: Purpose) => mintToken(ring, purpose, { subject: randomId(), expiresAt: inAYear });
const char = () => ALPHABET[randomInt(ALPHABET.length)]!;

/** Ways to change a genuine token into another text. Each gives something else than it got. */
const MUTATIONS: Record<string, (token: string) => string> = {
  'one bit flipped': (token) => {
    const bytes = Buffer.from(token, 'base64url');
    bytes[randomInt(bytes.length)]! ^= 1 << randomInt(8);
    return bytes.toString('base64url');
  },
  'one character changed': (token) => {
    const at = randomInt(token.length);
    const next = char();
    return token.slice(0, at) + (next === token[at] ? (next === 'A' ? 'B' : 'A') : next) + token.slice(at + 1);
  },
  'cut or lengthened': (token) =>
    randomInt(2) ? token.slice(0, -1 - randomInt(20)) : token + char().repeat(1 + randomInt(8)),
  'fields of two tokens swapped': (token) => {
    const [a, b] = [Buffer.from(token, 'base64url'), Buffer.from(mint(keys, 'answer'), 'base64url')];
    const cut = [6, 18, 22][randomInt(3)]!;
    return Buffer.concat([a.subarray(0, cut), b.subarray(cut)]).toString('base64url');
  },
  'expiry moved': (token) => {
    const bytes = Buffer.from(token, 'base64url');
    bytes.writeUInt32BE(bytes.readUInt32BE(18) + 1 + randomInt(10_000_000), 18);
    return bytes.toString('base64url');
  },
  'other version or purpose byte': (token) => {
    const bytes = Buffer.from(token, 'base64url');
    const at = randomInt(2);
    bytes[at] = (bytes[at]! + 1 + randomInt(255)) & 255;
    return bytes.toString('base64url');
  },
  'other spelling of base64': (token) => {
    const spellings = [
      `${token}=`,
      `${token}==`,
      ` ${token}`,
      `${token}\n`,
      token.replaceAll('-', '+').replaceAll('_', '/'),
      token.toUpperCase(),
    ];
    const spelling = spellings[randomInt(spellings.length)]!;
    return spelling === token ? `${token}%` : spelling;
  },
  'signed by another key': () => mint(otherKeys, 'answer'),
  'no signature (zeros, or the payload again)': (token) => {
    const payload = Buffer.from(token, 'base64url').subarray(0, 22);
    const tail = randomInt(2) ? Buffer.alloc(20) : payload.subarray(0, 20);
    return Buffer.concat([payload, tail]).toString('base64url');
  },
  'random of the right form': () => Array.from({ length: 56 }, char).join(''),
};

/** Counts mutants that are accepted by the function itself. */
export function forgeAtFunction(count: number): Finding[] {
  const kinds = Object.entries(MUTATIONS);
  const perKind = Math.ceil(count / kinds.length);
  return kinds.map(([kind, mutate]) => {
    let accepted = 0;
    let token = mint(keys, 'answer');
    for (let i = 0; i < perKind; i++) {
      if (i % 50 === 0) token = mint(keys, 'answer');
      if (readToken(keys, 'answer', mutate(token))) accepted += 1;
    }
    return exactly(`${kind}: ${perKind} mutants accepted`, 0, accepted);
  });
}

/** Every purpose's token read as every other purpose's. */
export function crossPurposes(): Finding {
  const accepted = purposes.flatMap((made) =>
    purposes.filter((read) => read !== made && readToken(keys, read, mint(keys, made))),
  );
  return exactly(`${purposes.length} x ${purposes.length - 1} other purposes: accepted`, 0, accepted.length);
}

/** The same over HTTP: nothing but 404 (or a request that cannot be sent), and no answer stored. */
export async function forgeOverHttp(service: TestApp, count: number): Promise<Finding[]> {
  const survey = await aSurvey(service);
  const { token } = await anInvitation(service, survey);
  const mutators = Object.values(MUTATIONS);
  const statuses = new Map<number, number>();
  await inParallel(
    Array.from({ length: count }, (_, i) => i),
    16,
    async (i) => {
      const mutant = encodeURIComponent(mutators[i % mutators.length]!(token));
      const path = [`/s/${mutant}/9`, `/e/${mutant}`, `/s/${mutant}`][i % 3]!;
      const headers = { 'x-forwarded-for': `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}` };
      const { status, body } = await fetch(service.url + path, {
        headers,
        ...(i % 4 === 0 ? { method: 'POST', body: new URLSearchParams({ o: '9', n: 'x' }) } : {}),
      });
      await body?.cancel();
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    },
  );
  const [row] = await service.db.query<{ n: number }[]>(
    'SELECT count(*)::int AS n FROM survey_response WHERE survey_id = $1',
    [survey.id],
  );
  const refused = [...statuses].filter(([status]) => status >= 400 && status < 500).reduce((sum, [, n]) => sum + n, 0);
  return [
    exactly(`${count} forged links over HTTP: refused with 4xx`, count, refused),
    exactly('answers stored by them', 0, row!.n),
  ];
}

/** Links that open nothing, each for another reason. */
async function closedLinks(service: TestApp): Promise<Record<string, string>> {
  const survey = await aSurvey(service);
  const tokens = service.get(SurveyTokens);
  const [withdrawn, answered, expired] = [
    await anInvitation(service, survey),
    await anInvitation(service, survey),
    await anInvitation(service, survey, new Date(Date.now() - 60 * 86_400_000)),
  ];
  await service.db.query('UPDATE invitation SET withdrawn_at = now() WHERE id = $1', [withdrawn.id]);
  await new Visitor(service.url).tap(answered.token, '9');
  await service.db.query(`UPDATE survey_response SET editable_until = now() WHERE invitation_id = $1`, [answered.id]);
  return {
    forged: mint(otherKeys, 'answer'),
    unknown: tokens.mint('answer', { subject: randomId(), expiresAt: inAYear }),
    expired: expired.token,
    withdrawn: withdrawn.token,
    'answered, and no longer open': answered.token,
  };
}

const MOST_APART_MS = 2;

/** Whether status, page or time tell why a link opens nothing. Taken in turn, so that what else happens hits all alike. */
export async function compareClosedLinks(service: TestApp, rounds: number): Promise<Finding[]> {
  const links = Object.entries(await closedLinks(service));
  const times = new Map<string, number[]>(links.map(([kind]) => [kind, []]));
  const faces = new Set<string>();
  for (let round = -20; round < rounds; round++) {
    for (const [i, [kind, token]] of links.entries()) {
      const headers = { 'x-forwarded-for': `10.9.${(round + 20) & 255}.${i * 40 + ((round + 20) >> 8)}` };
      const started = performance.now();
      const answer = await fetch(`${service.url}/s/${token}/9`, { headers });
      const page = await answer.text();
      if (round >= 0) times.get(kind)!.push(performance.now() - started);
      faces.add(`${answer.status} ${page}`);
    }
  }
  const medians = [...times].map(([kind, all]) => [kind, all.sort((a, b) => a - b)[all.length >> 1]!] as const);
  const values = medians.map(([, median]) => median);
  const apart = atMost('medians of their times apart', MOST_APART_MS, Math.max(...values) - Math.min(...values), ' ms');
  return [
    exactly(`${links.length} kinds of closed links, ${rounds} times each: different answers`, 1, faces.size),
    { ...apart, seen: `${apart.seen} (${medians.map(([kind, median]) => `${kind} ${median.toFixed(1)}`).join(', ')})` },
  ];
}

export const forgedLinks: Drill = {
  id: 'P11',
  promise: 'Links cannot be forged.',
  async run({ isLong }) {
    const service = await startService({ TRUST_PROXY: '127.0.0.1', RATE_LIMIT_FACTOR: '1000' });
    try {
      const overHttp = await forgeOverHttp(service, isLong ? 20_000 : 2000);
      const closed = await compareClosedLinks(service, isLong ? 2000 : 200);
      return [...forgeAtFunction(isLong ? 1_000_000 : 100_000), crossPurposes(), ...overHttp, ...closed];
    } finally {
      await service.close();
    }
  },
};

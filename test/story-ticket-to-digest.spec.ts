import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Company } from '../samples/company.js';
import type { Digest } from '../src/digest/delivery/digest.entity.js';
import { DigestRendering } from '../src/digest/rendering/digest-rendering.service.js';
import { startApp, type TestApp } from './app.js';
import { digestOf, liveThroughSample, MONDAY, type TruthOfTheme, truthOfThemes } from './sample-company.js';

describe('twelve weeks of the sample company', () => {
  let service: TestApp;
  let company: Company;
  let themes: Map<string, TruthOfTheme>;
  let product: Digest;
  let content: Digest;

  beforeAll(async () => {
    service = await startApp({ MINING_THREADS: '2' });
    company = await liveThroughSample(service, 1);
    themes = await truthOfThemes(service, company);
    product = await digestOf(service, 'Product');
    content = await digestOf(service, 'Help centre');
  }, 240_000);
  afterAll(() => service.close());

  const issueOf = (id: string): string => themes.get(id)?.issue ?? 'none';
  const changed = (...kinds: string[]): string[] =>
    product.facts.themes.filter(({ trend }) => trend && kinds.includes(trend.kind)).map(({ id }) => issueOf(id));

  it('take every ticket once', async () => {
    const [row] = await service.db.query<{ n: number }[]>('SELECT count(*)::int AS n FROM ticket');
    expect(row!.n).toBe(company.tickets.length);
  });

  it('find about as many themes as there are issues, and mostly one issue a theme', () => {
    const issues = company.truth.issues.length;
    expect(themes.size).toBeGreaterThan(0.6 * issues);
    expect(themes.size).toBeLessThan(1.6 * issues);
    const pure = [...themes.values()].filter(({ share }) => share >= 0.6).length;
    expect(pure / themes.size).toBeGreaterThan(0.7);
  });

  it('name the issue that was new in the last two weeks', () => {
    expect(changed('new', 'spike', 'rise')).toContain(company.truth.new_issue.issue);
  });

  it('name the issue that spiked', () => {
    expect(changed('spike', 'rise')).toContain(company.truth.spike.issue);
  });

  it('raise no alarm about the issue that only varies by chance', () => {
    expect(changed('new', 'spike', 'rise', 'back')).not.toContain(company.truth.decoy.issue);
  });

  it('say that the fix that worked did, and never that the failed one did', () => {
    const verdicts = new Map(product.facts.actions.map(({ title, effect }) => [title, effect?.verdict]));
    for (const { action, worked } of company.truth.fixes) {
      const { title } = company.actions.find(({ external_id }) => external_id === action)!;
      expect([title, verdicts.get(title) === 'worked']).toEqual([title, worked]);
    }
  });

  it('find at least four of the five missing articles', async () => {
    const rows = await service.db.query<{ theme_id: string }[]>(
      `SELECT theme_id FROM kb_gap WHERE verdict IN ('likely', 'possible')`,
    );
    const found = new Set(rows.map(({ theme_id }) => issueOf(theme_id)));
    expect(company.truth.gaps.filter((issue) => found.has(issue)).length).toBeGreaterThanOrEqual(4);
  });

  it('say of every missing article what the list of gaps says that it could save', async () => {
    const rows = await service.db.query<{ theme: string; avoidable: Record<'p10' | 'p50' | 'p90', number> | null }[]>(
      'SELECT theme_id AS theme, avoidable FROM kb_gap',
    );
    const listed = new Map(rows.map(({ theme, avoidable }) => [theme, avoidable]));
    expect(content.facts.gaps.length).toBeGreaterThan(0);
    for (const { themeId, avoidable } of content.facts.gaps) {
      const { p10, p50, p90 } = listed.get(themeId)!;
      expect(avoidable).toMatchObject({ low: p10, median: p50, high: p90 });
    }
  });

  it('send each team its own mail, once', async () => {
    const mails = readdirSync(service.outbox).filter((name) => name.endsWith('.eml'));
    expect(mails).toHaveLength(2);
    const again = await service.drain(MONDAY, ['digest.build', 'mail.send']);
    expect(again['digest.build']).toEqual({ built: 0 });
    expect(readdirSync(service.outbox).filter((name) => name.endsWith('.eml'))).toHaveLength(2);
  });

  it('mask what customers wrote about themselves in every mail', () => {
    const mails = readdirSync(service.outbox).map((name) => readFileSync(join(service.outbox, name), 'utf8'));
    const addresses = company.customers.map(({ email }) => email);
    expect(addresses.length).toBeGreaterThan(800);
    for (const mail of mails) expect(addresses.filter((address) => mail.includes(address))).toEqual([]);
  });

  it('render the frozen document to the same bytes again', () => {
    const rendering = service.get(DigestRendering);
    const links = rendering.linksFor(product.id, content.id);
    expect(rendering.mail(product, links)).toEqual(rendering.mail(product, links));
  });

  it('keep the mail under 100 KB', () => {
    const sizes = readdirSync(service.outbox)
      .filter((name) => name.endsWith('.eml'))
      .map((name) => readFileSync(join(service.outbox, name)).length);
    expect(Math.max(...sizes)).toBeLessThan(100_000);
  });
});

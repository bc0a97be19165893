import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, Page } from 'puppeteer-core';
import { SignInService } from '../../src/platform/auth/sign-in.service.js';
import { startApp, type TestApp } from '../app.js';
import { launchChromium, openPage, type View } from '../chromium.js';
import { fourWeeks, say } from '../insights/messages.js';
import { aGap, anAlert, aRehearsal } from '../insights/page-data.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SHOTS = process.env['SCREENSHOTS'];
const NOW = new Date();
const VIEWS: View[] = [
  { width: 1200, scheme: 'light' },
  { width: 1200, scheme: 'dark' },
  { width: 320, scheme: 'light' },
  { width: 320, scheme: 'dark' },
];
const PATHS = [
  '/kpis?by=product',
  '/kpis/tickets/tickets',
  '/gaps',
  '/gaps/:gap',
  '/alerts',
  '/alerts/:alert',
  '/alerts/rehearsal',
  '/drivers',
  '/priorities',
  '/search?q=refund',
  '/themes',
  '/themes?by=area',
  '/themes/:theme',
  '/themes/new',
  '/themes/tags',
  '/settings/figures',
];

interface AxeFinding {
  id: string;
  impact: string;
  nodes: { target: string[] }[];
}

let service: TestApp;
let browser: Browser;
let session: string;
let ids: Record<string, string>;

beforeAll(async () => {
  service = await startApp({ RATE_LIMIT_FACTOR: '100' });
  browser = await launchChromium();
  const said = fourWeeks(NOW).map((message) => ({ ...message, tags: ['shop', message.id.replace(/-.*/, '')] }));
  await say(service, said, NOW);
  await service.drain(NOW);
  const [first] = await service.db.query<[{ id: string }]>('SELECT id FROM theme ORDER BY label LIMIT 1');
  ids = { theme: first.id, gap: await aGap(service, first.id), alert: await anAlert(service, first.id) };
  await aRehearsal(service, first.id);
  const signIn = service.get(SignInService);
  const link = await signIn.firstAdminLink(NOW);
  const person = { name: 'Ada', email: 'ada@example.com' };
  session = (await signIn.use(link!.split('/').at(-1)!, person, NOW)).token;
});
afterAll(async () => {
  await browser?.close();
  await service?.close();
});

const addressOf = (path: string) => service.url + path.replace(/:(\w+)/, (_, name: string) => ids[name]!);

async function signedIn(view: View): Promise<Page> {
  const page = await openPage(browser, view);
  await page.browserContext().setCookie({ name: 'hb_session', value: session, domain: '127.0.0.1', path: '/' });
  return page;
}

/** What is wrong with the page that is open: findings of axe-core from serious on, and being wider than the window. */
async function faultsOf(page: Page): Promise<string[]> {
  const excess = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
  const wide = Number(await page.evaluate(excess));
  await page.evaluate(AXE);
  const found = (await page.evaluate('axe.run().then(({ violations }) => violations)')) as AxeFinding[];
  const serious = found.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  const findings = serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
  return wide > 0 ? [`${wide} px too wide`, ...findings] : findings;
}

describe('the pages of insights', () => {
  it.each(VIEWS)('are accessible, fit and load nothing foreign at $width px in $scheme', async (view) => {
    const page = await signedIn(view);
    const foreign: string[] = [];
    // The browser's own icons of date fields come as data.
    const isOwn = (url: string) => url.startsWith(service.url) || url.startsWith('data:');
    page.on('request', (request) => isOwn(request.url()) || foreign.push(request.url()));
    page.on('console', (message) => message.text().includes('Content Security Policy') && foreign.push(message.text()));
    const faults: string[] = [];
    for (const path of PATHS) {
      const answer = await page.goto(addressOf(path));
      if (answer?.status() !== 200) faults.push(`${path}: ${answer?.status()}`);
      faults.push(...(await faultsOf(page)).map((fault) => `${path}: ${fault}`));
      if (!SHOTS) continue;
      const name = `insights${path.replaceAll(/[/:?=]/g, '-')}-${view.width}-${view.scheme}.png` as const;
      await page.screenshot({ path: join(SHOTS, name) as `${string}.png`, fullPage: true });
    }
    expect(faults).toEqual([]);
    expect(foreign).toEqual([]);
    await page.browserContext().close();
  });

  it('are walked by keyboard and without scripts: menu, filter, evidence', async () => {
    const page = await openPage(browser, { width: 320, script: false });
    await page.browserContext().setCookie({ name: 'hb_session', value: session, domain: '127.0.0.1', path: '/' });
    await page.goto(addressOf('/themes'));
    await page.focus('.menu-narrow summary');
    await page.keyboard.press('Enter');
    await page.focus('.menu-narrow a[href="/kpis"]');
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    expect(new URL(page.url()).pathname).toBe('/kpis');
    await page.select('#filter-product', 'web');
    await Promise.all([page.waitForNavigation(), page.click('.filters button')]);
    expect(new URL(page.url()).searchParams.get('product')).toBe('web');
    await Promise.all([page.waitForNavigation(), page.click('.kpi-foot a')]);
    expect(page.url()).toContain('/kpis/tickets/tickets?days=28&product=web');
    await page.browserContext().close();
  });
});

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'puppeteer-core';
import { MailService } from '../../src/platform/mail/mail.service.js';
import { SignInService } from '../../src/platform/auth/sign-in.service.js';
import { type TestApp, startApp } from '../app.js';
import { launchChromium, openPage, type View } from '../chromium.js';
import { keyClient } from '../client.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SHOTS = process.env['SCREENSHOTS'];
const VIEWS: View[] = [
  { width: 1200, scheme: 'light' },
  { width: 1200, scheme: 'dark' },
  { width: 320, scheme: 'light' },
  { width: 320, scheme: 'dark' },
];
const PATHS = ['/settings/keys', '/settings/people', '/outbox', '/outbox/:mail', '/docs', '/not-there'];

describe('the pages', () => {
  let service: TestApp;
  let browser: Browser;
  let session: string;
  let mail: string;

  beforeAll(async () => {
    service = await startApp({ RATE_LIMIT_FACTOR: '100' });
    browser = await launchChromium();
    const order = {
      kind: 'digest',
      to: { name: 'Ada', address: 'ada@example.com' },
      subject: 'Your week',
      html: '<h1>Hello</h1><script>document.title="run"</script>',
      text: 'Hello',
    };
    ({ id: mail } = await service.get(MailService).enqueue(order, new Date()));
    await service.drain(new Date(), ['mail.send']);
  });
  afterAll(async () => {
    await browser?.close();
    await service?.close();
  });

  /** What axe-core finds serious or critical, contrast in the current colour scheme included. */
  async function findings(page: Page): Promise<string[]> {
    await page.evaluate(AXE);
    const run = `axe.run(document, { iframes: false }).then(({ violations }) => violations.map(({ id, impact, nodes }) => ({ id, impact, where: nodes.map((node) => node.target.join(' ')).join(', ') })))`;
    const found = (await page.evaluate(run)) as { id: string; impact: string; where: string }[];
    return found
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, where }) => `${id}: ${where}`);
  }

  it('let the first person in by the link from the terminal, without any script', async () => {
    const link = await service.get(SignInService).firstAdminLink(new Date());
    const page = await openPage(browser, { width: 1200, script: false });
    await page.goto(`${service.url}${new URL(link!).pathname}`);
    await page.type('#name', 'Ada Lovelace');
    await page.type('#email', 'ada@example.com');
    await Promise.all([page.waitForNavigation(), page.click('button[type=submit]')]);
    const cookie = (await page.browserContext().cookies()).find(({ name }) => name === 'hb_session')!;
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax' });
    session = cookie.value;
    const people = await keyClient(service);
    await people.post('/v1/members', { email: 'grace@example.com', name: 'Grace Hopper', role: 'editor' });
    await page.goto(`${service.url}/settings/keys`);
    await page.type('#key-name', 'Help desk');
    await Promise.all([page.waitForNavigation(), page.click('form[action="/settings/keys"] button')]);
    expect(await page.$eval('[role=status] code', (code) => code.textContent)).toMatch(/^hb_live_\w{8}_\w{43}_\w{6}$/);
    await page.browserContext().close();
  });

  it.each(VIEWS)('are accessible and fit at $width px in $scheme', async (view) => {
    const page = await openPage(browser, view);
    const blocked: string[] = [];
    page.on('console', (message) => message.text().includes('Content Security Policy') && blocked.push(message.text()));
    await page.browserContext().setCookie({ name: 'hb_session', value: session, domain: '127.0.0.1', path: '/' });
    const faults: string[] = [];
    for (const path of PATHS) {
      await page.goto(`${service.url}${path.replace(':mail', mail)}`);
      const wide = Number(
        await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'),
      );
      if (wide > 0) faults.push(`${path}: ${wide} px too wide`);
      faults.push(...(await findings(page)).map((finding) => `${path}: ${finding}`));
      if (SHOTS)
        await page.screenshot({
          path: `${SHOTS}/page${path.replaceAll(/[/:]/g, '-')}-${view.width}-${view.scheme}.png`,
        });
    }
    expect(faults).toEqual([]);
    // The one refusal is ours: the preview runs nothing of what is in a mail.
    expect(blocked.filter((text) => !text.includes('script'))).toEqual([]);
    await page.browserContext().close();
  });

  it('sign in and sign out', async () => {
    const page = await openPage(browser, { width: 320 });
    await page.goto(`${service.url}/sign-in`);
    expect(await findings(page)).toEqual([]);
    await page.browserContext().setCookie({ name: 'hb_session', value: session, domain: '127.0.0.1', path: '/' });
    await page.goto(`${service.url}/settings/people`);
    await page.click('.menu-narrow summary');
    await Promise.all([page.waitForNavigation(), page.click('.menu-narrow .person button')]);
    expect(new URL(page.url()).pathname).toBe('/sign-in');
    await page.goto(`${service.url}/settings/people`);
    expect(new URL(page.url()).pathname).toBe('/sign-in');
    await page.browserContext().close();
  });
});

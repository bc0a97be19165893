import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, Page } from 'puppeteer-core';
import { SignInService } from '../../src/platform/auth/sign-in.service.js';
import { startApp, type TestApp } from '../app.js';
import { launchChromium, openPage } from '../chromium.js';
import { anInvitation, aSurvey, aTicket, DAY } from '../surveys/survey-builders.js';
import { NO_SCRIPT, Visitor } from '../surveys/visitor.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SHOTS = process.env['SCREENSHOTS'];

let app: TestApp;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  app = await startApp({ ORGANISATION: 'Fernweh Software', TRUST_PROXY: '127.0.0.1', RATE_LIMIT_FACTOR: '100' });
  browser = await launchChromium();
  page = await openPage(browser, { width: 1100, height: 900 });
  const signIn = app.get(SignInService);
  const link = await signIn.firstAdminLink(new Date());
  const session = await signIn.use(link!.split('/').at(-1)!, { name: 'Ada', email: 'ada@fernweh.example' }, new Date());
  await browser.setCookie({ name: 'hb_session', value: session.token, domain: '127.0.0.1', path: '/' });
  await page.browserContext().setCookie({ name: 'hb_session', value: session.token, domain: '127.0.0.1', path: '/' });
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

async function visit(path: string, name: string): Promise<string[]> {
  await page.goto(app.url + path, { waitUntil: 'load' });
  if (SHOTS) {
    mkdirSync(SHOTS, { recursive: true });
    await page.screenshot({ path: join(SHOTS, `operator-${name}.png`) as `${string}.png`, fullPage: true });
  }
  await page.setBypassCSP(true);
  await page.reload();
  await page.evaluate(AXE);
  const found = (await page.evaluate('axe.run({ exclude: ["iframe"] }).then(({ violations }) => violations)')) as {
    id: string;
    impact: string;
  }[];
  return found.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id }) => id);
}

const press = (selector: string) => Promise.all([page.waitForNavigation(), page.click(selector)]);

describe('an operator', () => {
  it('gets from no survey to the first answer by pages alone', async () => {
    expect(await visit('/surveys', 'empty')).toEqual([]);
    await press('a[href="/surveys/new"]');
    await page.click('input[value=thumbs]');
    await press('main form button.primary');
    expect(page.url()).toContain('/preview');
    const id = new URL(page.url()).pathname.split('/')[2]!;
    await page.goto(`${app.url}/surveys/${id}/settings`);
    await page.click('input[name=trigger][value=request]');
    await page.click('input[name=needsAgentReply]');
    await page.$eval('#s-question', (field) => ((field as unknown as { value: string }).value = 'Is it solved?'));
    await press('form[action$="/settings"] button');
    await press('form[action$="/state"] button');
    const [survey] = await app.db.query<
      { state: string; current_version: number; public_key: string; settings: object }[]
    >('SELECT * FROM survey WHERE id = $1', [id]);
    expect(survey).toMatchObject({ state: 'active', current_version: 2, settings: { needsAgentReply: false } });
    const customer = await openPage(browser, { width: 390 });
    await customer.goto(`${app.url}/f/${survey!.public_key}`);
    expect(await customer.$eval('h1', (heading) => heading.textContent)).toBe('Is it solved?');
    await new Promise((resolve) => setTimeout(resolve, 600));
    await Promise.all([customer.waitForNavigation(), customer.click('button[value="1"]')]);
    await page.goto(`${app.url}/surveys/${id}/answers`);
    expect(await page.$eval('main', (main) => main.textContent)).toContain('Yes');
  });

  it('writes own answers and words in two languages, and sees them in the preview', async () => {
    const { id } = await aSurvey(app, { template: 'choice' });
    expect(await visit(`/surveys/${id}/words`, 'words')).toEqual([]);
    await page.type('#w-question', 'Which of them would you miss?');
    const rows = await page.$$('input[name=option]');
    await rows[3]!.type('None of them');
    await page.type('#w-new-1', 'The price');
    await press('form[action$="/words"][method=post] button.primary');
    expect(await page.$eval('main', (main) => main.textContent)).toContain('Saved.');
    await page.goto(`${app.url}/surveys/${id}/words?locale=ar`);
    await page.type('#w-question', 'هل وجدت ما تبحث عنه؟');
    await press('form[action$="/words"][method=post] button.primary');
    await page.goto(`${app.url}/surveys/${id}/preview/page?locale=en`);
    expect(await page.$eval('main', (main) => main.textContent)).toMatch(/Which of them[^]+In part[^]+None of them/);
    await page.goto(`${app.url}/surveys/${id}/preview/page?locale=ar`);
    expect(await page.$eval('html', (html) => html.getAttribute('dir'))).toBe('rtl');
    expect(await page.$eval('h1', (heading) => heading.textContent)).toContain('هل وجدت');
  });

  it('reads results with their range, reviews the quarantine, and sees whom a survey would ask', async () => {
    const survey = await aSurvey(app, { template: 'csat-5', settings: { trigger: { on: 'solved' } } });
    const options = ['5', '5', '4', '5', '3', '5', '4', '1'];
    for (const [i, option] of options.entries()) {
      const { token } = await anInvitation(app, survey);
      const { url } = await new Visitor(app.url, `203.0.113.${i}`).tap(token, option);
      if (option === '1')
        await new Visitor(app.url).post(url, {
          comment: 'Nobody answered for a week',
          r: 'slow',
          rs: '1',
          e: '8000.1.20.0',
        });
    }
    const { token } = await anInvitation(app, survey);
    const robot = new Visitor(app.url, '198.51.100.9');
    for (const option of ['1', '2', '3']) await robot.open(`/s/${token}/${option}`);
    await robot.tap(token, '1', NO_SCRIPT);
    for (let i = 0; i < 12; i++)
      await aTicket(app, { solvedAt: new Date(Date.now() - i * DAY), hasReply: i % 3 !== 0 });
    const root = `/surveys/${survey.id}`;
    expect(await visit(root, 'results')).toEqual([]);
    expect(await page.$eval('main', (main) => main.textContent)).toMatch(/75 %\s*41 % to 93 %/);
    for (const tab of ['answers', 'settings', 'dry-run', 'share', 'preview'])
      expect(await visit(`${root}/${tab}`, tab)).toEqual([]);
    await page.goto(`${app.url}${root}/share`, { waitUntil: 'load' });
    expect(await page.$eval('img[alt^="QR"]', (image) => image.naturalWidth)).toBeGreaterThan(100);
    expect(await visit(`${root}/quarantine`, 'quarantine')).toEqual([]);
    expect(await page.$eval('main', (main) => main.textContent)).toContain(
      'several answers were opened within a moment',
    );
    await press('form[action*="/answers/"] button');
    expect(await page.$eval('main', (main) => main.textContent)).toContain('No answer looks like a machine gave it');
    const statuses = await app.db.query(
      'SELECT status FROM survey_response WHERE survey_id = $1 AND reviewed_at IS NOT NULL',
      [survey.id],
    );
    expect(statuses).toEqual([{ status: 'released' }]);
  });

  it('sends a test mail that counts nothing', async () => {
    const survey = await aSurvey(app, { template: 'nps' });
    await page.goto(`${app.url}/surveys/${survey.id}/preview?locale=de`);
    await press('form[action$="/preview/mail"] button');
    const [mail] = await app.db.query<{ subject: string; to_address: string; html: string }[]>(
      `SELECT * FROM mail_outbox WHERE subject LIKE 'Test:%'`,
    );
    expect(mail).toMatchObject({ subject: 'Test: Wie waren wir?', to_address: 'ada@fernweh.example' });
    expect(mail!.html).not.toContain('/s/');
  });
});

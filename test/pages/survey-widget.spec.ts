import { mkdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, ElementHandle, Page } from 'puppeteer-core';
import type { SurveyWithContent } from '../../src/surveys/surveys/surveys.service.js';
import type { TemplateId } from '../../src/surveys/surveys/templates.js';
import { startApp, type TestApp } from '../app.js';
import { launchChromium, openPage, type View } from '../chromium.js';
import { aSurvey } from '../surveys/survey-builders.js';
import { rest } from '../surveys/visitor.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SHOTS = process.env['SCREENSHOTS'];
const NARROW: View = { width: 320, height: 640 };

let app: TestApp;
let browser: Browser;
/** The operator's own site: another origin, and as strict a policy as can be. */
let site: Server;
let origin: string;
let tag = '';

beforeAll(async () => {
  app = await startApp({ ORGANISATION: 'Fernweh Software', RATE_LIMIT_FACTOR: '100' });
  site = createServer((_request, response) => {
    const policy = `default-src 'none'; script-src ${app.url}; connect-src ${app.url}; style-src 'none'; img-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'`;
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy });
    response.end(
      `<!doctype html><html lang="en"><head><title>Shop</title><meta name="viewport" content="width=device-width, initial-scale=1"></head><body><main><h1>Shop</h1><p><a href="#">Orders</a></p><div id="here"></div></main>${tag}</body></html>`,
    );
  });
  await new Promise<void>((resume) => site.listen(0, '127.0.0.1', resume));
  origin = `http://127.0.0.1:${(site.address() as { port: number }).port}`;
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await new Promise((resume) => site.close(resume));
  await app?.close();
});

interface Shown {
  page: Page;
  survey: SurveyWithContent;
  problems: string[];
}

/** Shows the widget of a new survey on the operator's site. */
async function show(view: View, template: TemplateId = 'csat-5', attributes = ''): Promise<Shown> {
  const survey = await aSurvey(app, { template, settings: { widgetOrigins: [origin] } });
  tag = `<script src="${app.url}/widget.js" data-survey="${survey.publicKey}" ${attributes}></script>`;
  const page = await openPage(browser, view);
  const problems: string[] = [];
  page.on('console', (message) => problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(String(error)));
  await page.goto(origin, { waitUntil: 'networkidle0' });
  return { page, survey, problems };
}

async function shoot(page: Page, name: string): Promise<void> {
  if (!SHOTS) return;
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: join(SHOTS, `widget-${name}.png`) as `${string}.png` });
}

const answers = (survey: SurveyWithContent) =>
  app.db.query<Record<string, unknown>[]>(
    'SELECT option_id, status, level, comment, via, suspicions FROM survey_response WHERE survey_id = $1',
    [survey.id],
  );

/** Asked again and again: what changes within a shadow root wakes nobody outside. */
async function inWidget(page: Page, selector: string): Promise<ElementHandle> {
  for (let i = 0; i < 100; i++, await rest(50)) {
    const found = await page.$(`>>> ${selector}`);
    if (found) return found;
  }
  throw new Error(`The widget shows no ${selector}`);
}

/** Moves the focus by Tab until it is on something of the widget with this name. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let i = 0; i < 20; i++) {
    await page.keyboard.press('Tab');
    const focused =
      await page.evaluate(`(() => { let one = document.activeElement; while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
      return one?.getAttribute('aria-label') ?? one?.textContent })()`);
    if (focused === name) return;
  }
  throw new Error(`Nothing called "${name}" can be reached by the keyboard`);
}

describe('the widget on a site of another origin with a strict policy', () => {
  it('is one small script', async () => {
    const script = await (await fetch(`${app.url}/widget.js`)).text();
    expect(Buffer.byteLength(script)).toBeLessThan(10_240);
    expect(gzipSync(script).length).toBeLessThan(4096);
  });

  it('takes a tap and a comment with the evidence of a person, and breaks no rule of the site', async () => {
    const { page, survey, problems } = await show(NARROW);
    const option = await inWidget(page, 'button ::-p-text(Satisfied)');
    await rest(700);
    await option.click();
    await inWidget(page, 'textarea');
    expect(await answers(survey)).toMatchObject([
      { option_id: '4', status: 'confirmed', level: 3, via: 'widget', suspicions: [] },
    ]);
    const box = await inWidget(page, 'textarea');
    await box.type('Quick and friendly');
    await shoot(page, 'comment');
    await (await inWidget(page, 'button.m')).click();
    await inWidget(page, 'h2[role=status]');
    expect(await answers(survey)).toMatchObject([{ comment: 'Quick and friendly', level: 4 }]);
    expect(problems).toEqual([]);
    await page.reload({ waitUntil: 'networkidle0' });
    expect(await page.$('>>> section')).toBeNull();
    await page.browserContext().close();
  });

  it('can be answered, commented and closed by the keyboard alone', async () => {
    const { page, survey, problems } = await show({ width: 800 }, 'nps');
    await inWidget(page, 'button');
    await rest(700);
    await tabTo(page, '7');
    await page.keyboard.press('Enter');
    await inWidget(page, 'textarea');
    await tabTo(page, '');
    await page.keyboard.type('Fine so far');
    await tabTo(page, 'Send comment');
    await page.keyboard.press('Space');
    await inWidget(page, 'h2[role=status]');
    expect(await answers(survey)).toMatchObject([
      { option_id: '7', status: 'confirmed', level: 4, comment: 'Fine so far' },
    ]);
    const other = await show({ width: 800 }, 'nps');
    await inWidget(other.page, 'button');
    await tabTo(other.page, 'Close');
    await other.page.keyboard.press('Escape');
    expect(await other.page.$('>>> section')).toBeNull();
    expect([...problems, ...other.problems]).toEqual([]);
    await Promise.all([page, other.page].map((one) => one.browserContext().close()));
  });

  it.each<[TemplateId, View, string]>([
    ['csat-5', NARROW, ''],
    ['nps', { ...NARROW, scheme: 'dark' }, ''],
    ['nps', { width: 900, scheme: 'dark' }, 'data-target="#here"'],
    ['thumbs', { width: 900 }, 'data-lang="de"'],
  ])('%s is accessible and fits (%o %s)', async (template, view, attributes) => {
    const { page, problems } = await show(view, template, attributes);
    await inWidget(page, 'button');
    await shoot(page, `${template}-${view.width}-${view.scheme ?? 'light'}`);
    expect(problems).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth > window.innerWidth')).toBe(false);
    const small = await page.$$eval(
      '>>> button',
      (all) =>
        all.map((one) => one.getBoundingClientRect()).filter((box) => box.height < 43.5 || box.width < 42.5).length,
    );
    expect(small).toBe(0);
    // The linter itself must be put into the page, which the site's policy rightly refuses.
    await page.setBypassCSP(true);
    await page.reload({ waitUntil: 'networkidle0' });
    await inWidget(page, 'button');
    await page.evaluate(AXE);
    const found = (await page.evaluate('axe.run().then(({ violations }) => violations)')) as {
      id: string;
      impact: string;
    }[];
    expect(found.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id }) => id)).toEqual([]);
    await page.browserContext().close();
  });

  it('shows nothing on a site that the survey does not name', async () => {
    const { page, survey } = await show(NARROW);
    await app.db.query(`UPDATE survey SET settings = settings || '{"widgetOrigins": []}' WHERE id = $1`, [survey.id]);
    await page.evaluate('localStorage.clear()');
    await page.reload({ waitUntil: 'networkidle0' });
    expect(await page.$('>>> section')).toBeNull();
    expect(await page.$eval('h1', (heading) => heading.textContent)).toBe('Shop');
    await page.browserContext().close();
  });
});

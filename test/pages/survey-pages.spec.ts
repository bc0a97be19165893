import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, Page } from 'puppeteer-core';
import { SurveyMailer } from '../../src/surveys/mail/survey-mailer.js';
import { SurveyTokens } from '../../src/surveys/answering/survey-tokens.js';
import type { TemplateId } from '../../src/surveys/surveys/templates.js';
import { startApp, type TestApp } from '../app.js';
import { launchChromium, openPage, type View } from '../chromium.js';
import { anInvitation, aSurvey } from '../surveys/survey-builders.js';
import { Visitor } from '../surveys/visitor.js';

const require = createRequire(import.meta.url);
const AXE = require.resolve('axe-core/axe.min.js');
const SHOTS = process.env['SCREENSHOTS'];
const NARROW: View = { width: 320, height: 640 };
const NARROW_DARK: View = { ...NARROW, scheme: 'dark' };
const WIDE_DARK: View = { width: 1100, height: 800, scheme: 'dark' };

let app: TestApp;
let browser: Browser;

beforeAll(async () => {
  app = await startApp({ ORGANISATION: 'Fernweh Software', RATE_LIMIT_FACTOR: '100' });
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

interface AxeFinding {
  id: string;
  impact: string;
  nodes: { target: string[] }[];
}

/** What axe-core finds serious or critical, with WCAG 2.2 AA rules and best practices. */
async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate(readFileSync(AXE, 'utf8'));
  const found = (await page.evaluate('axe.run().then(({ violations }) => violations)')) as AxeFinding[];
  const serious = found.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  return serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}

const overflows = (page: Page) =>
  page.evaluate('document.documentElement.scrollWidth > window.innerWidth') as Promise<boolean>;

async function shoot(page: Page, name: string): Promise<void> {
  if (!SHOTS) return;
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: join(SHOTS, `${name}.png`) as `${string}.png`, fullPage: true });
}

/** Opens a page, checks it, and says what is wrong with it: nothing, by rights. */
async function check(
  path: string,
  view: View,
  name: string,
): Promise<{ findings: string[]; overflow: boolean; smallTargets: number }> {
  const page = await openPage(browser, view);
  try {
    await page.setBypassCSP(true);
    await page.goto(path.startsWith('http') ? path : app.url + path, { waitUntil: 'load' });
    await shoot(page, `${name}-${view.width}-${view.scheme ?? 'light'}`);
    const overflow = await overflows(page);
    const smallTargets = await page.$$eval(
      'button, summary',
      (all) =>
        all
          .map((one) => one.getBoundingClientRect())
          .filter((box) => box.height > 0 && (box.height < 44 || box.width < 43)).length,
    );
    return { findings: await seriousFindings(page), overflow, smallTargets };
  } finally {
    await page.browserContext().close();
  }
}

const GOOD = { findings: [], overflow: false, smallTargets: 0 };

describe('pages that customers see', () => {
  it.each<[TemplateId, string]>([
    ['nps', '9'],
    ['csat-5', '2'],
    ['stars-5', '4'],
    ['ces-7', '6'],
    ['thumbs', '1'],
    ['choice', 'partly'],
  ])('%s is accessible and fits, at 320 px in light and dark, and wide', async (template, option) => {
    const survey = await aSurvey(app, { template });
    const { token } = await anInvitation(app, survey);
    expect(await check(`/s/${token}/${option}`, NARROW, `answer-${template}`)).toEqual(GOOD);
    expect(await check(`/s/${token}/${option}`, NARROW_DARK, `answer-${template}`)).toEqual(GOOD);
    expect(await check(`/s/${token}`, WIDE_DARK, `question-${template}`)).toEqual(GOOD);
  });

  it('thank-you pages and that of a used link are accessible too, after a low score and a high one', async () => {
    const survey = await aSurvey(app, { template: 'csat-5' });
    for (const option of ['1', '5']) {
      const { token } = await anInvitation(app, survey);
      const { url } = await new Visitor(app.url).tap(token, option);
      for (const view of [NARROW, NARROW_DARK, WIDE_DARK]) {
        expect(await check(url, view, `thanks-${option}`)).toEqual(GOOD);
        expect(await check(`/s/${token}/${option}`, view, `answered-${option}`)).toEqual(GOOD);
      }
    }
  });

  it('speaks right to left and the language of the invitation', async () => {
    const arabic = {
      question: 'ما مدى رضاك عن المساعدة؟',
      low: 'غير راضٍ',
      high: 'راضٍ',
      pages: { send: 'إرسال', orChoose: 'أو اختر إجابة أخرى' },
    };
    const survey = await aSurvey(app, { template: 'nps', content: { texts: { ar: arabic } } });
    const { token } = await anInvitation(app, survey, undefined, 'ar');
    expect(await check(`/s/${token}/9`, NARROW, 'answer-rtl')).toEqual(GOOD);
  });

  it('closed and unsubscribe pages are accessible', async () => {
    const survey = await aSurvey(app);
    const { id } = await anInvitation(app, survey);
    const unsubscribe = app
      .get(SurveyTokens)
      .unsubscribeUrl(id, new Date())
      .replace(/^https?:\/\/[^/]+/, '');
    for (const view of [NARROW, NARROW_DARK, WIDE_DARK]) {
      expect(await check('/s/nonsense', view, 'closed')).toEqual(GOOD);
      expect(await check(unsubscribe, view, 'unsubscribe')).toEqual(GOOD);
    }
  });

  it.each([true, false])('takes one tap, then a comment, and another mind (script: %s)', async (script) => {
    const survey = await aSurvey(app, { template: 'csat-5' });
    const { id, token } = await anInvitation(app, survey);
    const page = await openPage(browser, { ...NARROW, script });
    await page.goto(`${app.url}/s/${token}/2`);
    await new Promise((resolve) => setTimeout(resolve, 1300));
    await Promise.all([page.waitForNavigation(), page.click('button.main')]);
    expect(page.url()).toContain('/e/');
    const row = () =>
      app.db.query<Record<string, unknown>[]>(
        'SELECT option_id, status, level, comment, suspicions FROM survey_response WHERE invitation_id = $1',
        [id],
      );
    expect(await row()).toMatchObject([
      { option_id: '2', status: script ? 'confirmed' : 'provisional', level: script ? 3 : 1, suspicions: [] },
    ]);
    await page.type('textarea', 'Too slow');
    await page.click('input[value=slow]');
    await shoot(page, `thanks-low-${script ? 'script' : 'plain'}`);
    await Promise.all([page.waitForNavigation(), page.click('button.main')]);
    expect(await row()).toMatchObject([{ comment: 'Too slow', level: script ? 4 : 1 }]);
    await page.click('summary');
    await Promise.all([page.waitForNavigation(), page.click('details button[value="4"]')]);
    expect(await row()).toMatchObject([{ option_id: '4', comment: 'Too slow' }]);
    await shoot(page, `thanks-high-${script ? 'script' : 'plain'}`);
    await page.browserContext().close();
  });

  it.each<TemplateId>(['nps', 'csat-5'])('is light, and shows soon on a slow phone: %s', async (template) => {
    const survey = await aSurvey(app, { template });
    const { token } = await anInvitation(app, survey);
    const page = await openPage(browser, NARROW);
    // 400 kbit/s and 400 ms for each way there and back.
    await page.emulateNetworkConditions({ download: 50_000, upload: 50_000, latency: 400 });
    const response = await page.goto(`${app.url}/s/${token}/2`, { waitUntil: 'load' });
    expect((await response!.buffer()).length).toBeLessThan(15_000);
    await page.waitForFunction(`performance.getEntriesByName('first-contentful-paint').length > 0`);
    const paint = await page.evaluate(`performance.getEntriesByName('first-contentful-paint')[0].startTime`);
    expect(paint).toBeLessThan(1000);
    await page.browserContext().close();
  });

  it('loads nothing but itself', async () => {
    const survey = await aSurvey(app);
    const { token } = await anInvitation(app, survey);
    const page = await openPage(browser, NARROW);
    const requests: string[] = [];
    const problems: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    page.on('console', (message) => problems.push(message.text()));
    await page.goto(`${app.url}/s/${token}/9`, { waitUntil: 'networkidle0' });
    expect(requests.filter((url) => !url.startsWith('data:'))).toEqual([`${app.url}/s/${token}/9`]);
    expect(problems).toEqual([]);
    await page.browserContext().close();
  });
});

describe('the mail', () => {
  it.each<[TemplateId, string, View]>([
    ['nps', 'en', NARROW],
    ['nps', 'de', WIDE_DARK],
    ['csat-5', 'fr', NARROW],
    ['csat-5', 'en', WIDE_DARK],
    ['stars-5', 'es', { width: 640 }],
    ['thumbs', 'nl', { width: 640 }],
    ['choice', 'pt', NARROW],
  ])('of %s in %s is accessible and fits', async (template, locale, view) => {
    const survey = await aSurvey(app, { template });
    const { html, text } = app.get(SurveyMailer).render({
      ...survey,
      branding: survey.settings.branding,
      locale,
      agent: 'Robin',
      about: null,
      linkOf: (option) => `https://feedback.example/s/token/${option ?? ''}`,
      unsubscribeUrl: 'https://feedback.example/u/token',
      isReminder: false,
    });
    const page = await openPage(browser, view);
    await page.setContent(html);
    await shoot(page, `mail-${template}-${locale}`);
    expect(await seriousFindings(page)).toEqual([]);
    expect(await overflows(page)).toBe(false);
    const links = await page.$$eval('a.tap', (all) =>
      all.map((one) => ({ href: one.getAttribute('href')!, height: one.getBoundingClientRect().height })),
    );
    expect(links.filter(({ height }) => height < 40)).toEqual([]);
    for (const { href } of links) expect(text).toContain(href);
    await page.browserContext().close();
  });
});

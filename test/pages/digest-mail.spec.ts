import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { HtmlValidate } from 'html-validate';
import type { Browser, Page } from 'puppeteer-core';
import { composeDigest } from '../../src/digest/rendering/compose.js';
import { DigestRendering } from '../../src/digest/rendering/digest-rendering.service.js';
import type { TeamKind } from '../../src/digest/rendering/document.js';
import { exampleAction, exampleFacts, exampleGap, exampleTheme } from '../../src/digest/rendering/example-facts.js';
import type { RenderedMail } from '../../src/digest/rendering/render-digest.js';
import { startApp, type TestApp } from '../app.js';
import { launchChromium, openPage, type View } from '../chromium.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SHOTS = process.env['SCREENSHOTS'];
const LARGEST_BYTES = 100_000;

/** What mail programs need and the web has left behind: layout by tables with widths and colours as attributes, inlined styles. */
const MAIL_RULES = {
  'no-inline-style': 'off',
  'no-deprecated-attr': 'off',
  'no-trailing-whitespace': 'off',
  'long-title': 'off',
  'prefer-tbody': 'off',
  // role="none" is younger than the programs that read mail aloud.
  'presentation-role-style': 'off',
  // Older programs lay an unknown <main> out as text.
  'prefer-native-element': 'off',
} as const;

let service: TestApp;
let browser: Browser;

beforeAll(async () => {
  service = await startApp();
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await service?.close();
});

/** A full week: every section with as many items as it shows, long words, quotes and buttons. */
function aMail(kind: TeamKind): RenderedMail {
  const quotes = ['My export stops at 99 %. '.repeat(8), 'Donaudampfschifffahrtsgesellschaftskapitaen@example'].map(
    (text) => {
      return { text, at: '2026-11-18T00:00:00Z', plan: 'business', channel: 'mail' };
    },
  );
  const here = { count: 30, n: 34, low: 0.73, high: 0.95 };
  const segments = [{ dimension: 'product', value: 'Planner', here, elsewhere: 0.2 }];
  const kinds = ['spike', 'rise', 'new', 'back', 'quiet'] as const;
  const themes = Array.from({ length: 15 }, (_, i) => {
    const of = {
      kind: kinds[i % 5]!,
      windowDays: 7,
      observed: 34,
      expected: 9,
      expectedLow: 4,
      expectedHigh: 16,
      q: 0.01,
    };
    const trend = i < 10 ? { ...of, day: '2026-11-18T00:00:00Z' } : null;
    return exampleTheme({ id: `theme-${i}`, label: `Export of large projects fails ${i}`, quotes, segments, trend });
  });
  const gaps = Array.from({ length: 6 }, (_, i) => exampleGap({ id: `gap-${i}`, questions: quotes }));
  const actions = [exampleAction(), exampleAction({ id: 'b', effect: null, status: 'open', overdue: true })];
  const document = composeDigest(exampleFacts({ themes, gaps, actions }), {
    organisation: 'Fernweh Software',
    team: { id: 't', name: 'Team', kind },
    provenance: { inputsHash: 'a7a7c813d801', model: 'hearback-support-en', settings: 'default', version: '1' },
  });
  const rendering = service.get(DigestRendering);
  const ids = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'] as const;
  return rendering.mail({ document }, rendering.linksFor(...ids));
}

async function show(page: Page, { html, pictures }: RenderedMail, withImages: boolean): Promise<void> {
  const shown = pictures.reduce(
    (text, { cid, content }) =>
      text.replaceAll(`cid:${cid}`, withImages ? `data:image/png;base64,${content.toString('base64')}` : ''),
    html,
  );
  await page.setContent(shown);
}

/** What axe-core finds, with all its rules. */
async function findings(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const { violations } = (await page.evaluate('axe.run()')) as {
    violations: { id: string; nodes: { target: string[] }[] }[];
  };
  return violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .map(({ target }) => target.join(' '))
        .slice(0, 3)
        .join(', ')}`,
  );
}

const VIEWS: [string, View, boolean][] = [320, 600, 1200].flatMap((width) => [
  [`${width} px, light`, { width }, true],
  [`${width} px, dark`, { width, scheme: 'dark' as const }, true],
  [`${width} px without images`, { width }, false],
]);

describe('the mail of a full week', () => {
  it.each(VIEWS)('is accessible and fits at %s', async (name, view, withImages) => {
    const page = await openPage(browser, view);
    try {
      await show(page, aMail('product'), withImages);
      if (SHOTS) {
        mkdirSync(SHOTS, { recursive: true });
        await page.screenshot({
          path: join(SHOTS, `mail-${name.replaceAll(/\W+/g, '-')}.png`) as `${string}.png`,
          fullPage: true,
        });
      }
      const overflow = await page.evaluate('document.documentElement.scrollWidth > window.innerWidth');
      expect({ overflow, findings: await findings(page) }).toEqual({ overflow: false, findings: [] });
    } finally {
      await page.browserContext().close();
    }
  });

  it.each<TeamKind>(['product', 'content', 'support'])('of a %s team is valid HTML', async (kind) => {
    const linter = new HtmlValidate({ extends: ['html-validate:recommended'], rules: MAIL_RULES });
    const report = await linter.validateString(aMail(kind).html);
    const messages = report.results.flatMap(({ messages: some }) => some);
    expect(messages.map(({ ruleId, message, line }) => `${line} ${ruleId}: ${message}`)).toEqual([]);
  });

  it.each<TeamKind>(['product', 'content', 'support'])('of a %s team is smaller than what Gmail cuts off', (kind) => {
    const { html, text, pictures } = aMail(kind);
    const parts = [html, text, ...pictures.map(({ content }) => content.toString('base64'))];
    expect(parts.reduce((sum, part) => sum + Buffer.byteLength(part), 0)).toBeLessThan(LARGEST_BYTES);
  });

  it('carries no script, no form, and no address outside of links', () => {
    const { html } = aMail('product');
    expect(html).not.toMatch(/<script|<form|<iframe|javascript:|@import|url\(/i);
    expect([...html.matchAll(/\ssrc="([^"]*)"/g)].every(([, source]) => source!.startsWith('cid:'))).toBe(true);
  });
});

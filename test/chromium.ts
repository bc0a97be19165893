import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import chromium from '@sparticuz/chromium';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';

/** Nothing that a browser does on its own account: no updates, no reports, no first-run pages, no name but ours. */
const QUIET = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--disable-sync',
  '--metrics-recording-only',
  '--no-first-run',
  '--no-pings',
  '--disable-features=Translate,OptimizationHints,MediaRouter,InterestFeedContentSuggestions',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
  // A real browser does not say that it is driven; the robots that we test against do not either.
  '--disable-blink-features=AutomationControlled',
];

/** In one process, closing one context ends the whole browser; and we want the security that people's browsers have. */
const UNWANTED = new Set([
  '--single-process',
  '--no-zygote',
  '--disable-web-security',
  '--allow-running-insecure-content',
]);

/** A real Chromium: the one of `CHROMIUM_PATH`, else the one that npm brought. Close it when done. */
export async function launchChromium(): Promise<Browser> {
  const own = process.env['CHROMIUM_PATH'];
  return puppeteer.launch({
    executablePath: own ?? (await chromium.executablePath()),
    args: [...(own ? [] : chromium.args.filter((arg) => !UNWANTED.has(arg))), ...QUIET],
    headless: own ? true : 'shell',
    userDataDir: mkdtempSync(join(tmpdir(), 'hearback-chromium-')),
  });
}

export interface View {
  width: number;
  height?: number;
  scheme?: 'light' | 'dark';
  script?: boolean;
}

/** A page of a given size and colour scheme, under the name of an ordinary browser, in a context of its own: no cookie of another page. */
export async function openPage(
  browser: Browser,
  { width, height = 800, scheme = 'light', script = true }: View,
): Promise<Page> {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.setUserAgent({ userAgent: (await browser.userAgent()).replace('Headless', '') });
  await page.setViewport({ width, height });
  await page.emulateMediaFeatures([
    { name: 'prefers-color-scheme', value: scheme },
    { name: 'prefers-reduced-motion', value: 'reduce' },
  ]);
  await page.setJavaScriptEnabled(script);
  return page;
}

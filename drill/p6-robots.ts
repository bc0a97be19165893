import type { Browser } from 'puppeteer-core';
import type { TestApp } from '../test/app.js';
import { launchChromium, openPage } from '../test/chromium.js';
import { anInvitation, aSurvey } from '../test/surveys/survey-builders.js';
import { NO_SCRIPT, rest, Visitor } from '../test/surveys/visitor.js';
import type { SurveyWithContent } from '../src/surveys/surveys/surveys.service.js';
import { type Drill, exactly, type Finding, inParallel } from './drill.js';
import { startService } from './service.js';

const OPTIONS = Array.from({ length: 11 }, (_, i) => String(i));
/** Mails just sent, minutes old, a day and weeks old: a rule about age alone must not be enough. */
const AGES_MS = [5_000, 300_000, 86_400_000, 20 * 86_400_000];
const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36';
const LATER_MS = 12 * 60_000;

interface Mail {
  id: string;
  token: string;
}

export interface RobotCounts {
  /** Mails for each of the profiles that speak plain HTTP, and for each that drives a browser. */
  mails: number;
  browserMails: number;
  /** Robots' browsers at a time. */
  browsers: number;
  humans: number;
  browserHumans: number;
}

type Scan = (robot: Visitor, mail: Mail) => Promise<unknown>;

const each = async (robot: Visitor, { token }: Mail, options: string[], suffix = '') => {
  for (const option of options) await robot.open(`/s/${token}/${option}${suffix}`);
};

/** The profiles without JavaScript. The last one also posts each form that it finds, as odoo#262262 saw it. */
const PLAIN: Record<string, Scan> = {
  'GET each link once': (robot, mail) => each(robot, mail, OPTIONS),
  'HEAD, then GET': async (robot, mail) => {
    for (const option of OPTIONS) {
      await robot.open(`/s/${mail.token}/${option}`, { method: 'HEAD' });
      await robot.open(`/s/${mail.token}/${option}`);
    }
  },
  'GET in reverse order': (robot, mail) => each(robot, mail, [...OPTIONS].reverse()),
  '30 GETs in parallel': (robot, mail) =>
    Promise.all(Array.from({ length: 30 }, (_, i) => robot.open(`/s/${mail.token}/${OPTIONS[i % OPTIONS.length]}`))),
  'tracking parameters and another case': async (robot, mail) => {
    await each(robot, mail, OPTIONS, '?utm_source=gateway&x=%22');
    await robot.open(`/S/${mail.token.toUpperCase()}/9`);
  },
  'GET and post every form': async (robot, mail) => {
    for (const option of OPTIONS) {
      const page = await robot.open(`/s/${mail.token}/${option}`);
      await rest(15);
      if (page.nonce) await robot.post(`/s/${mail.token}`, { o: option, n: page.nonce, e: NO_SCRIPT });
    }
  },
};

type Drive = (browser: Browser, url: string, mail: Mail, address: string) => Promise<void>;

/** The profiles that run scripts in a real browser under an ordinary name, and post. */
const DRIVEN: Record<string, Drive> = {
  'Chromium that submits each form by script': (browser, url, mail, address) =>
    inBrowser(browser, address, async (page) => {
      for (const option of OPTIONS) {
        await page.goto(`${url}/s/${mail.token}/${option}`);
        await rest(450);
        const submit = `document.querySelector('form')?.requestSubmit(document.querySelector('button'))`;
        await Promise.all([page.waitForNavigation({ timeout: 5000 }).catch(() => null), page.evaluate(submit)]);
      }
    }),
  'Chromium that presses every button': (browser, url, mail, address) =>
    inBrowser(browser, address, async (page) => {
      for (const option of OPTIONS) {
        await page.goto(`${url}/s/${mail.token}/${option}`);
        await rest(450);
        const button = await page.$('button');
        if (button) await Promise.all([page.waitForNavigation({ timeout: 5000 }).catch(() => null), button.click()]);
        const more = await page.$('button.main');
        if (more) await Promise.all([page.waitForNavigation({ timeout: 5000 }).catch(() => null), more.click()]);
      }
    }),
};

type OpenedPage = Awaited<ReturnType<typeof openPage>>;

async function inBrowser(
  browser: Browser,
  address: string,
  act: (page: OpenedPage) => Promise<void>,
  script = true,
): Promise<void> {
  const page = await openPage(browser, { width: 390, script });
  await page.setExtraHTTPHeaders({ 'x-forwarded-for': address });
  await act(page).finally(() => page.browserContext().close());
}

/** Sends robots to mails and people to mails, some of which robots had visited; then lets time pass and counts. */
export async function tryRobots(service: TestApp, counts: RobotCounts): Promise<Finding[]> {
  const survey = await aSurvey(service, { template: 'nps' });
  const browser = await launchChromium();
  try {
    const visited = await sendRobots(service, survey, browser, counts);
    const people = await sendPeople(service, survey, browser, { visited, counts });
    await service.drain(new Date(Date.now() + LATER_MS), ['surveys.settle']);
    return [...(await robotFindings(service, visited, people)), ...(await humanFindings(service, people))];
  } finally {
    await browser.close();
  }
}

async function sendRobots(
  service: TestApp,
  survey: SurveyWithContent,
  browser: Browser,
  counts: RobotCounts,
): Promise<Map<string, Mail[]>> {
  const visited = new Map<string, Mail[]>();
  let robots = 0;
  const address = () => `198.51.${100 + (++robots >> 8)}.${robots & 255}`;
  for (const [profile, scan] of Object.entries(PLAIN)) {
    const mails = await mailsFor(service, survey, counts.mails);
    visited.set(profile, mails);
    await inParallel(mails, 16, async (mail) => void (await scan(new Visitor(service.url, address(), CHROME), mail)));
  }
  for (const [profile, drive] of Object.entries(DRIVEN)) {
    const mails = await mailsFor(service, survey, counts.browserMails);
    visited.set(profile, mails);
    await inParallel(mails, counts.browsers, (mail) => drive(browser, service.url, mail, address()));
  }
  return visited;
}

async function mailsFor(service: TestApp, survey: SurveyWithContent, count: number): Promise<Mail[]> {
  const mails: Mail[] = [];
  for (let i = 0; i < count; i++)
    mails.push(await anInvitation(service, survey, new Date(Date.now() - AGES_MS[i % AGES_MS.length]!)));
  return mails;
}

interface People {
  withScript: Mail[];
  withoutScript: Mail[];
}

/** Half of the people answer mails that a robot opened before them, the other half fresh ones; one tap each. */
async function sendPeople(
  service: TestApp,
  survey: SurveyWithContent,
  browser: Browser,
  { visited, counts }: { visited: Map<string, Mail[]>; counts: RobotCounts },
): Promise<People> {
  const opened = [...visited]
    .filter(([profile]) => profile.startsWith('GET in') || profile.startsWith('30'))
    .flatMap(([, mails]) => mails);
  const scanned = opened.slice(0, Math.floor(counts.browserHumans / 2));
  const fresh = async (count: number) =>
    Promise.all(Array.from({ length: count }, () => anInvitation(service, survey)));
  const withScript = [...scanned, ...(await fresh(counts.browserHumans - scanned.length))];
  const withoutScript = await fresh(counts.humans - counts.browserHumans);
  let people = 0;
  const address = () => `203.0.${113 + (++people >> 8)}.${people & 255}`;
  await inParallel(withScript, 6, (mail) =>
    inBrowser(browser, address(), async (page) => {
      await page.goto(`${service.url}/s/${mail.token}/9`);
      await rest(700);
      await Promise.all([page.waitForNavigation(), page.click('button.main')]);
    }),
  );
  await inParallel(
    withoutScript,
    40,
    async (mail) => void (await new Visitor(service.url, address()).tap(mail.token, '9', NO_SCRIPT)),
  );
  return { withScript, withoutScript };
}

async function statusesOf(service: TestApp, mails: readonly Mail[]): Promise<Record<string, number>> {
  const rows = await service.db.query<{ status: string; n: number }[]>(
    'SELECT status, count(*)::int AS n FROM survey_response WHERE invitation_id = ANY ($1) GROUP BY 1',
    [mails.map(({ id }) => id)],
  );
  return Object.fromEntries(rows.map(({ status, n }) => [status, n]));
}

async function robotFindings(service: TestApp, visited: Map<string, Mail[]>, people: People): Promise<Finding[]> {
  const answeredByPeople = new Set([...people.withScript, ...people.withoutScript].map(({ id }) => id));
  const findings: Finding[] = [];
  for (const [profile, mails] of visited) {
    const robotsOnly = mails.filter(({ id }) => !answeredByPeople.has(id));
    const { confirmed = 0, released = 0, provisional = 0, suspect = 0 } = await statusesOf(service, robotsOnly);
    const finding = exactly(
      `${profile}: ${mails.length} mails, answers counted`,
      0,
      confirmed + released + provisional,
    );
    findings.push({ ...finding, seen: `${finding.seen} (${suspect} quarantined)` });
  }
  return findings;
}

async function humanFindings(service: TestApp, { withScript, withoutScript }: People): Promise<Finding[]> {
  const tapped = await statusesOf(service, withScript);
  const plain = await statusesOf(service, withoutScript);
  return [
    exactly('people, one tap in Chromium, half after a robot: counted', withScript.length, tapped['confirmed'] ?? 0),
    exactly('people, one tap without JavaScript: counted', withoutScript.length, plain['confirmed'] ?? 0),
  ];
}

export const robots: Drill = {
  id: 'P6',
  promise: 'Robots do not vote, and people are not mistaken for robots.',
  async run({ isLong }) {
    const service = await startService({ TRUST_PROXY: '127.0.0.1', RATE_LIMIT_FACTOR: '1000' });
    const full = { mails: 1000, browserMails: 1000, browsers: 16, humans: 500, browserHumans: 250 };
    const short = { mails: 40, browserMails: 12, browsers: 4, humans: 60, browserHumans: 30 };
    return tryRobots(service, isLong ? full : short).finally(() => service.close());
  },
};

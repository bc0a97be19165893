import { compareClosedLinks, crossPurposes, forgeAtFunction, forgeOverHttp } from '../../drill/p11-forged-links.js';
import { tryRobots } from '../../drill/p6-robots.js';
import { startApp, type TestApp } from '../app.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp({ TRUST_PROXY: '127.0.0.1', RATE_LIMIT_FACTOR: '1000' });
});
afterAll(() => app?.close());

const missed = (findings: { isMet: boolean }[]) => findings.filter(({ isMet }) => !isMet);

describe('promise P6', () => {
  it('robots do not vote, and people are not mistaken for robots', async () => {
    const findings = await tryRobots(app, { mails: 4, browserMails: 2, browsers: 2, humans: 12, browserHumans: 6 });
    expect(findings).toHaveLength(10);
    expect(missed(findings)).toEqual([]);
    const [row] = await app.db.query<{ n: number }[]>(
      `SELECT count(*)::int AS n FROM survey_response WHERE status = 'suspect'`,
    );
    expect(row!.n).toBe(8);
  });
});

describe('promise P11', () => {
  it('links cannot be forged', async () => {
    expect(missed(forgeAtFunction(20_000))).toEqual([]);
    expect(missed([crossPurposes()])).toEqual([]);
    expect(missed(await forgeOverHttp(app, 300))).toEqual([]);
  });

  it('what opens nothing looks the same, whatever the reason', async () => {
    // Times are compared by the drill alone: here other tests run beside.
    const [faces] = await compareClosedLinks(app, 5);
    expect(faces).toMatchObject({ what: '5 kinds of closed links, 5 times each: different answers', seen: '1' });
  });
});

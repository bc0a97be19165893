import { startApp, type TestApp } from '../app.js';
import { anInvitation, aSurvey, DAY } from './survey-builders.js';
import { GESTURE, NO_SCRIPT, rest, Visitor } from './visitor.js';

let app: TestApp;
let visitor: Visitor;

beforeAll(async () => {
  app = await startApp({ TRUST_PROXY: '127.0.0.1' });
});
let tests = 0;
beforeEach(() => {
  visitor = new Visitor(app.url, `203.0.113.${++tests}`);
});
afterAll(() => app?.close());

interface AnswerRow {
  id: string;
  status: string;
  level: number;
  option_id: string;
  score: number;
  comment: string | null;
  reasons: string[];
  revision: number;
  agent: string | null;
  suspicions: string[];
}
const answersOf = (invitationId: string) =>
  app.db.query<AnswerRow[]>('SELECT * FROM survey_response WHERE invitation_id = $1', [invitationId]);
const revisionsOf = (id: string) =>
  app.db.query<{ cause: string; option_id: string; comment: string | null }[]>(
    'SELECT cause, option_id, comment FROM response_revision WHERE response_id = $1 ORDER BY number',
    [id],
  );

describe('the answer page', () => {
  it('shows the tapped option and stores no answer, however often it is opened', async () => {
    const survey = await aSurvey(app);
    const { id, token } = await anInvitation(app, survey);
    for (let option = 0; option <= 10; option++) {
      const page = await visitor.open(`/s/${token}/${option}`);
      expect(page.status).toBe(200);
      expect(page.html).toContain(`<button type="submit" name="o" value="${option}" class="main">`);
    }
    await visitor.open(`/s/${token}/9`, { method: 'HEAD' });
    await app.drain();
    expect(await answersOf(id)).toEqual([]);
  });

  it('is small, closed to foreign content, and tells nothing to search engines or the next page', async () => {
    const survey = await aSurvey(app);
    const { token } = await anInvitation(app, survey);
    const page = await visitor.open(`/s/${token}/9`);
    expect(Buffer.byteLength(page.html)).toBeLessThan(30_000);
    expect(page.html).not.toMatch(/customers\.example|Ada/);
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'.*script-src 'sha256-/);
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(page.headers.get('x-robots-tag')).toContain('noindex');
    expect(page.headers.get('cache-control')).toContain('no-store');
    expect(page.headers.get('set-cookie')).toBeNull();
  });

  it('counts one tap of a person at once, with the context of the sending', async () => {
    const survey = await aSurvey(app);
    const { id, token } = await anInvitation(app, survey);
    const thanks = await visitor.tap(token, '9');
    expect(thanks.status).toBe(303);
    expect(thanks.url).toMatch(/^\/e\/[\w-]{56}$/);
    expect(await answersOf(id)).toMatchObject([
      { status: 'confirmed', level: 3, option_id: '9', score: 9, agent: 'Robin', suspicions: [] },
    ]);
    expect((await visitor.open(thanks.url)).html).toContain('Glad to hear it!');
  });

  it('holds an answer without script evidence for ten quiet minutes, and then counts it', async () => {
    const survey = await aSurvey(app);
    const { id, token } = await anInvitation(app, survey);
    await visitor.tap(token, '2', NO_SCRIPT);
    expect(await answersOf(id)).toMatchObject([{ status: 'provisional', level: 1 }]);
    await app.drain(new Date(Date.now() + 5 * 60_000), ['surveys.settle']);
    expect(await answersOf(id)).toMatchObject([{ status: 'provisional' }]);
    await app.drain(new Date(Date.now() + 10.5 * 60_000), ['surveys.settle']);
    expect(await answersOf(id)).toMatchObject([{ status: 'confirmed', option_id: '2' }]);
  });

  it('takes a comment and reasons later, masks them, and makes them feedback in the same moment', async () => {
    const survey = await aSurvey(app);
    const { id, token } = await anInvitation(app, survey);
    const { url } = await visitor.tap(token, '3');
    const page = await visitor.open(url);
    expect(page.html).toContain('It took too long');
    const saved = await visitor.post(url, {
      comment: 'Waited two weeks, write to eve@example.com',
      r: ['slow', 'bogus'],
      rs: '1',
      e: '9000.1.30.0',
    });
    expect(saved.url).toBe(`${url}?saved=1`);
    const [answer] = await answersOf(id);
    expect(answer).toMatchObject({
      comment: expect.not.stringContaining('eve@example.com'),
      reasons: ['slow'],
      level: 4,
      revision: 2,
    });
    const feedback = await app.db.query('SELECT kind, masked, score, channel FROM feedback WHERE external_id = $1', [
      answer!.id,
    ]);
    expect(feedback).toEqual([{ kind: 'survey_comment', masked: answer!.comment, score: 3, channel: 'survey' }]);
  });

  it('lets a person change the answer, keeps every revision, and closes when the window is over', async () => {
    const survey = await aSurvey(app);
    const { id, token } = await anInvitation(app, survey);
    const { url } = await visitor.tap(token, '9');
    await visitor.post(url, { o: '4', e: GESTURE });
    const [answer] = await answersOf(id);
    expect(answer).toMatchObject({ option_id: '4', score: 4, status: 'confirmed' });
    expect((await revisionsOf(answer!.id)).map(({ cause, option_id }) => [cause, option_id])).toEqual([
      ['answered', '9'],
      ['changed', '4'],
    ]);
    await app.db.query('UPDATE survey_response SET editable_until = $2 WHERE id = $1', [
      answer!.id,
      new Date(Date.now() - 1000),
    ]);
    expect((await visitor.post(url, { o: '8' })).status).toBe(404);
    expect(await answersOf(id)).toMatchObject([{ option_id: '4' }]);
  });

  it('never lets a later form overwrite a counted answer, but an explicit change by a person', async () => {
    const survey = await aSurvey(app);
    const { id, token } = await anInvitation(app, survey);
    await visitor.tap(token, '9');
    const gateway = new Visitor(
      app.url,
      '198.51.100.20',
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36',
    );
    const shown = await gateway.open(`/s/${token}/1`);
    expect(shown.html).toContain('You have answered already');
    const first = await gateway.open(`/s/${token}?change=1`);
    await gateway.post(`/s/${token}`, { o: '1', n: first.nonce, e: NO_SCRIPT });
    await app.drain();
    expect(await answersOf(id)).toMatchObject([{ option_id: '9', status: 'confirmed' }]);
    const change = await visitor.open(`/s/${token}?change=1`);
    await rest(2100);
    await visitor.post(`/s/${token}`, { o: '6', n: change.nonce, e: GESTURE });
    expect(await answersOf(id)).toMatchObject([{ option_id: '6', status: 'confirmed', revision: 2 }]);
  });

  it('takes a form that comes twice, or 64 times at once, as one answer', async () => {
    const survey = await aSurvey(app);
    const { id, token } = await anInvitation(app, survey);
    const page = await visitor.open(`/s/${token}/7`);
    await rest(450);
    const posts = await Promise.all(
      Array.from({ length: 20 }, () => visitor.post(`/s/${token}`, { o: '7', n: page.nonce, e: GESTURE })),
    );
    expect(new Set(posts.map(({ status }) => status))).toEqual(new Set([303]));
    const answers = await answersOf(id);
    expect(answers).toHaveLength(1);
    expect(await revisionsOf(answers[0]!.id)).toHaveLength(1);
  });

  it('shows the question again when the form was forged, borrowed or open for too long', async () => {
    const survey = await aSurvey(app);
    const [mine, other] = [await anInvitation(app, survey), await anInvitation(app, survey)];
    const borrowed = await visitor.open(`/s/${other.token}/9`);
    for (const nonce of ['', 'x.y.z', borrowed.nonce]) {
      const again = await visitor.post(`/s/${mine.token}`, { o: '9', n: nonce, e: GESTURE });
      expect(again.status).toBe(200);
      expect(again.html).toContain('Please tap once more');
    }
    expect(await answersOf(mine.id)).toEqual([]);
  });

  it('looks the same for forged, expired, closed and unknown links', async () => {
    const survey = await aSurvey(app);
    const fresh = new Visitor(app.url, '192.0.2.99');
    const old = await anInvitation(app, survey, new Date(Date.now() - 60 * DAY));
    const withdrawn = await anInvitation(app, survey);
    await app.db.query('UPDATE invitation SET withdrawn_at = now() WHERE id = $1', [withdrawn.id]);
    const gone = await anInvitation(app, survey);
    await app.db.query('DELETE FROM invitation WHERE id = $1', [gone.id]);
    const forged = `${old.token.slice(0, -1)}${old.token.endsWith('A') ? 'B' : 'A'}`;
    const pages = [];
    for (const token of [old.token, withdrawn.token, gone.token, forged, 'nonsense'])
      pages.push(await fresh.open(`/s/${token}/9`));
    expect(new Set(pages.map(({ status }) => status))).toEqual(new Set([404]));
    expect(new Set(pages.map(({ html }) => html)).size).toBe(1);
    expect(pages[0]!.html).toContain('This link is no longer open');
  });

  it('slows down whoever guesses links', async () => {
    const guesser = new Visitor(app.url, '192.0.2.200');
    const statuses = [];
    for (let i = 0; i < 22; i++) statuses.push((await guesser.open('/s/nonsense')).status);
    expect(statuses.slice(0, 20)).toEqual(Array(20).fill(404));
    expect(statuses.slice(20)).toEqual([429, 429]);
  });
});

describe('an anonymous survey', () => {
  it('stores no customer, ticket or agent, and later nothing that leads from the answer to the person', async () => {
    const survey = await aSurvey(app, { isAnonymous: true });
    const { id, token } = await anInvitation(app, survey);
    const { url } = await visitor.tap(token, '10');
    expect(await answersOf(id)).toMatchObject([{ agent: null, customer_id: null, ticket_id: null }]);
    await app.drain(new Date(Date.now() + 12 * 60_000), ['surveys.settle']);
    expect(await answersOf(id)).toEqual([]);
    const [answer] = await app.db.query<Record<string, unknown>[]>(
      'SELECT * FROM survey_response WHERE survey_id = $1',
      [survey.id],
    );
    expect(answer).toMatchObject({ invitation_id: null, option_id: '10', network: '', client: '', submission: {} });
    const visits = await app.db.query('SELECT 1 FROM survey_click WHERE invitation_id = $1', [id]);
    expect(visits).toEqual([]);
    expect((await visitor.open(url)).status).toBe(200);
    expect((await visitor.open(`/s/${token}/1`)).status).toBe(404);
  });
});

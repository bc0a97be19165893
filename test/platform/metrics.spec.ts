import { type TestApp, startApp } from '../app.js';
import { client, keyClient } from '../client.js';

describe('/metrics', () => {
  let service: TestApp;
  beforeAll(async () => {
    service = await startApp();
  });
  afterAll(() => service.close());

  it('tells requests by route, the loop, the pool, mails and jobs, to readers only', async () => {
    const reader = await keyClient(service, ['read']);
    await client(service.url).get('/nothing/here');
    const { status, text } = await reader.get('/metrics');
    expect(status).toBe(200);
    for (const name of [
      'hearback_http_request_seconds_count{method="GET",route="none",status="404"} 1',
      'hearback_nodejs_eventloop_lag_p99_seconds',
      'hearback_database_connections{state="waiting"} 0',
      'hearback_mail_outbox{state="unknown"} 0',
      'hearback_jobs_failed{queue="mail.send"} 0',
      'hearback_limiter_fallback 0',
    ]) {
      expect(text).toContain(name);
    }
    expect((await client(service.url).get('/metrics')).status).toBe(401);
  });
});

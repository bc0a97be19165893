import { KnownMethods } from '../../src/platform/http/methods.js';
import { type TestApp, startApp } from '../app.js';
import { client } from '../client.js';

interface Described {
  openapi: string;
  paths: Record<
    string,
    Record<
      string,
      {
        summary?: string;
        'x-scope'?: string;
        requestBody?: { content: object };
        responses?: Record<string, { content?: object }>;
      }
    >
  >;
}

describe('/openapi.json', () => {
  let service: TestApp;
  let document: Described;

  beforeAll(async () => {
    service = await startApp();
    ({ body: document } = await client(service.url).get<Described>('/openapi.json'));
  });
  afterAll(() => service.close());

  const described = () =>
    Object.entries(document.paths).flatMap(([path, item]) =>
      Object.keys(item)
        .filter((method) => method !== 'head')
        .map((method) => `${method.toUpperCase()} ${path}`),
    );

  it('is OpenAPI 3.1 and knows every route of the API', () => {
    expect(document.openapi).toBe('3.1.0');
    const routes = service
      .get(KnownMethods)
      .all()
      .filter(({ url }) => url.startsWith('/v1/'))
      .flatMap(({ url, methods }) =>
        methods.filter((method) => method !== 'HEAD').map((method) => `${method} ${url.replace(/:(\w+)/g, '{$1}')}`),
      );
    expect(
      described()
        .filter((route) => route.includes(' /v1/'))
        .sort(),
    ).toEqual(routes.sort());
  });

  it('says of every route of the API what it answers, or that it answers nothing', () => {
    const silent = Object.entries(document.paths)
      .filter(([path]) => path.startsWith('/v1/'))
      .flatMap(([path, item]) =>
        Object.entries(item).flatMap(([method, { responses = {} }]) => {
          if (method === 'head') return [];
          const [status, success] = Object.entries(responses).find(([code]) => code.startsWith('2')) ?? [];
          return success?.content || status === '204' ? [] : [`${method} ${path} ${status}`];
        }),
      );
    expect(silent).toEqual([]);
  });

  it('writes the schemas that check the bodies', () => {
    const { summary, requestBody, ...rest } = document.paths['/v1/keys']!['post']!;
    expect([summary, rest['x-scope']]).toEqual(['Makes a key', 'admin']);
    expect(requestBody!.content).toMatchObject({
      'application/json': {
        schema: {
          type: 'object',
          required: ['name', 'scopes'],
          properties: { scopes: { items: { enum: expect.arrayContaining(['read']) as unknown } } },
        },
      },
    });
  });

  it('is shown as a page that needs no script and holds every route', async () => {
    const { text } = await client(service.url, { accept: 'text/html' }).get('/docs');
    expect(text).not.toContain('<script');
    const missing = described().filter((route) => !text.includes(`<span class="mono">${route.split(' ')[1]}</span>`));
    expect(missing).toEqual([]);
  });
});

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HttpEmbedder } from './http-embedder.js';
import { row } from '../embedding/matrix.js';
import { ModelError } from '../embedding/model-folder.js';

/** What the endpoint answers next; without an entry, vectors of [length of the text, 1], in reverse order. */
const next: { status: number; body: string }[] = [];
const asked: { authorization: string | undefined; input: string[] }[] = [];
let server: Server;
let url: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { input } = JSON.parse(body) as { input: string[] };
      asked.push({ authorization: request.headers.authorization, input });
      const vectors = input.map((text, index) => ({ index, embedding: [text.length, 1] })).reverse();
      const answer = next.shift() ?? { status: 200, body: JSON.stringify({ data: vectors }) };
      if (answer.status > 0) response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  asked.length = 0;
});

const embedder = (timeoutMs = 5000) => new HttpEmbedder({ url, model: 'some-model', apiKey: 'secret', timeoutMs });

describe('HttpEmbedder', () => {
  it('gives unit vectors in the order of the texts, 64 a request, with the key', async () => {
    const texts = Array.from({ length: 100 }, (_, i) => 'x'.repeat(i + 1));
    const vectors = await embedder().embed(texts);
    expect([vectors.rows, vectors.cols]).toEqual([100, 2]);
    const [x, y] = row(vectors, 2);
    expect([x! / y!, x! ** 2 + y! ** 2]).toEqual([expect.closeTo(3, 4), expect.closeTo(1, 4)]);
    expect(asked.map(({ input }) => input.length)).toEqual([1, 64, 36]);
    expect(asked[0]!.authorization).toBe('Bearer secret');
  });

  it('tries again when the endpoint is busy or broken', async () => {
    next.push({ status: 429, body: '{}' }, { status: 500, body: '{}' });
    expect((await embedder().model()).dimensions).toBe(2);
    expect(asked).toHaveLength(3);
  });

  it.each([
    ['a refusal', [{ status: 401, body: '{}' }], /answered 401/, 1],
    ['another form', [{ status: 200, body: '{"vectors":[]}' }], /another form/, 1],
    ['too few vectors', [{ status: 200, body: '{"data":[]}' }], /another form/, 1],
    [
      'silence',
      [
        { status: 0, body: '' },
        { status: 0, body: '' },
        { status: 0, body: '' },
      ],
      /did not answer within 100 ms/,
      3,
    ],
  ])('says what is wrong after %s', async (what, answers, message, requests) => {
    next.push(...answers);
    const error = await embedder(what === 'silence' ? 100 : 5000)
      .model()
      .catch((e: unknown) => e as Error);
    expect(error).toBeInstanceOf(ModelError);
    expect((error as Error).message).toMatch(message);
    expect((error as Error).message).not.toContain('secret');
    expect(asked).toHaveLength(requests);
  });

  it('refuses vectors of another length than before', async () => {
    const embed = embedder();
    await embed.model();
    next.push({ status: 200, body: JSON.stringify({ data: [{ index: 0, embedding: [1, 2, 3] }] }) });
    await expect(embed.embed(['a'])).rejects.toThrow(/3 dimensions after 2/);
  });

  it('has another fingerprint for another model', async () => {
    const other = new HttpEmbedder({ url, model: 'other-model' });
    expect((await other.model()).fingerprint).not.toBe((await embedder().model()).fingerprint);
  });
});

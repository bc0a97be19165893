import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import Fastify, { type FastifyInstance } from 'fastify';
import { boundArrival } from './arrival.js';

const WITHIN_MS = 150;
const PIECE = 'x'.repeat(12 * 1024);

/** Sends `pieces` of a body, one every 60 ms, and reads the answer. */
async function trickle(port: number, path: string, pieces: string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.on('data', (data) => (answer += data.toString()));
  socket.on('error', () => undefined);
  const over = new Promise((resolve) => socket.once('close', resolve));
  const length = pieces.join('').length;
  socket.write(
    `POST ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: text/csv\r\nContent-Length: ${length}\r\n\r\n`,
  );
  for (const piece of pieces) {
    if (socket.destroyed) break;
    socket.write(piece);
    await pause(60);
  }
  await over;
  return answer.split('\r\n')[0]!;
}

describe('boundArrival', () => {
  let fastify: FastifyInstance;
  let port: number;

  beforeAll(async () => {
    fastify = Fastify({ bodyLimit: 1_000_000 });
    fastify.addContentTypeParser('text/csv', { parseAs: 'string' }, (_request, body, done) => done(null, body));
    boundArrival(fastify, WITHIN_MS);
    const answer = async (request: { body: unknown }) => ({ length: (request.body as string).length });
    fastify.post('/plain', answer);
    fastify.post('/upload', { config: { edge: { stream: true } } }, answer);
    await fastify.listen({ port: 0, host: '127.0.0.1' });
    port = (fastify.server.address() as { port: number }).port;
  });
  afterAll(() => fastify.close());

  it('lets an upload take as long as bytes keep coming', async () => {
    expect(await trickle(port, '/upload', Array<string>(10).fill(PIECE))).toBe('HTTP/1.1 200 OK');
  });

  it('ends an upload that stalls, and any other request that is late', async () => {
    expect(await trickle(port, '/upload', [PIECE, ...Array<string>(20).fill('x')])).toContain(' 408 ');
    expect(await trickle(port, '/plain', Array<string>(20).fill(PIECE))).toContain(' 408 ');
  });

  it('lets go of a sender that was answered and keeps the connection open', async () => {
    expect(await trickle(port, '/nowhere', Array<string>(20).fill(PIECE))).toMatch(/ 40[48] /);
  });
});

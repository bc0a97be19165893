import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** A request must have arrived whole by then; an upload must have moved by then, and again and again. */
const ARRIVES_WITHIN_MS = 30_000;
/** Slower than this is no upload but a connection held open. */
const SLOWEST_BYTES = 10 * 1024;
const TIMED_OUT = 'HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';

/**
 * Ends requests that come too slowly. Node's own limit knows one time for all: two gigabytes over an office line take longer
 * than any request should. So routes that take files may take their time as long as bytes keep coming.
 */
export function boundArrival(fastify: FastifyInstance, withinMs = ARRIVES_WITHIN_MS): void {
  const uploads = new WeakSet<IncomingMessage>();
  fastify.addHook('onRequest', (request: FastifyRequest, _reply, done) => {
    const edge = request.routeOptions.config?.edge;
    if (edge?.multipart || edge?.stream) uploads.add(request.raw);
    done();
  });
  const server = fastify.server as Server;
  server.prependListener('request', (raw: IncomingMessage, response: ServerResponse) =>
    watch(raw, response, withinMs, () => uploads.has(raw)),
  );
}

function watch(raw: IncomingMessage, response: ServerResponse, withinMs: number, isUpload: () => boolean): void {
  const { socket } = raw;
  let seen = socket.bytesRead;
  const timer = setInterval(() => {
    const moved = socket.bytesRead - seen;
    seen += moved;
    if (!raw.complete && isUpload() && moved >= SLOWEST_BYTES) return;
    clearInterval(timer);
    if (raw.complete || raw.destroyed) return;
    if (response.headersSent) socket.destroy();
    else socket.end(TIMED_OUT, () => socket.destroy());
  }, withinMs).unref();
  raw.once('close', () => clearInterval(timer));
}

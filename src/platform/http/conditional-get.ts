import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * Adds a weak ETag to JSON answers of GET, and answers 304 when the caller already has it. The answers stay `no-store`:
 * only a client that keeps them itself, such as a dashboard that polls, profits.
 */
export function conditionalGet(
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
  done: (error: null, payload?: unknown) => void,
): void {
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  const isJson = String(reply.getHeader('content-type') ?? '').startsWith('application/json');
  if (!isRead || !isJson || reply.statusCode !== 200 || typeof payload !== 'string') return done(null, payload);
  const etag = `W/"${createHash('sha256').update(payload).digest('base64url').slice(0, 27)}"`;
  reply.header('etag', etag);
  if (!matches(request.headers['if-none-match'], etag)) return done(null, payload);
  reply.code(304).removeHeader('content-length');
  done(null, '');
}

/** Weak comparison, RFC 9110 section 13.1.2. */
function matches(header: string | undefined, etag: string): boolean {
  if (!header) return false;
  const opaque = etag.slice(2);
  return header.split(',').some((entry) => entry.trim() === '*' || entry.trim().replace(/^W\//, '') === opaque);
}

import { RouteConfig } from '@nestjs/platform-fastify';
import type { JsonLimits } from './json.js';
import type { RateName } from './rate-limits.js';

/**
 * What one route accepts beyond the defaults (JSON of at most 100 KB, 600 requests a minute a caller).
 * Kept on the Fastify route, so that parsers, limiter and security hooks see it before Nest runs.
 */
export interface Edge {
  /** Largest body in bytes, after which 413. */
  bodyLimit?: number;
  json?: Partial<JsonLimits>;
  /** Also accepts `application/x-www-form-urlencoded`. Only for pages. */
  form?: boolean;
  /** Also accepts `multipart/form-data`; the handler reads it with `request.file()` or ignores it. */
  multipart?: boolean;
  /** Accepts CSV, NDJSON, mails and octet streams, given to the handler as an unread stream; JSON only when `json` is set too. */
  stream?: boolean;
  /** Also accepts JSON that calls itself `text/plain`, as Amazon SNS does. */
  plainJson?: boolean;
  /** Keeps the unparsed bytes in `request.rawBody`, for signatures. */
  rawBody?: boolean;
  rate?: RateName;
  /** The token in the URL is the credential: no cookie is read, no referrer sent, no cross-site check made. */
  tokenRoute?: boolean;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    edge?: Edge;
  }
}

export const KILOBYTE = 1024;
export const MEGABYTE = 1024 * KILOBYTE;

/** For handlers only: Fastify knows routes, not controllers, so on a class it would be ignored. */
export function AtEdge(edge: Edge): MethodDecorator {
  return RouteConfig({ edge });
}

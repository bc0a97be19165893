import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import multipart from '@fastify/multipart';
import rateLimit from '@fastify/rate-limit';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type {
  FastifyHttpOptions,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  RawServerDefault,
  RouteOptions,
} from 'fastify';
import type { Logger } from 'pino';
import { ANONYMOUS } from '../auth/caller.js';
import { Identifier } from '../auth/identifier.js';
import { hasSessionCookie } from '../auth/session-cookie.js';
import type { Config } from '../config.js';
import { ApiDescription } from '../docs/api-description.js';
import { describeApi } from '../docs/openapi.js';
import { MetricsService } from '../metrics/metrics.service.js';
import { Pages } from '../pages/pages.js';
import { boundArrival } from './arrival.js';
import { registerBodyParsers } from './body-parsers.js';
import { conditionalGet } from './conditional-get.js';
import { KILOBYTE, MEGABYTE } from './edge.decorator.js';
import { normalizeAddress } from './incoming-text.js';
import { KnownMethods } from './methods.js';
import { causeOf, PROBLEM_TYPE, toProblem } from './problem.js';
import { ProblemFilter } from './problem.filter.js';
import { RateLimiter } from './rate-limiter.js';
import { rateLimitOf, rateLimitStore } from './rate-limit-store.js';
import { SchemaPipe } from './schema.pipe.js';
import { addHeaders, helmetOptions } from './security-headers.js';

const REQUEST_ID = /^[\w.:-]{8,100}$/;
const SECOND = 1000;
const HOUR = 3600 * SECOND;

/** Fastify with bounded times and sizes. The router answers a malformed address itself, as a problem like any other. */
export function createAdapter(config: Config, _logger: Logger): FastifyAdapter {
  const options = {
    trustProxy: config.env.TRUST_PROXY ? config.env.TRUST_PROXY.split(',').map((range) => range.trim()) : false,
    genReqId: (request: IncomingMessage) => requestId(request.headers['x-request-id']),
    bodyLimit: 100 * KILOBYTE,
    // Only the last resort: `boundArrival` knows which routes take files.
    requestTimeout: 2 * HOUR,
    keepAliveTimeout: 65 * SECOND,
    connectionTimeout: 0,
    http: { headersTimeout: 10 * SECOND, maxHeaderSize: 16 * KILOBYTE },
    routerOptions: { maxParamLength: 500, ignoreTrailingSlash: true },
    logger: false,
    multipart: false,
    frameworkErrors: answerMalformed,
  };
  const adapter: FastifyAdapter = new FastifyAdapter(options as FastifyHttpOptions<RawServerDefault> & typeof options);
  adapter.getInstance().server.maxConnections = 2000;
  return adapter;
}

/** The router refuses some addresses before anything of ours runs. */
function answerMalformed(error: Error, request: FastifyRequest, reply: FastifyReply): void {
  const problem = toProblem(causeOf(error), '', request.id);
  reply.header('x-content-type-options', 'nosniff').header('cache-control', 'no-store');
  void reply.status(problem.status).type(PROBLEM_TYPE).send(JSON.stringify(problem));
}

/** Everything between the socket and a controller, in the order in which a request meets it. Call before `app.init()`. */
export async function configureHttp(app: NestFastifyApplication, config: Config): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  const limiter = app.get(RateLimiter);
  const methods = app.get(KnownMethods);
  methods.watch(fastify);
  boundArrival(fastify);
  fastify.addHook('onRoute', (route) => applyEdge(route, limiter));
  await app.register(cookie);
  await app.register(helmet, helmetOptions(config.publicUrl));
  await app.register(multipart, {
    limits: { fileSize: 200 * MEGABYTE, files: 10, fields: 100, parts: 100, headerPairs: 100 },
  });
  fastify.decorateRequest('caller', null as never);
  fastify.addHook('onRequest', addHeaders);
  fastify.addHook('onRequest', identifyWith(app.get(Identifier)));
  await app.register(rateLimit, { global: false, enableDraftSpec: true, store: rateLimitStore(limiter) as never });
  fastify.addHook('preParsing', refuseUnwantedMultipart);
  fastify.addHook('preValidation', normalizeAddress);
  fastify.addHook('onSend', conditionalGet);
  app.enableCsrfProtection({ exclude: isWithoutCookie });
  registerBodyParsers(app);
  fastify.addHook('onResponse', app.get(MetricsService).observe);
  app.get(ApiDescription).prepare(() => describeApi(app, config.publicUrl));
  app.useGlobalPipes(new SchemaPipe());
  app.useGlobalFilters(new ProblemFilter(app.get(Pages), methods));
}

function requestId(given: string | string[] | undefined): string {
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
}

/** Turns what a route said about itself into the options that Fastify and the limiter read. */
function applyEdge(route: RouteOptions, limiter: RateLimiter): void {
  const config = (route.config ??= {} as NonNullable<RouteOptions['config']>);
  if (config.edge?.bodyLimit) route.bodyLimit = config.edge.bodyLimit;
  Object.assign(config, { rateLimit: rateLimitOf(config.edge?.rate ?? 'default', limiter) });
}

function identifyWith(identifier: Identifier) {
  return async (request: FastifyRequest): Promise<void> => {
    request.caller = ANONYMOUS;
    if (!request.routeOptions.config?.edge?.tokenRoute) request.caller = await identifier.identify(request, new Date());
  };
}

/** The plugin would accept files on every route. */
function refuseUnwantedMultipart(
  request: FastifyRequest,
  _reply: FastifyReply,
  _payload: unknown,
  done: (error?: Error) => void,
): void {
  const isMultipart = String(request.headers['content-type'] ?? '').startsWith('multipart/');
  if (!isMultipart || request.routeOptions.config?.edge?.multipart) return done();
  done(Object.assign(new Error('multipart'), { statusCode: 415 }));
}

/**
 * Without a session cookie there is nothing that another site could misuse, so programs and mail providers pass.
 * Signing in is the exception: another site must not sign a visitor in as somebody else.
 */
function isWithoutCookie(request: FastifyRequest): boolean {
  if (request.routeOptions.config?.edge?.tokenRoute) return true;
  return !hasSessionCookie(request) && !request.url.startsWith('/sign-in');
}

import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Pages } from '../pages/pages.js';
import type { KnownMethods } from './methods.js';
import { causeOf, PROBLEM_TYPE, type ProblemCause, toProblem } from './problem.js';

const API_PATHS = /^\/(v1|health|metrics|openapi\.json)(\/|$|\?)/;
const ALLOWED_METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Gives every failure one body: problem+json for programs, a page for people. Logs a 5xx once, with the request id. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  constructor(
    private readonly pages: Pages,
    private readonly methods: KnownMethods,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (reply.sent) return;
    const cause = this.refine(causeOf(error), request, reply);
    if (cause.status >= 500) this.log(error, cause, request);
    if (cause.retryAfterSeconds !== undefined) reply.header('retry-after', String(cause.retryAfterSeconds));
    this.send(cause, request, reply);
  }

  /** Nobody handles the method, but the address exists: 405 and what it does accept. */
  private refine(cause: ProblemCause, request: FastifyRequest, reply: FastifyReply): ProblemCause {
    if (!ALLOWED_METHODS.has(request.method)) return methodProblem(reply, [...ALLOWED_METHODS]);
    if (cause.status !== 404 || !request.is404) return cause;
    const known = this.methods.of(pathOf(request));
    return known && !known.includes(request.method) ? methodProblem(reply, known) : cause;
  }

  private send(cause: ProblemCause, request: FastifyRequest, reply: FastifyReply): void {
    const path = pathOf(request);
    if (cause.status === 401) reply.header('www-authenticate', 'Bearer');
    const wantsPage = String(request.headers.accept ?? '').includes('text/html') && !API_PATHS.test(path);
    const problem = toProblem(cause, path.slice(0, 500), request.id);
    if (!wantsPage) {
      void reply.status(cause.status).type(PROBLEM_TYPE).serializer(String).send(JSON.stringify(problem));
    } else if (cause.status === 401 && (request.method === 'GET' || request.method === 'HEAD')) {
      void reply.redirect(`/sign-in?next=${encodeURIComponent(request.url)}`, 303);
    } else {
      void reply.status(cause.status).type('text/html; charset=utf-8').send(this.page(request, problem));
    }
  }

  private page(request: FastifyRequest, problem: ReturnType<typeof toProblem>): string {
    return this.pages.render(request, 'platform/http/problem', { ...problem, errors: problem.errors ?? [] });
  }

  private log(error: unknown, cause: ProblemCause, request: FastifyRequest): void {
    const route = request.routeOptions?.url ?? 'none';
    const { name, stack } = error instanceof Error ? error : new Error(String(error));
    const entry = {
      event: 'request.failed',
      requestId: request.id,
      method: request.method,
      route,
      status: cause.status,
      name,
    };
    if (cause.status === 503) this.logger.warn(entry);
    else this.logger.error({ ...entry, stack: framesOf(stack) });
  }
}

/** Where it happened, without the message: that may hold what a customer wrote. */
function framesOf(stack: string | undefined): string[] {
  return (stack ?? '')
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, 12)
    .map((line) => line.trim());
}

function pathOf(request: FastifyRequest): string {
  return (request.originalUrl ?? request.url).split('?')[0]!;
}

function methodProblem(reply: FastifyReply, allowed: string[]): ProblemCause {
  reply.header('allow', allowed.join(', '));
  return { status: 405, code: 'method.not-allowed', detail: 'This address does not know this method.' };
}

import { HttpException } from '@nestjs/common';

/** The body of every failed answer, RFC 9457 (`application/problem+json`). `code` is stable; people read `detail`. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  instance: string;
  requestId: string;
  errors?: FieldError[];
}

/** One refused field: where (a JSON pointer, RFC 6901), what kind, and what is wanted. Never the value. */
export interface FieldError {
  pointer: string;
  code: string;
  detail: string;
}

export interface ProblemCause {
  status: number;
  code: string;
  detail: string;
  errors?: FieldError[];
  retryAfterSeconds?: number;
}

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

const TITLES: Record<number, string> = {
  400: 'Bad request',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  408: 'Request timed out',
  409: 'Conflict',
  413: 'Too large',
  414: 'Address too long',
  415: 'Unsupported media type',
  422: 'Cannot be processed',
  429: 'Too many requests',
  431: 'Headers too large',
  500: 'Internal error',
  503: 'Temporarily unavailable',
  507: 'Out of space',
};

const CODES: Record<number, string> = {
  400: 'request.invalid',
  401: 'caller.unknown',
  403: 'caller.not-allowed',
  404: 'resource.not-found',
  405: 'method.not-allowed',
  408: 'request.timed-out',
  409: 'resource.conflict',
  413: 'request.too-large',
  414: 'request.too-large',
  415: 'request.unsupported-media-type',
  422: 'request.unprocessable',
  429: 'rate.exceeded',
  431: 'request.too-large',
  503: 'service.unavailable',
};

const NOT_FOUND = 'There is nothing at this address, or you may not see it.';
const INTERNAL = 'Something went wrong on our side. Quote the request id when you report it.';
const UNAVAILABLE = 'The service cannot answer right now. Try again in a few seconds.';

/** Postgres refused the value itself: the caller's fault. https://www.postgresql.org/docs/current/errcodes-appendix.html */
const PG_BAD_VALUE = new Set([
  '22P02',
  '22003',
  '22007',
  '22008',
  '22021',
  '22P05',
  '22001',
  '23502',
  '23514',
  '54000',
]);
/** Postgres cannot serve now: timeouts, restarts, no room, read-only primary, serialisation failures that outlived retries. */
const PG_AWAY = /^(57P0[1-5]|57014|08\w{3}|53\w{3}|25006|25P03|40001|40P01|55P03|58030)$/;
const SOCKET_AWAY = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
const POOL_AWAY =
  /timeout exceeded when trying to connect|Connection terminated|Query read timeout|Cannot use a pool after calling end|not queryable/i;

/** TypeORM lets go of a connection that broke between two statements of a transaction, and then complains about that. */
const RELEASED = /^(QueryRunner(Provider)?AlreadyReleased|TransactionNotStarted)Error$/;

/**
 * What the caller is told about any error: our own exceptions as they are, Fastify's and Postgres' by their codes, all else
 * as a plain 500. Driver messages never pass.
 */
export function causeOf(error: unknown): ProblemCause {
  if (error instanceof HttpException) return causeOfHttp(error);
  const code = codeOf(error);
  if (code.startsWith('FST_')) return causeOfFastify(error, code);
  if (PG_BAD_VALUE.has(code)) return plain(400, 'The request holds a value that cannot be stored.');
  if (code === '23503') return plain(409, 'The request refers to something that does not exist or is still in use.');
  if (code === '23505' || code === '23P01') return plain(409, 'This already exists.');
  if (isAway(error, code)) return { ...plain(503, UNAVAILABLE), retryAfterSeconds: 5 };
  return causeOfStatus(error);
}

/** True for errors that say "the database is away for now", so that callers may retry or answer 503. */
export function isAway(error: unknown, code = codeOf(error)): boolean {
  if (PG_AWAY.test(code)) return true;
  if ((isDriverError(error) || isBrokenStream(error)) && SOCKET_AWAY.has(code)) return true;
  if (error instanceof Error && RELEASED.test(error.name)) return true;
  return error instanceof Error && POOL_AWAY.test(error.message);
}

export function toProblem(cause: ProblemCause, instance: string, requestId: string): Problem {
  const { status, code, detail, errors } = cause;
  const title = TITLES[status] ?? (status >= 500 ? TITLES[500]! : TITLES[400]!);
  return {
    type: `urn:hearback:problem:${code}`,
    title,
    status,
    code,
    detail,
    instance,
    requestId,
    ...(errors && { errors }),
  };
}

function plain(status: number, detail: string): ProblemCause {
  return { status, code: CODES[status] ?? 'service.error', detail };
}

/** Services throw `new NotFoundException({ code, message })`; the framework throws bare strings. */
function causeOfHttp(error: HttpException): ProblemCause {
  const status = error.getStatus();
  const body = error.getResponse();
  const given = typeof body === 'object' ? (body as Record<string, unknown>) : {};
  const fallback = plain(status, status === 404 ? NOT_FOUND : error.message);
  if (typeof given.code !== 'string') return { ...fallback, detail: status >= 500 ? INTERNAL : fallback.detail };
  const cause: ProblemCause = { status, code: given.code, detail: error.message };
  if (Array.isArray(given.errors)) cause.errors = given.errors as FieldError[];
  if (typeof given.retryAfterSeconds === 'number') cause.retryAfterSeconds = given.retryAfterSeconds;
  return cause;
}

const FASTIFY_DETAILS: Record<number, string> = {
  400: 'The request is malformed.',
  413: 'The body is larger than this address accepts.',
  414: 'The address is too long.',
  415: 'This media type is not accepted here. Send application/json.',
  431: 'The headers are too large.',
};

function causeOfFastify(error: unknown, code: string): ProblemCause {
  const status = statusOf(error);
  if (code === 'FST_ERR_ROUTE_MISSED' || status === 404) return plain(404, NOT_FOUND);
  if (status < 500) return plain(status, FASTIFY_DETAILS[status] ?? FASTIFY_DETAILS[400]!);
  return causeOfStatus(error);
}

/** Errors of plugins carry a status; a client error keeps it, without its words. */
function causeOfStatus(error: unknown): ProblemCause {
  const status = statusOf(error);
  if (status >= 400 && status < 500) return plain(status, FASTIFY_DETAILS[status] ?? 'The request is malformed.');
  return plain(500, INTERNAL);
}

function statusOf(error: unknown): number {
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' ? status : 500;
}

function codeOf(error: unknown): string {
  const holder = error as { code?: unknown; driverError?: { code?: unknown } } | null | undefined;
  const code = holder?.driverError?.code ?? holder?.code;
  return typeof code === 'string' ? code : '';
}

/** Socket errors of our own outgoing calls are not the database's; only those pg or TypeORM raised count. */
function isDriverError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const isTypeOrm = error.name === 'QueryFailedError' || 'driverError' in error;
  return (
    isTypeOrm ||
    /[\\/](pg|pg-pool|pg-protocol|typeorm)[\\/]/.test(error.stack ?? '') ||
    error.message.includes('.s.PGSQL')
  );
}

/** A socket that broke while it was read has no frame of anybody in its stack. Calls of ours to others catch theirs. */
function isBrokenStream(error: unknown): boolean {
  return error instanceof Error && /at (Pipe|TCP)\.onStreamRead/.test(error.stack ?? '');
}

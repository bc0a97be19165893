import { createHash } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';
import { type HttpException, PayloadTooLargeException, UnsupportedMediaTypeException } from '@nestjs/common';
import type { FastifyAdapter, NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { normalizeText } from '../text.js';
import { DEFAULT_JSON_LIMITS, invalidJson, parseStrictJson } from './json.js';
import { KILOBYTE, MEGABYTE } from './edge.decorator.js';

export const DEFAULT_BODY_LIMIT = 100 * KILOBYTE;
const STREAM_LIMIT = 500 * MEGABYTE;
const MOST_FORM_FIELDS = 1000;
const JSON_TYPES = ['application/json', /^application\/[\w.-]+\+json(;|$)/];
const STREAM_TYPES = [/^text\/csv/, /^application\/(x-ndjson|jsonl|octet-stream)/, /^message\/rfc822/];

declare module 'fastify' {
  interface FastifyRequest {
    /** SHA-256 of the body, for calls that may be repeated. */
    bodyHash?: string;
    /** The bytes as they arrived, where the route asks for them. */
    rawBody?: Buffer;
  }
}

type Done = (error: Error | null, body?: unknown) => void;

/** Strict JSON everywhere; forms and streams only where the route asks for them. Anything else is 415. */
export function registerBodyParsers(app: NestFastifyApplication): void {
  const adapter = app.getHttpAdapter() as unknown as FastifyAdapter;
  const options = { bodyLimit: DEFAULT_BODY_LIMIT };
  for (const type of JSON_TYPES) adapter.useBodyParser(type as string, false, options, json);
  adapter.useBodyParser('application/x-www-form-urlencoded', false, options, form);
  const fastify = adapter.getInstance();
  fastify.removeContentTypeParser('text/plain');
  adapter.useBodyParser('text/plain', false, options, plainJson);
  for (const type of STREAM_TYPES) fastify.addContentTypeParser(type, stream);
}

function json(request: FastifyRequest, body: Buffer, done: Done): void {
  attempt(done, () => {
    const edge = request.routeOptions.config.edge;
    if (isEncoded(request) || (edge?.stream && !edge.json)) throw unsupported();
    keepBytes(request, body);
    return parseStrictJson(body, { ...DEFAULT_JSON_LIMITS, ...edge?.json });
  });
}

function plainJson(request: FastifyRequest, body: Buffer, done: Done): void {
  if (!request.routeOptions.config.edge?.plainJson) return done(unsupported());
  json(request, body, done);
}

function form(request: FastifyRequest, body: Buffer, done: Done): void {
  attempt(done, () => {
    if (!request.routeOptions.config.edge?.form || isEncoded(request)) throw unsupported();
    keepBytes(request, body);
    return parseForm(body.toString('utf8'));
  });
}

/** Large bodies are not held twice: only signed routes need the bytes, only repeatable calls their hash. */
function keepBytes(request: FastifyRequest, body: Buffer): void {
  if (request.routeOptions.config.edge?.rawBody) request.rawBody = body;
  if (request.headers['idempotency-key'] !== undefined)
    request.bodyHash = createHash('sha256').update(body).digest('hex');
}

/** A field given once is a string, a repeated one a list of strings. */
export function parseForm(text: string): Record<string, string | string[]> {
  const fields: Record<string, string | string[]> = Object.create(null) as Record<string, string | string[]>;
  const pairs = [...new URLSearchParams(text)];
  if (pairs.length > MOST_FORM_FIELDS) throw invalidJson('The form has too many fields.');
  for (const [rawName, rawValue] of pairs) {
    const name = normalizeText(rawName);
    const value = normalizeText(rawValue);
    const known = fields[name];
    if (known === undefined) fields[name] = value;
    else fields[name] = [known, value].flat();
  }
  return { ...fields };
}

/** Bytes pass unread; the size is counted on the way, since a chunked body does not announce it. */
function stream(request: FastifyRequest, payload: NodeJS.ReadableStream, done: Done): void {
  const edge = request.routeOptions.config.edge;
  if (!edge?.stream || isEncoded(request)) return done(unsupported());
  const limit = edge.bodyLimit ?? STREAM_LIMIT;
  if (Number(request.headers['content-length'] ?? 0) > limit) return done(tooLarge());
  const counter = new Transform({ transform: countUpTo(limit) });
  payload.on('error', (error) => counter.destroy(error as Error));
  done(null, payload.pipe(counter));
}

function countUpTo(limit: number) {
  let bytes = 0;
  return (chunk: Buffer, _encoding: BufferEncoding, callback: TransformCallback): void => {
    bytes += chunk.length;
    if (bytes > limit) callback(tooLarge());
    else callback(null, chunk);
  };
}

/** Compressed bodies are not unpacked at all, so there is no bomb to defuse. */
function isEncoded(request: FastifyRequest): boolean {
  const encoding = request.headers['content-encoding'];
  return encoding !== undefined && encoding !== 'identity';
}

function attempt(done: Done, parse: () => unknown): void {
  let body: unknown;
  try {
    body = parse();
  } catch (error) {
    return done(error as Error);
  }
  done(null, body);
}

function unsupported(): HttpException {
  const message = 'This media type or encoding is not accepted here. Send application/json, uncompressed.';
  return new UnsupportedMediaTypeException({ code: 'request.unsupported-media-type', message });
}

function tooLarge(): HttpException {
  return new PayloadTooLargeException({
    code: 'request.too-large',
    message: 'The body is larger than this address accepts.',
  });
}

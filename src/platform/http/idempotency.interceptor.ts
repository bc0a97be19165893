import {
  BadRequestException,
  type CallHandler,
  ConflictException,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  SetMetadata,
  UnprocessableEntityException,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { catchError, finalize, from, mergeMap, type Observable, of, throwError } from 'rxjs';
import type { IdempotencyKey } from './idempotency-key.entity.js';
import { IdempotencyKeys, type NewCall } from './idempotency-keys.js';

const REQUIRED = 'hearback:idempotency-required';
const KEY_FORM = /^"?([\x21\x23-\x7e]{1,255}?)"?$/;

/** The call must carry an Idempotency-Key: it is too large to be repeated by accident. */
export const IdempotencyRequired = (): MethodDecorator => SetMetadata(REQUIRED, true);

/**
 * Honours `Idempotency-Key` on every POST and PATCH of the API: the same key and body give the first answer again, another
 * body 422, a call still running 409. Failed calls are not remembered. (draft-ietf-httpapi-idempotency-key-header-07)
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    private readonly keys: IdempotencyKeys,
    private readonly reflector: Reflector,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (request.method !== 'POST' && request.method !== 'PATCH') return next.handle();
    const header = request.headers['idempotency-key'];
    if (header === undefined) {
      if (this.reflector.get<boolean>(REQUIRED, context.getHandler()))
        throw keyProblem('Send an Idempotency-Key header with this call.');
      return next.handle();
    }
    const { caller } = request;
    if (caller.kind === 'anonymous') return next.handle();
    const call = {
      caller: `${caller.kind}:${caller.id}`,
      key: readKey(header),
      route: `${request.method} ${request.url}`,
      bodyHash: request.bodyHash ?? '',
    };
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return this.replayOrRun(call, next, reply);
  }

  private async replayOrRun(call: NewCall, next: CallHandler, reply: FastifyReply): Promise<Observable<unknown>> {
    const known = await this.keys.claim(call, new Date());
    if (known) return of(replay(known, call, reply));
    const letGo = this.keys.hold(call);
    return next.handle().pipe(
      mergeMap((body) => from(this.keys.complete(call, reply.statusCode, body).then(() => body as unknown))),
      catchError((error: unknown) => from(this.keys.letGo(call)).pipe(mergeMap(() => throwError(() => error)))),
      finalize(letGo),
    );
  }
}

function replay(known: IdempotencyKey, call: NewCall, reply: FastifyReply): unknown {
  if (known.route !== call.route || known.bodyHash !== call.bodyHash) {
    throw new UnprocessableEntityException({
      code: 'idempotency.mismatch',
      message: 'This Idempotency-Key belongs to another call.',
    });
  }
  if (known.status === null) {
    const message = 'The first call with this Idempotency-Key is still running.';
    throw new ConflictException({ code: 'idempotency.in-flight', message, retryAfterSeconds: 2 });
  }
  void reply.status(known.status).header('idempotency-replayed', 'true');
  return known.body;
}

function readKey(header: string | string[]): string {
  const match = typeof header === 'string' ? KEY_FORM.exec(header) : null;
  if (!match) throw keyProblem('An Idempotency-Key has 1 to 255 printable characters, such as a UUID.');
  return match[1]!;
}

function keyProblem(message: string): BadRequestException {
  return new BadRequestException({ code: 'idempotency.key-invalid', message });
}

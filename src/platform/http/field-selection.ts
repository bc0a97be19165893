import {
  BadRequestException,
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';

const NAME = /^[A-Za-z][A-Za-z0-9]*$/;

/** `fields=id,label` keeps only these fields of each item of a list, or of the one thing that was asked for. */
@Injectable()
export class FieldSelection implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const query = context.switchToHttp().getRequest<FastifyRequest>().query as Record<string, unknown>;
    const wanted = typeof query['fields'] === 'string' ? query['fields'].split(',').map((name) => name.trim()) : null;
    if (!wanted) return next.handle();
    if (!wanted.every((name) => NAME.test(name)))
      throw new BadRequestException({ code: 'fields.invalid', message: 'fields: names separated by commas.' });
    return next.handle().pipe(map((answer) => selectFields(answer, wanted)));
  }
}

/** A copy with the wanted fields alone; unknown names select nothing. */
export function selectFields(answer: unknown, wanted: readonly string[]): unknown {
  if (typeof answer !== 'object' || answer === null) return answer;
  const pick = (item: object) => Object.fromEntries(Object.entries(item).filter(([name]) => wanted.includes(name)));
  const { items } = answer as { items?: unknown };
  return Array.isArray(items) ? { ...answer, items: items.map((item) => pick(item as object)) } : pick(answer);
}

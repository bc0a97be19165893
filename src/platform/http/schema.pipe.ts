import { BadRequestException, Injectable, NotFoundException, StandardSchemaValidationPipe } from '@nestjs/common';
import type { ArgumentMetadata } from '@nestjs/common';
import type { FieldError } from './problem.js';

/** Enough to fix a form, too few to make a large answer out of a small request. */
const MOST_ERRORS = 50;
const LONGEST_SEGMENT = 100;

interface Issue {
  message: string;
  code?: string;
  path?: readonly (PropertyKey | { key: PropertyKey })[];
  keys?: readonly string[];
}

/**
 * Checks bodies and queries against the schema of the parameter. A refusal names every field and never its value.
 * A path parameter that cannot be an id is an unknown id: 404.
 */
@Injectable()
export class SchemaPipe extends StandardSchemaValidationPipe {
  constructor() {
    super({ exceptionFactory: (issues) => refusal(issues as readonly Issue[]) });
  }

  override async transform<T = unknown>(value: T, metadata: ArgumentMetadata): Promise<T> {
    if (metadata.type !== 'param') return super.transform<T>(value, metadata);
    return super.transform<T>(value, metadata).catch((error: unknown) => {
      throw error instanceof BadRequestException ? new NotFoundException() : error;
    });
  }
}

export function refusal(issues: readonly Issue[]): BadRequestException {
  const errors = issues.slice(0, MOST_ERRORS).flatMap(fieldErrors);
  return new BadRequestException({
    code: 'request.invalid',
    message: 'Some fields are not as they should be.',
    errors,
  });
}

/** A refusal of one field, for checks that a schema cannot express. `path` as in `['items', 0, 'email']`. */
export function refuse(path: (string | number)[], detail: string): BadRequestException {
  return refusal([{ message: detail, code: 'custom', path }]);
}

function fieldErrors(issue: Issue): FieldError[] {
  const path = (issue.path ?? []).map((segment) => (typeof segment === 'object' ? segment.key : segment));
  const code = issue.code ?? 'invalid';
  if (!issue.keys) return [{ pointer: pointer(path), code, detail: issue.message }];
  return issue.keys
    .slice(0, MOST_ERRORS)
    .map((key) => ({ pointer: pointer([...path, key]), code, detail: 'Unknown field' }));
}

function pointer(path: PropertyKey[]): string {
  return path.map((segment) => `/${escapeSegment(String(segment))}`).join('');
}

function escapeSegment(segment: string): string {
  return segment.slice(0, LONGEST_SEGMENT).replaceAll('~', '~0').replaceAll('/', '~1');
}

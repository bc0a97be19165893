import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { z } from 'zod';
import { type Answers, answers } from './answers.js';
import { handlerComments } from './handler-comments.js';
import { wordsOf } from './readable.js';

const DESCRIPTION = [
  'Everything Hearback knows and does, over HTTP and JSON.',
  'Send an API key as `Authorization: Bearer hb_live_…`. Failures are `application/problem+json` (RFC 9457).',
  'Lists page by `limit` and `cursor`; `meta.nextCursor` is null on the last page.',
  'POST and PATCH honour `Idempotency-Key`: the same key and body give the first answer again.',
].join(' ');

const PROBLEM_SCHEMA = {
  type: 'object' as const,
  required: ['type', 'title', 'status', 'code', 'detail', 'instance', 'requestId'],
  properties: {
    type: { type: 'string', description: 'urn:hearback:problem:<code>' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', description: 'Stable; decide by this.' },
    detail: { type: 'string', description: 'For people.' },
    instance: { type: 'string' },
    requestId: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          pointer: { type: 'string', description: 'JSON Pointer of the field' },
          code: { type: 'string' },
          detail: { type: 'string' },
        },
      },
    },
  },
};

/** The description of the API, made from the schemas that check the requests. */
export function describeApi(app: INestApplication, publicUrl: string): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Hearback')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .addServer(publicUrl)
    .addBearerAuth({ type: 'http', scheme: 'bearer' }, 'key')
    .addSecurityRequirements('key')
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    standardSchemaConverter: (schema, { schemaType }) => ({ schema: toJsonSchema(schema, schemaType) }),
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}.${method}`,
  });
  const described = answers();
  document.components ??= {};
  document.components.schemas = {
    ...document.components.schemas,
    ...described.schemas,
    Problem: PROBLEM_SCHEMA,
  } as typeof document.components.schemas;
  describeOperations(document, described);
  return document;
}

/** Adds what handlers' comments and types say of each route. */
function describeOperations(document: OpenAPIObject, described: Answers): void {
  const comments = handlerComments();
  for (const operation of operationsOf(document)) {
    const { summary, description } = comments.get(operation.operationId ?? '') ?? {};
    operation.summary ??= summary ?? wordsOf(operation.operationId ?? '');
    if (description) operation.description ??= description;
    operation.responses ??= {};
    describeAnswer(operation, described.operations[operation.operationId ?? '']);
    operation.responses['default'] ??= {
      description: 'What went wrong',
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    };
  }
}

interface Operation {
  operationId?: string;
  summary?: string;
  description?: string;
  responses?: Record<string, { description?: string; content?: object }>;
}

/** Where a handler has not said what it answers, the type that it returns says it. */
function describeAnswer({ responses = {} }: Operation, answer: Answers['operations'][string] | undefined): void {
  const success = Object.entries(responses).find(([status]) => /^2/.test(status))?.[1];
  if (success && answer) success.content ??= { [answer.content]: { schema: answer.schema } };
}

function operationsOf(document: OpenAPIObject): Operation[] {
  const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;
  return Object.values(document.paths).flatMap((item) =>
    methods.flatMap((method) => (item[method] ? [item[method] as unknown as Operation] : [])),
  );
}

/** OpenAPI 3.1 speaks JSON Schema 2020-12, which zod writes without loss. What it cannot say is left open. */
function toJsonSchema(schema: unknown, io: 'input' | 'output'): object {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema as z.ZodType, {
    target: 'draft-2020-12',
    io,
    unrepresentable: 'any',
    reused: 'inline',
  });
  return rest;
}

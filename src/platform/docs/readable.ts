import type { OpenAPIObject } from '@nestjs/swagger';

/** The API as the page `/docs` shows it. */
export interface ApiGroup {
  name: string;
  anchor: string;
  operations: ApiOperationView[];
}

export interface ApiOperationView {
  anchor: string;
  method: string;
  path: string;
  summary: string;
  description: string | null;
  scope: string | null;
  parameters: FieldView[];
  fields: FieldView[];
  body: string | null;
}

export interface FieldView {
  name: string;
  place: string | null;
  type: string;
  isRequired: boolean;
  description: string;
}

interface Schema {
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  const?: unknown;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  description?: string;
  default?: unknown;
  $ref?: string;
}

interface Operation {
  operationId?: string;
  summary?: string;
  description?: string;
  tags?: string[];
  parameters?: { name: string; in: string; required?: boolean; description?: string; schema?: Schema }[];
  requestBody?: { content?: Record<string, { schema?: Schema }> };
  'x-scope'?: string;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
/** Deeper fields are read in /openapi.json. */
const DEEPEST = 3;

/** Groups the operations by tag, in the order in which they were written down. */
export function readable(document: OpenAPIObject): ApiGroup[] {
  const groups = new Map<string, ApiGroup>();
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const operation = item[method] as Operation | undefined;
      if (!operation) continue;
      const name = titleOf(operation.tags?.[0] ?? 'other');
      const group = groups.get(name) ?? { name, anchor: anchorOf(name), operations: [] };
      group.operations.push(viewOf(method, path, operation));
      groups.set(name, group);
    }
  }
  return [...groups.values()].sort((a, b) => a.name.localeCompare(b.name));
}

function viewOf(method: string, path: string, operation: Operation): ApiOperationView {
  const [body, content] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
  return {
    anchor: anchorOf(`${method} ${path}`),
    method: method.toUpperCase(),
    path,
    summary: operation.summary || wordsOf(operation.operationId ?? path),
    description: operation.description || null,
    scope: operation['x-scope'] ?? null,
    parameters: (operation.parameters ?? []).filter(({ in: place }) => place !== 'header').map(parameterOf),
    fields: content?.schema ? fieldsOf(content.schema) : [],
    body: body ?? null,
  };
}

function parameterOf({
  name,
  in: place,
  required,
  description,
  schema = {},
}: NonNullable<Operation['parameters']>[number]): FieldView {
  const text = description ?? schema.description ?? '';
  return { name, place, type: typeOf(schema), isRequired: required ?? false, description: withDefault(text, schema) };
}

/** The fields of an object schema, nested ones as `items[].name`. */
export function fieldsOf(schema: Schema, prefix = '', depth = 1): FieldView[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, child]) => {
    const isRequired = (schema.required ?? []).includes(name) && child.default === undefined;
    const own: FieldView = {
      name: prefix + name,
      place: null,
      type: typeOf(child),
      isRequired,
      description: withDefault(child.description ?? '', child),
    };
    if (depth >= DEEPEST) return [own];
    const nested = child.items
      ? fieldsOf(child.items, `${prefix}${name}[].`, depth + 1)
      : fieldsOf(child, `${prefix}${name}.`, depth + 1);
    return [own, ...nested];
  });
}

export function typeOf(schema: Schema): string {
  if (schema.$ref) return schema.$ref.split('/').at(-1)!;
  const options = schema.anyOf ?? schema.oneOf;
  if (options) return [...new Set(options.map(typeOf))].join(' or ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map(String).join(' | ');
  if (schema.items) return `list of ${typeOf(schema.items)}`;
  return schema.format ?? [schema.type ?? 'any'].flat().join(' or ');
}

function withDefault(text: string, schema: Schema): string {
  if (schema.default === undefined) return text;
  return `${text} Default: ${JSON.stringify(schema.default)}.`.trim();
}

/** `RoutingRules` and `routing rules` both as "Routing rules". */
function titleOf(tag: string): string {
  const words = tag.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return words === 'kpis' ? 'KPIs' : words.charAt(0).toUpperCase() + words.slice(1);
}

function anchorOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

/** `Keys.listAll` as "Keys: list all". */
export function wordsOf(operationId: string): string {
  const [controller, method] = operationId.split('.');
  return method ? `${controller}: ${method.replace(/([A-Z])/g, ' $1').toLowerCase()}` : operationId;
}

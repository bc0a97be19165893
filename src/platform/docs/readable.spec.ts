import { fieldsOf, readable, typeOf } from './readable.js';

describe('the readable API', () => {
  it('lists nested fields under one another', () => {
    const schema = {
      type: 'object',
      required: ['items', 'limit'],
      properties: {
        items: {
          type: 'array',
          items: { type: 'object', required: ['id'], properties: { id: { type: 'string', format: 'uuid' } } },
        },
        limit: { type: 'integer', default: 50 },
      },
    };
    expect(fieldsOf(schema)).toEqual([
      { name: 'items', place: null, type: 'list of object', isRequired: true, description: '' },
      { name: 'items[].id', place: null, type: 'uuid', isRequired: true, description: '' },
      { name: 'limit', place: null, type: 'integer', isRequired: false, description: 'Default: 50.' },
    ]);
  });

  it('says types in words', () => {
    expect(typeOf({ anyOf: [{ type: 'string', format: 'date-time' }, { type: 'null' }] })).toBe('date-time or null');
    expect(typeOf({ enum: ['read', 'write'] })).toBe('read | write');
    expect(typeOf({ $ref: '#/components/schemas/Problem' })).toBe('Problem');
    expect(typeOf({})).toBe('any');
  });

  it('groups by tag', () => {
    const operation = { tags: ['keys'], operationId: 'Keys.listAll', 'x-scope': 'admin', responses: {} };
    const [group] = readable({
      openapi: '3.1.0',
      info: { title: '', version: '' },
      paths: { '/v1/keys': { get: operation } },
    } as never);
    expect(group).toMatchObject({
      name: 'Keys',
      operations: [{ anchor: 'get-v1-keys', summary: 'Keys: list all', scope: 'admin' }],
    });
  });
});

import { z } from 'zod';
import { money, problem } from '../../kit/http/shapes.ts';
import type { AnyRoute } from '../../kit/http/index.ts';
import { rolesOf } from '../../kit/http/index.ts';

type Json = Record<string, unknown>;

/** The OpenAPI 3.1 document of the API, made from the very schemas that validate. */
export function openApiOf(routes: readonly AnyRoute[]): Json {
  const components = new Components();
  const paths: Record<string, Json> = {};
  for (const route of routes) paths[route.path] = { ...paths[route.path], [route.method]: operationOf(route, components) };
  components.reference(money, 'output');
  components.reference(problem, 'output');
  return {
    openapi: '3.1.0',
    info: {
      title: 'Zihuan',
      version: '1',
      description:
        'Money is an integer of minor units as a string; rates are parts per million; instants are RFC 3339 UTC; ids are prefixed, and `ext:<externalId>` works wherever an id does.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/api/v1' }],
    security: [{ key: [] }, { session: [] }],
    tags: [...new Set(routes.map((route) => route.tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: components.schemas,
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'An API key `zk_…`; it belongs to one brand.' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'zihuan_session',
          description: 'The session of the console.',
        },
      },
      responses: {
        Problem: {
          description: 'A refusal (RFC 9457)',
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
    },
  };
}

function operationOf(route: AnyRoute, components: Components): Json {
  const isWrite = route.method !== 'get';
  const isPublic = route.scope === 'platform' && route.access === 'anybody';
  return {
    operationId: route.id,
    summary: route.summary,
    tags: [route.tag],
    ...(route.scope === 'tenant' ? { 'x-permission': route.permission, 'x-roles': rolesOf(route) } : {}),
    ...(isPublic ? { security: [] } : {}),
    parameters: [
      ...[...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
        name,
        in: 'path',
        required: true,
        schema: { type: 'string' },
      })),
      ...queryParameters(route, components),
      ...(isWrite && route.scope === 'tenant' ? [IDEMPOTENCY_KEY] : []),
      ...(route.scope === 'tenant' ? [BRAND] : []),
      LANGUAGE,
    ],
    ...bodyOf(route, components),
    responses: {
      [route.status]: replyOf(route, components),
      default: { $ref: '#/components/responses/Problem' },
    },
  };
}

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  description: 'Told again with the same key and body, the request has its effect once and gets the first answer.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
};
const BRAND = {
  name: 'Zihuan-Brand',
  in: 'header',
  description: 'Slug of the brand, for sessions with more than one; keys know theirs.',
  schema: { type: 'string' },
};
const LANGUAGE = { name: 'lang', in: 'query', schema: { enum: ['zh-CN', 'en'] } };

function queryParameters(route: AnyRoute, components: Components): Json[] {
  if (!route.query) return [];
  const { properties = {}, required = [] } = components.inline(route.query, 'input') as {
    properties?: Record<string, unknown>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    ...(required.includes(name) && !isDefaulted(schema) ? { required: true } : {}),
    schema,
  }));
}

// A coerced parameter may be left out when it has a default, whatever type it is read from.
function isDefaulted(schema: unknown): boolean {
  return typeof schema === 'object' && schema !== null && 'default' in schema;
}

function bodyOf(route: AnyRoute, components: Components): Json {
  if (route.scope === 'tenant' && route.bodyType !== 'application/json') {
    return { requestBody: { required: true, content: { [route.bodyType]: {} } } };
  }
  if (!route.body) return {};
  return {
    requestBody: {
      required: true,
      content: { 'application/json': { schema: components.reference(route.body, 'input') } },
    },
  };
}

function replyOf(route: AnyRoute, components: Components): Json {
  const type = route.scope === 'tenant' ? route.replyType : 'application/json';
  if (route.status === 204) return { description: 'Done' };
  const schema = route.reply ? { schema: components.reference(route.reply, 'output') } : {};
  return { description: 'Success', content: { [type]: schema } };
}

/** Collects named schemas: whatever carries `.meta({ id })` stands once under its name. */
class Components {
  readonly schemas: Record<string, unknown> = {};

  /** A schema with its named parts as references. */
  reference(schema: z.ZodType, io: 'input' | 'output'): unknown {
    return (this.inline(z.object({ value: schema }), io) as { properties: { value: unknown } }).properties.value;
  }

  inline(schema: z.ZodType, io: 'input' | 'output'): unknown {
    const { $defs = {}, $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json & { $defs?: Json };
    for (const [name, definition] of Object.entries($defs)) this.schemas[name] = renamed(withoutId(definition));
    return renamed(rest);
  }
}

function withoutId(definition: unknown): unknown {
  const { id: _, ...rest } = definition as Json;
  return rest;
}

function renamed(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value).replaceAll('"#/$defs/', '"#/components/schemas/'));
}

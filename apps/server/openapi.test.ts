import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testServer } from './server.fixture.ts';

const server = await testServer();

interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, unknown> };
}
interface Operation {
  operationId: string;
  parameters: { name: string; in: string }[];
  responses: Record<string, unknown>;
  requestBody?: { content: Record<string, { schema?: unknown }> };
}

const document = (await server.call('GET', '/api/v1/openapi.json')).as<Document>();

test('the document is OpenAPI 3.1 and names every route once', () => {
  assert.equal(document.openapi, '3.1.0');
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
  assert.deepEqual(operations.map((one) => one.operationId).toSorted(), server.app.routes.map((route) => route.id).toSorted());
});

test('every reference leads to a component, and every component is used', () => {
  const text = JSON.stringify(document);
  const used = new Set([...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name));
  const there = new Set(Object.keys(document.components.schemas));
  assert.deepEqual([...used].toSorted(), [...there].toSorted());
  assert.ok(!text.includes('#/$defs/'));
});

test('shapes that have a name stand under it, money among them', () => {
  for (const name of ['Money', 'Problem', 'Person', 'Brand', 'ImportRun', 'Stage']) {
    assert.ok(document.components.schemas[name], name);
  }
  assert.deepEqual((document.components.schemas['Money'] as { required: string[] }).required, ['amount', 'currency']);
});

test('every write says what it takes, refuses other fields, and takes an Idempotency-Key', () => {
  for (const route of server.app.routes) {
    const operation = document.paths[route.path]?.[route.method];
    assert.ok(operation, route.id);
    if (route.method === 'get') continue;
    if (route.scope === 'tenant')
      assert.ok(
        operation.parameters.some((one) => one.name === 'Idempotency-Key'),
        route.id,
      );
    if (route.body) assert.ok(operation.requestBody?.content['application/json']?.schema, route.id);
  }
  const body = document.paths['/people']?.['post']?.requestBody?.content['application/json']?.schema as {
    additionalProperties: boolean;
  };
  assert.equal(body.additionalProperties, false);
});

test('parameters of a path and a query are all there, with what may be left out', () => {
  const operation = document.paths['/people/{id}/stages']?.['get'];
  assert.deepEqual(
    operation?.parameters.map((one) => `${one.in} ${one.name}`),
    ['path id', 'query limit', 'query cursor', 'header Zihuan-Brand', 'query lang'],
  );
  assert.ok(!operation?.parameters.some((one) => one.in === 'query' && 'required' in one));
});

test('the docs page is one page without scripts, in the reader’s language', async () => {
  for (const lang of ['zh-CN', 'en']) {
    const page = await server.call('GET', `/api/docs?lang=${lang}`);
    assert.equal(page.status, 200);
    assert.match(page.text, new RegExp(`<html lang="${lang}">`));
    assert.doesNotMatch(page.text, /<script|https?:\/\/(?!127)/);
    for (const route of server.app.routes) assert.ok(page.text.includes(route.path), route.path);
  }
});

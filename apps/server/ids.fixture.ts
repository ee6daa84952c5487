import assert from 'node:assert/strict';
import type { AnyRoute } from '../../kit/http/index.ts';
import type { IdKind } from '../../kit/ids/index.ts';

const KINDS: Record<string, IdKind> = {
  people: 'person',
  products: 'product',
  orders: 'order',
  segments: 'segment',
  imports: 'run',
  staff: 'staff',
  keys: 'apiKey',
};

/** What kind of id a route carries in its path. */
export function idKindOf(route: AnyRoute): IdKind {
  const [, first = ''] = route.path.split('/');
  const kind = KINDS[first];
  assert(kind || !route.path.includes('{'), `${route.path}: what is an id below /${first}?`);
  return kind ?? 'person';
}

export function pathWith(route: AnyRoute, id: string): string {
  return route.path.replaceAll(/\{\w+\}/g, encodeURIComponent(id));
}

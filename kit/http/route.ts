import type { z } from 'zod';
import type { Ctx, Role } from '../ctx.ts';

/** What a route needs to be allowed: named once per room, granted to roles in one table (the authorisation matrix). */
export type Permission =
  | 'brand.read' | 'brand.write'
  | 'staff.read' | 'staff.write'
  | 'keys.read' | 'keys.write'
  | 'audit.read'
  | 'people.read' | 'people.write' | 'people.erase' | 'people.export'
  | 'orders.read' | 'orders.write'
  | 'products.read' | 'products.write'
  | 'figures.read'
  | 'segments.write'
  | 'imports.read' | 'imports.write'
  | 'sandbox.clock';

/** Owner all; operator all but staff, keys, erase; staff people and orders; readonly GET (CONTRACT §2). */
export const grants: Record<Permission, readonly Role[]> = {
  'brand.read': ['owner', 'operator', 'staff', 'readonly'],
  'brand.write': ['owner', 'operator'],
  'staff.read': ['owner', 'readonly'],
  'staff.write': ['owner'],
  'keys.read': ['owner', 'readonly'],
  'keys.write': ['owner'],
  'audit.read': ['owner', 'operator', 'readonly'],
  'people.read': ['owner', 'operator', 'staff', 'readonly'],
  'people.write': ['owner', 'operator', 'staff'],
  'people.erase': ['owner'],
  'people.export': ['owner', 'operator', 'readonly'],
  'orders.read': ['owner', 'operator', 'staff', 'readonly'],
  'orders.write': ['owner', 'operator', 'staff'],
  'products.read': ['owner', 'operator', 'staff', 'readonly'],
  'products.write': ['owner', 'operator'],
  'figures.read': ['owner', 'operator', 'readonly'],
  'segments.write': ['owner', 'operator'],
  'imports.read': ['owner', 'operator', 'readonly'],
  'imports.write': ['owner', 'operator'],
  'sandbox.clock': ['owner', 'operator'],
};

export interface Input<Params, Query, Body> {
  params: Params;
  query: Query;
  body: Body;
  /** raw request, for uploads */
  request: Request;
}

/**
 * A route as data: apps/server mounts it, OpenAPI and the authorisation matrix are generated from it.
 * `tx`: 'read' = one read-only snapshot, 'write' = one transaction with idempotency, 'none' = the handler opens its own through `run`.
 */
export interface Route {
  readonly id: string;
  readonly method: 'get' | 'post' | 'patch' | 'put' | 'delete';
  /** below /api/v1, parameters in braces: `/people/{id}` */
  readonly path: string;
  readonly summary: string;
  readonly tag: string;
  readonly permission: Permission;
  readonly tx: 'read' | 'write' | 'none';
  readonly status: number;
  readonly query: z.ZodObject | null;
  readonly body: z.ZodType | null;
  readonly reply: z.ZodType | null;
  /** 'json' unless the reply is a file or a stream */
  readonly replyType: string;
  readonly bodyType: string;
  // eslint-disable-next-line -- the shapes are checked where the route is defined
  readonly handle: (ctx: Ctx, input: Input<Record<string, string>, never, never>) => Promise<unknown>;
}

type Shape<T> = T extends z.ZodType ? z.infer<T> : undefined;

/** Defines a route with its handler typed by its shapes. A handler may also return a `Response` (files, streams). */
export function route<Query extends z.ZodObject | null = null, Body extends z.ZodType | null = null, Reply extends z.ZodType | null = null>(spec: {
  id: string;
  method: Route['method'];
  path: string;
  summary: string;
  tag: string;
  permission: Permission;
  tx?: Route['tx'];
  status?: number;
  query?: Query;
  body?: Body;
  reply?: Reply;
  replyType?: string;
  bodyType?: string;
  handle: (ctx: Ctx, input: Input<Record<string, string>, Shape<Query>, Shape<Body>>) => Promise<(Reply extends z.ZodType ? z.input<Reply> : unknown) | Response>;
}): Route {
  return {
    id: spec.id,
    method: spec.method,
    path: spec.path,
    summary: spec.summary,
    tag: spec.tag,
    permission: spec.permission,
    tx: spec.tx ?? (spec.method === 'get' ? 'read' : 'write'),
    status: spec.status ?? (spec.method === 'post' ? 201 : 200),
    query: spec.query ?? null,
    body: spec.body ?? null,
    reply: spec.reply ?? null,
    replyType: spec.replyType ?? 'application/json',
    bodyType: spec.bodyType ?? 'application/json',
    handle: spec.handle as Route['handle'],
  };
}

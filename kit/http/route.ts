import type { z } from 'zod';
import type { Ctx, Role, ShopRole } from '../ctx.ts';
import type { DomainError } from '../errors/index.ts';
import type { Caller, Platform } from './platform.ts';

/** What a route needs to be allowed: named once per room, granted to roles in one table (the authorisation matrix). */
export type Permission =
  | 'brand.read'
  | 'brand.write'
  | 'staff.read'
  | 'staff.write'
  | 'keys.read'
  | 'keys.write'
  | 'audit.read'
  | 'people.read'
  | 'people.write'
  | 'people.erase'
  | 'people.export'
  | 'orders.read'
  | 'orders.write'
  | 'products.read'
  | 'products.write'
  | 'figures.read'
  | 'segments.write'
  | 'imports.read'
  | 'imports.write'
  | 'prices.write'
  | 'plans.read'
  | 'plans.write'
  | 'partners.read'
  | 'partners.write'
  | 'money.read'
  | 'money.write'
  | 'payouts.write'
  | 'payouts.reveal'
  | 'payouts.lift'
  | 'webhooks.read'
  | 'webhooks.write'
  | 'redemptions.write'
  | 'planner.read'
  | 'planner.write'
  | 'sandbox.clock'
  | 'shop.look'
  | 'shop.own';

/**
 * Owner all; operator all but staff, keys, erase; staff people and orders; readonly GET (CONTRACT §2). The shop is nobody's but its
 * visitors': what is a person's own is asked for by that person alone.
 */
export const grants: Record<Permission, readonly (Role | ShopRole)[]> = {
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
  'prices.write': ['owner', 'operator'],
  'plans.read': ['owner', 'operator', 'readonly'],
  'plans.write': ['owner', 'operator'],
  'partners.read': ['owner', 'operator', 'staff', 'readonly'],
  'partners.write': ['owner', 'operator'],
  'money.read': ['owner', 'operator', 'readonly'],
  'money.write': ['owner', 'operator'],
  'payouts.write': ['owner', 'operator'],
  'payouts.reveal': ['owner'],
  'payouts.lift': ['owner'],
  'webhooks.read': ['owner', 'operator', 'readonly'],
  'webhooks.write': ['owner', 'operator'],
  'redemptions.write': ['owner', 'operator', 'staff'],
  'planner.read': ['owner', 'operator', 'readonly'],
  'planner.write': ['owner', 'operator'],
  'sandbox.clock': ['owner', 'operator'],
  'shop.look': ['guest', 'person'],
  'shop.own': ['person'],
};

/** Who may use a route: whoever has its permission, and readonly reads only. */
export function rolesOf(route: Pick<Route, 'permission' | 'method'>): readonly (Role | ShopRole)[] {
  const roles = grants[route.permission];
  return route.method === 'get' ? roles : roles.filter((role) => role !== 'readonly');
}

/** Whether a route is asked by visitors of a brand's shop; its path names the brand: `/shop/{brand}/…`. */
export function isShopRoute(route: AnyRoute): boolean {
  return route.scope === 'tenant' && route.path.startsWith('/shop/{brand}/');
}

export interface Input<Params, Query, Body> {
  params: Params;
  query: Query;
  body: Body;
  /** The raw request, for uploads; its body is unread only where `bodyType` is not JSON. */
  request: Request;
  /** Of the sentences a reply carries. */
  language: 'zh-CN' | 'en';
  /** Where the request came from; `isLocal`: this machine, by a loopback name. */
  from: { address: string; isLocal: boolean };
  /**
   * A transaction of its own in the same tenant, for the same actor: what routes with `tx: 'none'` work through
   * (a stream is never read while a transaction is open).
   */
  run: <T>(how: 'read' | 'write', work: (ctx: Ctx) => Promise<T>) => Promise<T>;
}

/**
 * Where many requests of one brand are served in one transaction. What a request asks is its own affair until it stands here: the
 * counter serves all that came together, one after the other, with statements that do not grow in number with them.
 */
export interface Counter<Ask> {
  readonly name: string;
  /** One answer per ask, in their order: what its route replies, or why it was refused. A refusal changed nothing and hinders nobody. */
  serve(ctx: Ctx, asks: readonly Ask[]): Promise<readonly Served[]>;
}

/** What came of one ask. */
export type Served = { readonly kind: 'done'; readonly reply: unknown } | { readonly kind: 'refused'; readonly error: DomainError };

/** How the requests of a route are served together with others. */
export interface Together<Ask, Asked> {
  readonly counter: Counter<Ask>;
  /** What a request asks for; reads nothing. @throws DomainError when that cannot be asked */
  ask(ctx: Ctx, input: Asked): Ask;
}

/**
 * A route as data: apps/server mounts it, OpenAPI and the authorisation matrix are generated from it.
 * `tx`: 'read' = one read-only snapshot, 'write' = one transaction with idempotency, 'batch' = one transaction for all requests of the
 * brand that came together (a rehearsal, `?dryRun=true`, has one of its own and is told to `handle`), 'none' = the handler opens its
 * own through `input.run` (the ctx it is given has no `sql` to speak of).
 */
export interface Route {
  readonly scope: 'tenant';
  readonly id: string;
  readonly method: 'get' | 'post' | 'patch' | 'put' | 'delete';
  /** below /api/v1, parameters in braces: `/people/{id}` */
  readonly path: string;
  readonly summary: string;
  readonly tag: string;
  readonly permission: Permission;
  readonly tx: 'read' | 'write' | 'batch' | 'none';
  /** What `tx: 'batch'` stands on, null everywhere else. */
  readonly together: Together<unknown, Input<Record<string, string>, never, never>> | null;
  readonly status: number;
  readonly query: z.ZodObject | null;
  readonly body: z.ZodType | null;
  readonly reply: z.ZodType | null;
  /** 'json' unless the reply is a file or a stream */
  readonly replyType: string;
  readonly bodyType: string;
  /** The reply holds something shown once (a key, a link): remembered only as a cipher text under the caller's Idempotency-Key. */
  readonly isSecret: boolean;
  /**
   * The path and the language alone say what a guest of the shop is told: no cookie, no query, no address. It is kept ready for whoever asks
   * next and may be a second old.
   */
  readonly isAlikeForGuests: boolean;
  /** Throws the 404 of an unknown `{id}`; asked only when the body or the query is malformed, so that 404 comes before 422. */
  readonly find: ((ctx: Ctx, params: Record<string, string>) => Promise<unknown>) | null;
  // The shapes are checked where the route is defined: query and body are those of its own schemas.
  readonly handle: (ctx: Ctx, input: Input<Record<string, string>, never, never>) => Promise<unknown>;
}

/** What a route's handler is given of a shape. */
export type Shape<T> = T extends z.ZodType ? z.infer<T> : undefined;

/** A reply about something that was there already, told again with the same content: 200 instead of 201. */
export class Repeat<T> {
  readonly reply: T;
  constructor(reply: T) {
    this.reply = reply;
  }
}

/** Defines a route with its handler typed by its shapes. A handler may also return a `Response` (files, streams). */
export function route<
  Query extends z.ZodObject | null = null,
  Body extends z.ZodType | null = null,
  Reply extends z.ZodType | null = null,
  Ask = never,
>(spec: {
  id: string;
  method: Route['method'];
  path: string;
  summary: string;
  tag: string;
  permission: Permission;
  tx?: Exclude<Route['tx'], 'batch'>;
  together?: Together<Ask, Input<Record<string, string>, Shape<Query>, Shape<Body>>>;
  status?: number;
  query?: Query;
  body?: Body;
  reply?: Reply;
  replyType?: string;
  bodyType?: string;
  isSecret?: boolean;
  isAlikeForGuests?: boolean;
  find?: NonNullable<Route['find']>;
  handle: (
    ctx: Ctx,
    input: Input<Record<string, string>, Shape<Query>, Shape<Body>>,
  ) => Promise<(Reply extends z.ZodType ? z.input<Reply> | Repeat<z.input<Reply>> : unknown) | Response>;
}): Route {
  return {
    scope: 'tenant',
    id: spec.id,
    method: spec.method,
    path: spec.path,
    summary: spec.summary,
    tag: spec.tag,
    permission: spec.permission,
    tx: spec.together ? 'batch' : (spec.tx ?? (spec.method === 'get' ? 'read' : 'write')),
    together: (spec.together as Route['together'] | undefined) ?? null,
    status: spec.status ?? (spec.method === 'post' ? 201 : 200),
    query: spec.query ?? null,
    body: spec.body ?? null,
    reply: spec.reply ?? null,
    replyType: spec.replyType ?? 'application/json',
    bodyType: spec.bodyType ?? 'application/json',
    isSecret: spec.isSecret ?? false,
    isAlikeForGuests: spec.isAlikeForGuests ?? false,
    find: spec.find ?? null,
    handle: spec.handle as Route['handle'],
  };
}

/**
 * A route outside every brand: signing in, the list of brands. `access`: anybody, or whoever is signed in
 * (what they may do there is the command's decision).
 */
export interface PlatformRoute {
  readonly scope: 'platform';
  readonly id: string;
  readonly method: Route['method'];
  readonly path: string;
  readonly summary: string;
  readonly tag: string;
  readonly access: 'anybody' | 'known';
  /** Throws the 403 of a caller who may not; asked before the body is looked at. */
  readonly permit: ((platform: Platform) => Promise<unknown>) | null;
  readonly status: number;
  readonly query: z.ZodObject | null;
  readonly body: z.ZodType | null;
  readonly reply: z.ZodType | null;
  readonly handle: (platform: Platform, input: { query: never; body: never }) => Promise<unknown>;
}

export function platformRoute<
  Query extends z.ZodObject | null = null,
  Body extends z.ZodType | null = null,
  Reply extends z.ZodType | null = null,
>(spec: {
  id: string;
  method: Route['method'];
  path: string;
  summary: string;
  tag: string;
  access: PlatformRoute['access'];
  permit?: NonNullable<PlatformRoute['permit']>;
  status?: number;
  query?: Query;
  body?: Body;
  reply?: Reply;
  handle: (
    platform: Platform,
    input: { query: Shape<Query>; body: Shape<Body> },
  ) => Promise<Reply extends z.ZodType ? z.input<Reply> : unknown>;
}): PlatformRoute {
  return {
    scope: 'platform',
    id: spec.id,
    method: spec.method,
    path: spec.path,
    summary: spec.summary,
    tag: spec.tag,
    access: spec.access,
    permit: spec.permit ?? null,
    status: spec.status ?? 200,
    query: spec.query ?? null,
    body: spec.body ?? null,
    reply: spec.reply ?? null,
    handle: spec.handle as PlatformRoute['handle'],
  };
}

export type AnyRoute = Route | PlatformRoute;
export type { Caller, Platform };

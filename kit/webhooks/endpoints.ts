import type { z } from 'zod';
import type { Ctx } from '../ctx.ts';
import { DomainError } from '../errors/index.ts';
import { afterId, beforeId, pageOf } from '../http/cursor.ts';
import { newId, parseId, publicId, type Uuid } from '../ids/index.ts';
import { isAskable } from '../outside/index.ts';
import { openSecret, sealSecret } from '../secrets/index.ts';
import type { createWebhookEndpoint, WebhookDelivery, webhookDeliveriesQuery, WebhookEndpoint } from './api.ts';
import { newWebhookSecret } from './signing.ts';

const MOST_ENDPOINTS = 20;
const FIRST = '00000000-0000-0000-0000-000000000000';
interface EndpointRow {
  endpoint_id: Uuid;
  url: string;
  description: string;
  kinds: string[];
  created_by: string;
  created_at: Date;
  failing_since: Date | null;
  waiting: number;
  parked: number;
}

interface DeliveryRow {
  delivery_id: Uuid;
  endpoint_id: Uuid;
  event_id: Uuid;
  kind: string;
  state: WebhookDelivery['state'];
  tries: number;
  next_at: Date | null;
  tried_at: Date | null;
  last_status: number | null;
  last_fault: string | null;
  created_at: Date;
}

/** What a secret of an endpoint is sealed for. */
function placeOf(ctx: Pick<Ctx, 'tenantId'>, endpointId: Uuid): string {
  return `webhook ${ctx.tenantId} ${endpointId}`;
}

/** The secret that signs what goes to an endpoint. */
export function secretOf(ctx: Pick<Ctx, 'tenantId'>, endpointId: Uuid, sealed: string): string {
  return openSecret(sealed, placeOf(ctx, endpointId));
}

/**
 * Makes an endpoint. Its secret is in the answer and nowhere else in the clear; it gets the events from now on.
 * @param mayReachLoopback the server itself is on loopback: a sandbox brand may then name a program beside it
 * @throws `webhookUrl.invalid`, `webhookEndpoint.tooMany`
 */
export async function createEndpoint(
  ctx: Ctx,
  input: z.output<typeof createWebhookEndpoint>,
  { mayReachLoopback }: { mayReachLoopback: boolean },
): Promise<{ endpointId: Uuid; secret: string }> {
  const url = URL.parse(input.url);
  const isNear = mayReachLoopback && ctx.tenant.isSandbox;
  if (url === null || !isAskable(url, isNear)) {
    throw new DomainError('webhookUrl.invalid', { pointer: '/url' });
  }
  const { n } = await ctx.sql.one<{ n: number }>`
    SELECT count(*)::int AS n FROM kit.webhook_endpoint AS endpoint
     WHERE endpoint.tenant_id = ${ctx.tenantId} AND endpoint.removed_at IS NULL`;
  if (n >= MOST_ENDPOINTS) throw new DomainError('webhookEndpoint.tooMany', { most: MOST_ENDPOINTS });
  if (n === 0) await forgetWaiting(ctx);
  const endpointId = newId();
  const secret = newWebhookSecret();
  await ctx.sql.exec`
    INSERT INTO kit.webhook_endpoint (tenant_id, endpoint_id, url, description, kinds, secret, may_reach_loopback, created_by, created_at)
    VALUES (${ctx.tenantId}, ${endpointId}, ${url.href}, ${input.description}, ${input.kinds}, ${sealSecret(secret, placeOf(ctx, endpointId))},
            ${isNear}, ${ctx.actor.name}, ${ctx.recordedAt})`;
  await ctx.sql.exec`INSERT INTO kit.webhook_brand (tenant_id) VALUES (${ctx.tenantId}) ON CONFLICT DO NOTHING`;
  return { endpointId, secret };
}

/** What was told while nobody listened is nobody's news. */
async function forgetWaiting(ctx: Ctx): Promise<void> {
  await ctx.sql.exec`
    UPDATE kit.outbox AS outbox SET delivered_at = ${ctx.recordedAt}
     WHERE outbox.tenant_id = ${ctx.tenantId} AND outbox.delivered_at IS NULL`;
}

/** Ends an endpoint: what still waits for it is dropped. @throws `webhookEndpoint.notFound` */
export async function removeEndpoint(ctx: Ctx, id: string): Promise<void> {
  const endpointId = parseId('endpoint', id);
  const removed =
    endpointId === null
      ? 0
      : await ctx.sql.exec`
          UPDATE kit.webhook_endpoint AS endpoint SET removed_at = ${ctx.recordedAt}
           WHERE endpoint.tenant_id = ${ctx.tenantId} AND endpoint.endpoint_id = ${endpointId} AND endpoint.removed_at IS NULL`;
  if (endpointId === null || removed === 0) throw new DomainError('webhookEndpoint.notFound');
  await ctx.sql.exec`
    UPDATE kit.webhook_delivery AS delivery SET state = 'dropped', next_at = NULL
     WHERE delivery.tenant_id = ${ctx.tenantId} AND delivery.endpoint_id = ${endpointId} AND delivery.next_at IS NOT NULL`;
}

/** The endpoints of the brand, in the order they were made. */
export async function listEndpoints(ctx: Ctx, page: { limit: number; cursor?: string | undefined }) {
  const after = afterId(page.cursor);
  const rows = await endpointRows(ctx, after, page.limit + 1);
  const { shown, next } = pageOf(rows, page.limit, (row) => [row.endpoint_id]);
  return { data: shown.map(endpointJson), next };
}

/** @throws `webhookEndpoint.notFound` */
export async function oneEndpoint(ctx: Ctx, endpointId: Uuid): Promise<WebhookEndpoint> {
  const row = (await endpointRows(ctx, FIRST, MOST_ENDPOINTS)).find((one) => one.endpoint_id === endpointId);
  if (!row) throw new DomainError('webhookEndpoint.notFound');
  return endpointJson(row);
}

async function endpointRows(ctx: Ctx, after: Uuid, limit: number): Promise<EndpointRow[]> {
  return await ctx.sql<EndpointRow>`
    SELECT endpoint.endpoint_id, endpoint.url, endpoint.description, endpoint.kinds, endpoint.created_by, endpoint.created_at,
           endpoint.failing_since,
           (SELECT count(*)::int FROM kit.webhook_delivery AS delivery
             WHERE delivery.tenant_id = ${ctx.tenantId} AND delivery.endpoint_id = endpoint.endpoint_id
               AND delivery.state = 'waiting') AS waiting,
           (SELECT count(*)::int FROM kit.webhook_delivery AS delivery
             WHERE delivery.tenant_id = ${ctx.tenantId} AND delivery.endpoint_id = endpoint.endpoint_id
               AND delivery.state = 'parked') AS parked
      FROM kit.webhook_endpoint AS endpoint
     WHERE endpoint.tenant_id = ${ctx.tenantId} AND endpoint.removed_at IS NULL AND endpoint.endpoint_id > ${after}
     ORDER BY endpoint.endpoint_id
     LIMIT ${limit}`;
}

function endpointJson(row: EndpointRow): WebhookEndpoint {
  return {
    id: publicId('endpoint', row.endpoint_id),
    url: row.url,
    description: row.description,
    kinds: row.kinds,
    createdAt: row.created_at.toISOString(),
    createdBy: row.created_by,
    failingSince: row.failing_since?.toISOString() ?? null,
    waiting: row.waiting,
    parked: row.parked,
  };
}

/** The log of what was told, newest first. @throws `webhookEndpoint.notFound` for a filter that names none */
export async function listDeliveries(ctx: Ctx, query: z.output<typeof webhookDeliveriesQuery>) {
  const before = beforeId(query.cursor);
  const endpointId = query.endpoint === undefined ? null : parseId('endpoint', query.endpoint);
  if (query.endpoint !== undefined && endpointId === null) throw new DomainError('webhookEndpoint.notFound', { pointer: '/endpoint' });
  const rows = await ctx.sql<DeliveryRow>`
    SELECT delivery.delivery_id, delivery.endpoint_id, delivery.event_id, delivery.kind, delivery.state, delivery.tries,
           delivery.next_at, delivery.tried_at, delivery.last_status, delivery.last_fault, delivery.created_at
      FROM kit.webhook_delivery AS delivery
     WHERE delivery.tenant_id = ${ctx.tenantId} AND delivery.delivery_id < ${before}
       AND (${endpointId}::uuid IS NULL OR delivery.endpoint_id = ${endpointId}::uuid)
       AND (${query.state ?? null}::text IS NULL OR delivery.state = ${query.state ?? null}::text)
     ORDER BY delivery.delivery_id DESC
     LIMIT ${query.limit + 1}`;
  const { shown, next } = pageOf(rows, query.limit, (row) => [row.delivery_id]);
  return { data: shown.map(deliveryJson), next };
}

/**
 * Sends one message again, with a fresh round of tries and the same id.
 * @throws `webhookDelivery.notFound`, `webhookDelivery.endpointGone`
 */
export async function replayDelivery(ctx: Ctx, id: string): Promise<WebhookDelivery> {
  const deliveryId = parseId('delivery', id);
  const [known] = deliveryId === null ? [] : await deliveryRows(ctx, deliveryId);
  if (!known) throw new DomainError('webhookDelivery.notFound');
  const stands = await ctx.sql.maybe<{ endpoint_id: Uuid }>`
    SELECT endpoint.endpoint_id FROM kit.webhook_endpoint AS endpoint
     WHERE endpoint.tenant_id = ${ctx.tenantId} AND endpoint.endpoint_id = ${known.endpoint_id} AND endpoint.removed_at IS NULL`;
  if (!stands) throw new DomainError('webhookDelivery.endpointGone');
  await ctx.sql.exec`
    UPDATE kit.webhook_delivery AS delivery SET state = 'waiting', tries = 0, next_at = ${ctx.recordedAt}
     WHERE delivery.tenant_id = ${ctx.tenantId} AND delivery.delivery_id = ${known.delivery_id}`;
  const [again] = await deliveryRows(ctx, known.delivery_id);
  return deliveryJson(again ?? known);
}

async function deliveryRows(ctx: Ctx, deliveryId: Uuid): Promise<DeliveryRow[]> {
  return await ctx.sql<DeliveryRow>`
    SELECT delivery.delivery_id, delivery.endpoint_id, delivery.event_id, delivery.kind, delivery.state, delivery.tries,
           delivery.next_at, delivery.tried_at, delivery.last_status, delivery.last_fault, delivery.created_at
      FROM kit.webhook_delivery AS delivery
     WHERE delivery.tenant_id = ${ctx.tenantId} AND delivery.delivery_id = ${deliveryId}`;
}

function deliveryJson(row: DeliveryRow): WebhookDelivery {
  return {
    id: publicId('delivery', row.delivery_id),
    endpoint: publicId('endpoint', row.endpoint_id),
    event: publicId('event', row.event_id),
    kind: row.kind,
    state: row.state,
    tries: row.tries,
    nextAt: row.next_at?.toISOString() ?? null,
    triedAt: row.tried_at?.toISOString() ?? null,
    status: row.last_status,
    fault: row.last_fault,
    createdAt: row.created_at.toISOString(),
  };
}

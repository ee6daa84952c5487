import { setTimeout as pause } from 'node:timers/promises';
import { plainArray, type Db, type Sql } from '../db/index.ts';
import { newId, publicId, type Uuid } from '../ids/index.ts';
import { log } from '../log/index.ts';
import { askOutside, OutsideError } from '../outside/index.ts';
import { secretOf } from './endpoints.ts';
import { signedHeaders } from './signing.ts';

/**
 * Pauses before each further try, in seconds: eight tries over 27 h 35 min, then the message is parked for a human.
 * (At least a day of trying: CONTRACT §2; parked after eight: reliability W6.)
 */
export const PAUSES_SECONDS: readonly number[] = [5, 300, 1_800, 7_200, 18_000, 36_000, 36_000];

const EVENTS_AT_ONCE = 500;
const SENT_AT_ONCE = 16;
const LANES = 64;
/** Longer than a try may last: what is not told of by then was lost with its sender and is due again. */
const LEASE_MS = 60_000;
const TIMEOUT_MS = 15_000;
const KEPT_MS = 30 * 86_400_000;
const TICK_MS = 1_000;
const LONGEST_FAULT = 200;

export interface RelayOptions {
  /** The server listens on loopback: sandbox brands may then call programs beside it. */
  readonly mayReachLoopback: boolean;
  /** The machine's clock; tests hand in their own. */
  readonly now?: () => Date;
}

interface Due {
  readonly deliveryId: Uuid;
  readonly eventId: Uuid;
  readonly tries: number;
}

interface Target {
  readonly tenantId: Uuid;
  readonly endpointId: Uuid;
  readonly url: string;
  readonly sealed: string;
  readonly mayReachLoopback: boolean;
}

/** What carries events of the outbox to the endpoints of their brands. */
export interface Relay {
  /** Looks every second until it is stopped. */
  start(): void;
  /** No new message is taken; those on their way are waited for. */
  stop(): Promise<void>;
  /** Looks once, and waits until nothing that is due now is left. */
  drain(): Promise<void>;
}

/**
 * Each endpoint has a lane of its own, so one that hangs holds up nobody else; each message has its own due time, so one
 * that is refused holds up no other. At least once: a sender that dies leaves its messages due again, under the same
 * `webhook-id`.
 */
export function openRelay(db: Db, options: RelayOptions): Relay {
  const stopping = new AbortController();
  const { signal } = stopping;
  const lanes = new Map<Uuid, Promise<void>>();
  let loop: Promise<void> = Promise.resolve();
  const now = options.now ?? (() => new Date());

  async function look(): Promise<void> {
    for (const tenantId of await brandsThatListen(db)) {
      if (signal.aborted) return;
      const targets = await dueOf(tenantId).catch((error: unknown) => {
        log.warn({ err: error, tenant: tenantId }, 'the relay failed in a brand; it looks again');
        return [];
      });
      for (const target of targets) openLane(target);
    }
  }

  async function dueOf(tenantId: Uuid): Promise<Target[]> {
    return await db.tenantTx(tenantId, async (sql) => {
      await fanOut(sql, tenantId, now());
      return await dueTargets(sql, tenantId, now());
    });
  }

  function openLane(target: Target): void {
    if (lanes.has(target.endpointId) || lanes.size >= LANES) return;
    const lane = drive(target)
      .catch((error: unknown) => log.info({ err: error, endpoint: target.endpointId }, 'a lane of the relay ended; it opens again'))
      .finally(() => lanes.delete(target.endpointId));
    lanes.set(target.endpointId, lane);
  }

  /** Sends what is due to one endpoint, a handful at a time, until nothing is. */
  async function drive(target: Target): Promise<void> {
    while (!signal.aborted) {
      const due = await db.tenantTx(target.tenantId, (sql) => claim(sql, target, now()));
      if (due.length === 0) return;
      await Promise.all(due.map((one) => send(target, one)));
    }
  }

  async function send(target: Target, due: Due): Promise<void> {
    const body = await db.tenantRead(target.tenantId, (sql) => bodyOf(sql, target.tenantId, due.eventId));
    const outcome = body === null ? GONE : await tried(target, due, body, options);
    await db.tenantTx(target.tenantId, (sql) => record(sql, target, due, outcome, now()));
  }

  return {
    start() {
      loop = (async () => {
        while (!signal.aborted) {
          await look().catch((error: unknown) => log.info({ err: error }, 'the relay could not look; it looks again'));
          await pause(TICK_MS, null, { signal }).catch(() => undefined);
        }
      })();
    },
    async stop() {
      stopping.abort();
      await loop;
      await Promise.all(lanes.values());
    },
    async drain() {
      await look();
      await Promise.all(lanes.values());
    },
  };
}

async function brandsThatListen(db: Db): Promise<Uuid[]> {
  const rows = await db.platformTx(async (sql) => await sql<{ tenant_id: Uuid }>`SELECT brand.tenant_id FROM kit.webhook_brand AS brand`);
  return rows.map((row) => row.tenant_id);
}

async function tried(target: Target, due: Due, body: string, options: RelayOptions): Promise<Outcome> {
  try {
    const id = publicId('event', due.eventId);
    // Signatures and their age are judged by real clocks, whatever the brand's own says.
    const timestamp = Math.floor(Date.now() / 1000);
    const secret = secretOf(target, target.endpointId, target.sealed);
    const { status } = await askOutside(target.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...signedHeaders(secret, { id, timestamp, body }) },
      body,
      timeoutMs: TIMEOUT_MS,
      mayReachLoopback: options.mayReachLoopback && target.mayReachLoopback,
    });
    return { isOver: false, status, fault: status >= 200 && status < 300 ? null : `HTTP ${status}` };
  } catch (error) {
    const fault = error instanceof OutsideError ? `${error.kind}: ${error.message}` : (error as Error).message;
    return { isOver: false, status: null, fault: fault.slice(0, LONGEST_FAULT) };
  }
}

interface Outcome {
  /** no further try can help */
  readonly isOver: boolean;
  readonly status: number | null;
  /** null = taken */
  readonly fault: string | null;
}

const GONE: Outcome = { isOver: true, status: null, fault: 'the event is no longer kept' };

/** Gives each waiting event to the endpoints that want it, once. */
async function fanOut(sql: Sql, tenantId: Uuid, now: Date): Promise<void> {
  const events = await sql<{ event_id: Uuid; kind: string }>`
    SELECT outbox.event_id, outbox.kind
      FROM kit.outbox AS outbox
     WHERE outbox.tenant_id = ${tenantId} AND outbox.delivered_at IS NULL
     ORDER BY outbox.event_id
     LIMIT ${EVENTS_AT_ONCE}
       FOR UPDATE SKIP LOCKED`;
  if (events.length === 0) return;
  const endpoints = await sql<{ endpoint_id: Uuid; kinds: string[] }>`
    SELECT endpoint.endpoint_id, endpoint.kinds
      FROM kit.webhook_endpoint AS endpoint
     WHERE endpoint.tenant_id = ${tenantId} AND endpoint.removed_at IS NULL`;
  const pairs = events.flatMap((event) =>
    endpoints.filter((endpoint) => wants(endpoint.kinds, event.kind)).map((endpoint) => ({ ...event, endpointId: endpoint.endpoint_id })),
  );
  if (pairs.length > 0) {
    await sql.exec`
      INSERT INTO kit.webhook_delivery (tenant_id, delivery_id, endpoint_id, event_id, kind, state, tries, next_at, created_at)
      SELECT ${tenantId}, pair.delivery_id, pair.endpoint_id, pair.event_id, pair.kind, 'waiting', 0, ${now}, ${now}
        FROM unnest(${plainArray(pairs.map(() => newId()))}::uuid[], ${plainArray(pairs.map((pair) => pair.endpointId))}::uuid[],
                    ${plainArray(pairs.map((pair) => pair.event_id))}::uuid[], ${pairs.map((pair) => pair.kind)}::text[])
             AS pair (delivery_id, endpoint_id, event_id, kind)
      ON CONFLICT DO NOTHING`;
  }
  await sql.exec`
    UPDATE kit.outbox AS outbox SET delivered_at = ${now}
     WHERE outbox.tenant_id = ${tenantId} AND outbox.event_id = ANY(${plainArray(events.map((event) => event.event_id))}::uuid[])`;
}

/** Whether an endpoint asked for a kind: none named = every kind, `order.*` = all that begin so. */
export function wants(kinds: readonly string[], kind: string): boolean {
  return kinds.length === 0 || kinds.some((one) => (one.endsWith('.*') ? kind.startsWith(one.slice(0, -1)) : one === kind));
}

async function dueTargets(sql: Sql, tenantId: Uuid, now: Date): Promise<Target[]> {
  const rows = await sql<{ endpoint_id: Uuid; url: string; secret: string; may_reach_loopback: boolean }>`
    SELECT endpoint.endpoint_id, endpoint.url, endpoint.secret, endpoint.may_reach_loopback
      FROM kit.webhook_endpoint AS endpoint
     WHERE endpoint.tenant_id = ${tenantId} AND endpoint.removed_at IS NULL
       AND EXISTS (SELECT 1 FROM kit.webhook_delivery AS delivery
                    WHERE delivery.tenant_id = ${tenantId} AND delivery.endpoint_id = endpoint.endpoint_id
                      AND delivery.next_at <= ${now})`;
  return rows.map((row) => ({
    tenantId,
    endpointId: row.endpoint_id,
    url: row.url,
    sealed: row.secret,
    mayReachLoopback: row.may_reach_loopback,
  }));
}

/** Takes due messages of one endpoint: counted as tried and leased, so that a sender that dies loses none of them. */
async function claim(sql: Sql, { tenantId, endpointId }: Target, now: Date): Promise<Due[]> {
  return await sql<Due>`
    UPDATE kit.webhook_delivery AS delivery
       SET tries = delivery.tries + 1, next_at = ${new Date(now.getTime() + LEASE_MS)}, tried_at = ${now}
     WHERE delivery.tenant_id = ${tenantId}
       AND delivery.delivery_id IN (
             SELECT waiting.delivery_id
               FROM kit.webhook_delivery AS waiting
              WHERE waiting.tenant_id = ${tenantId} AND waiting.endpoint_id = ${endpointId} AND waiting.next_at <= ${now}
              ORDER BY waiting.next_at, waiting.delivery_id
              LIMIT ${SENT_AT_ONCE}
                FOR UPDATE SKIP LOCKED)
 RETURNING delivery.delivery_id AS "deliveryId", delivery.event_id AS "eventId", delivery.tries`;
}

/** The message of an event, the same bytes' worth in every try; null when the event is no longer kept. */
async function bodyOf(sql: Sql, tenantId: Uuid, eventId: Uuid): Promise<string | null> {
  const event = await sql.maybe<{ kind: string; version: number; payload: unknown; occurred_at: Date }>`
    SELECT outbox.kind, outbox.version, outbox.payload, outbox.occurred_at
      FROM kit.outbox AS outbox
     WHERE outbox.tenant_id = ${tenantId} AND outbox.event_id = ${eventId}`;
  if (!event) return null;
  const { kind, version, payload, occurred_at } = event;
  return JSON.stringify({ type: kind, version, timestamp: occurred_at.toISOString(), data: payload });
}

/** Writes down how a try ended, unless a replay or the end of the endpoint has overtaken it. */
async function record(sql: Sql, { tenantId, endpointId }: Target, due: Due, outcome: Outcome, now: Date): Promise<void> {
  const pauseSeconds = PAUSES_SECONDS[due.tries - 1];
  const isOver = outcome.isOver || pauseSeconds === undefined;
  const state = outcome.fault === null ? 'delivered' : isOver ? 'parked' : 'waiting';
  const nextAt = state === 'waiting' && pauseSeconds !== undefined ? new Date(now.getTime() + pauseSeconds * 1000) : null;
  await sql.exec`
    UPDATE kit.webhook_delivery AS delivery
       SET state = ${state}, next_at = ${nextAt}, last_status = ${outcome.status}, last_fault = ${outcome.fault}
     WHERE delivery.tenant_id = ${tenantId} AND delivery.delivery_id = ${due.deliveryId}
       AND delivery.state = 'waiting' AND delivery.tries = ${due.tries}`;
  if (outcome.fault === null) {
    await sql.exec`
      UPDATE kit.webhook_endpoint AS endpoint SET failing_since = NULL
       WHERE endpoint.tenant_id = ${tenantId} AND endpoint.endpoint_id = ${endpointId} AND endpoint.failing_since IS NOT NULL`;
  } else {
    await sql.exec`
      UPDATE kit.webhook_endpoint AS endpoint SET failing_since = ${now}
       WHERE endpoint.tenant_id = ${tenantId} AND endpoint.endpoint_id = ${endpointId} AND endpoint.failing_since IS NULL`;
  }
}

/** Forgets events and messages older than thirty days; whatever still waits is younger by far. */
export async function sweepMessages(sql: Sql, tenantId: Uuid, now: Date): Promise<void> {
  const before = new Date(now.getTime() - KEPT_MS);
  await sql.exec`DELETE FROM kit.webhook_delivery AS delivery WHERE delivery.tenant_id = ${tenantId} AND delivery.created_at < ${before}`;
  await sql.exec`DELETE FROM kit.outbox AS outbox WHERE outbox.tenant_id = ${tenantId} AND outbox.recorded_at < ${before}`;
}

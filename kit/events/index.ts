import type { Ctx } from '../ctx.ts';
import { newId } from '../ids/index.ts';

/** Something that happened, told in the past tense (`referral.bound`). Payloads are JSON and carry ids, no contact data. */
export interface DomainEvent<Payload = unknown> {
  readonly kind: string;
  readonly version: number;
  readonly payload: Payload;
}

type Listener = (ctx: Ctx, event: DomainEvent) => Promise<void>;

const within = new Map<string, Listener[]>();

/**
 * Registers a flow that runs inside the writer's transaction whenever `kind` is emitted.
 * Called once, by apps/server's list of flows.
 */
export function listenWithin<Payload>(kind: string, listener: (ctx: Ctx, event: DomainEvent<Payload>) => Promise<void>): void {
  const known = within.get(kind) ?? [];
  if (!known.includes(listener as Listener)) within.set(kind, [...known, listener as Listener]);
}

/**
 * Announces an event: `within` flows run now, in this transaction; everybody else learns of it through the outbox
 * (unless `isInternal`, for hand-overs between rooms that mean nothing outside).
 */
export async function emit(ctx: Ctx, event: DomainEvent, options: { isInternal?: boolean } = {}): Promise<void> {
  for (const listener of within.get(event.kind) ?? []) await listener(ctx, event);
  if (options.isInternal) return;
  await ctx.sql.exec`
    INSERT INTO kit.outbox (tenant_id, event_id, kind, version, payload, occurred_at, recorded_at)
    VALUES (${ctx.tenantId}, ${newId()}, ${event.kind}, ${event.version}, ${JSON.stringify(event.payload)}::jsonb, ${ctx.now}, ${ctx.recordedAt})`;
}

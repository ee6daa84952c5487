import type { Ctx } from '../../kit/ctx.ts';
import { DomainError } from '../../kit/errors/index.ts';
import { rememberAfterwards, rolesOf, statusOf, type KeyUse, type Route } from '../../kit/http/index.ts';
import type { Uuid } from '../../kit/ids/index.ts';
import type { Arrival, Body } from './arrival.ts';
import type { House } from './house.ts';
import { callerName } from './repeats.ts';
import { refusedWith } from './replies.ts';

/** A request that has reached the brand it is about. */
export interface Visit {
  readonly house: House;
  readonly route: Route;
  readonly arrival: Arrival;
  readonly tenantId: Uuid;
  readonly body: Body;
  /** null when no Idempotency-Key was sent, or nothing is to be written. */
  readonly keyUse: KeyUse | null;
}

const REQUESTS_PER_SECOND = { live: 200, sandbox: 1000 };

/**
 * Whether the caller may do this here, and not too often.
 * @throws `rate.limited`, `permission.denied`
 */
export function admit({ house, route, arrival }: Visit, ctx: Ctx): void {
  const perSecond = ctx.tenant.isSandbox ? REQUESTS_PER_SECOND.sandbox : REQUESTS_PER_SECOND.live;
  house.requests.take(`${ctx.tenantId} ${callerName(arrival.caller)}`, Date.now(), { perSecond });
  assertMay(route, ctx);
}

/** @throws `permission.denied` */
export function assertMay(route: Route, ctx: Ctx): void {
  // A guest may become whoever may: they are asked to sign in, not turned away.
  if (ctx.actor.role === 'guest' && rolesOf(route).includes('person') && !rolesOf(route).includes('guest')) {
    throw new DomainError('auth.required');
  }
  if (!rolesOf(route).includes(ctx.actor.role)) {
    throw new DomainError('permission.denied', { role: ctx.actor.role, roles: rolesOf(route) });
  }
}

/** Whether a refusal is kept under its key like a success: what a rule or an id made; malformed requests and our own faults are not. */
export function isKept(error: unknown): error is DomainError {
  return error instanceof DomainError && error.code !== 'idempotency.running' && [404, 409].includes(statusOf(error.code));
}

/** Answers with a refusal; one that is kept is written under the key when it was ours to use. */
export async function refuse(visit: Visit, error: unknown, isClaimed: boolean): Promise<Response> {
  const { house, route, arrival, keyUse } = visit;
  const { answer, response } = refusedWith(house, error, { ...arrival, route: route.id });
  if (keyUse && isClaimed && isKept(error)) {
    await house.db.tenantTx(visit.tenantId, (sql) => rememberAfterwards(sql, keyUse, answer));
  }
  return response;
}

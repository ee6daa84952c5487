import {
  assertKey,
  firstAnswer,
  hashOf,
  keyName,
  rememberAfterwards,
  stillRunning,
  type Answer,
  type AnyRoute,
  type Caller,
  type KeyUse,
} from '../../kit/http/index.ts';
import type { Uuid } from '../../kit/ids/index.ts';
import { isWrite, takesJson, type Arrival, type Body } from './arrival.ts';
import type { House } from './house.ts';
import { responseOf } from './replies.ts';

/** Keys of requests outside every brand are kept under the tenant that is none. */
export const NO_TENANT: Uuid = '00000000-0000-0000-0000-000000000000';

/** The use of an Idempotency-Key, null when none was sent or nothing is to be written. */
export function keyUseOf(route: AnyRoute, arrival: Arrival, tenantId: Uuid, body: Body): KeyUse | null {
  const { request, url, caller, recordedAt } = arrival;
  const key = request.headers.get('idempotency-key');
  const isDryRun = url.searchParams.get('dryRun') === 'true';
  if (key === null || !isWrite(route) || isDryRun) return null;
  // A stream is not read twice: its length and name stand for it.
  const told = `${request.headers.get('content-length')} ${request.headers.get('zihuan-file-name')}`;
  const bytes = 'bytes' in body ? body.bytes : new Uint8Array();
  return {
    tenantId,
    caller: callerName(caller),
    method: route.method,
    path: url.pathname,
    key,
    bodyHash: takesJson(route) ? hashOf(bytes) : hashOf(told),
    keptMs: isAboutMoney(route) ? KEPT_MS.money : KEPT_MS.else,
    now: recordedAt,
  };
}

const DAY_MS = 86_400_000;
// Whoever tells of a payment may come back after a long outage; everything else is asked again the same day or never.
const KEPT_MS = { money: 30 * DAY_MS, else: DAY_MS };

function isAboutMoney(route: AnyRoute): boolean {
  return route.scope === 'tenant' && ['orders.write', 'money.write', 'payouts.write'].includes(route.permission);
}

/** Who repeats a request, and whose requests are counted. */
export function callerName(caller: Caller): string {
  switch (caller.kind) {
    case 'key':
      return `key:${caller.keyId}`;
    case 'account':
      return `account:${caller.accountId}`;
    case 'person':
      return `person:${caller.sessionId}`;
    case 'guest':
      return `guest:${caller.address}`;
    default:
      return caller.kind;
  }
}

/**
 * Two requests with one key in this process: the second is told at once that the first still runs.
 * @throws `idempotency.running`
 */
export async function once<T>({ running }: House, use: KeyUse | null, work: () => Promise<T>): Promise<T> {
  if (use === null) return await work();
  const name = keyName(use);
  if (running.has(name)) throw stillRunning();
  running.add(name);
  try {
    return await work();
  } finally {
    running.delete(name);
  }
}

/** The first answer again, marked as such. */
export function again(first: Answer): Response {
  return responseOf(first, { 'idempotency-replayed': 'true' });
}

/**
 * Work outside every brand under its key: the answer is looked up before and remembered after. Natural keys (a slug)
 * keep the effect single when the server dies in between.
 */
export async function repeatable(house: House, use: KeyUse | null, work: () => Promise<Answer>): Promise<Response> {
  if (use === null) return responseOf(await work());
  assertKey(use.key);
  return await once(house, use, async () => {
    const first = await house.db.tenantRead(NO_TENANT, async (sql) => await firstAnswer(sql, use));
    if (first) return again(first);
    const answer = await work();
    await house.db.tenantTx(NO_TENANT, async (sql) => await rememberAfterwards(sql, use, answer));
    return responseOf(answer);
  });
}

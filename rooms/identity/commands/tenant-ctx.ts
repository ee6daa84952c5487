import type { Actor, Ctx, Role } from '../../../kit/ctx.ts';
import type { Db, Sql } from '../../../kit/db/index.ts';
import type { Caller } from '../../../kit/http/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { log as houseLog, type Log } from '../../../kit/log/index.ts';
import { zoneOf } from '../../../kit/time/index.ts';
import { identityError } from '../errors.ts';
import { tenantOf, type TenantRow } from '../schema.ts';

export interface TenantCtxOptions {
  readonly how: 'read' | 'write';
  /** The machine's clock; the tenant's is made from it. */
  readonly recordedAt: Date;
  readonly requestId: string;
  readonly log?: Log;
}

/**
 * One transaction in one brand: reads the brand's settings and what the caller may do there, now, and hands both on.
 * An `Actor` (jobs, flows) is taken as it is; a `Caller` is looked up in the same transaction, so a changed role or
 * a revoked key counts at once. A read may be done twice: `work` answers, and does nothing that stays.
 * @throws `brand.notFound` when there is no such brand or the caller has no part in it, `auth.invalid` for a revoked key
 */
export async function openTenantCtx<T>(
  db: Db,
  tenantId: Uuid,
  who: Actor | Caller,
  options: TenantCtxOptions,
  work: (ctx: Ctx) => Promise<T>,
): Promise<T> {
  if (options.how === 'write') return await db.tenantTx(tenantId, async (sql) => await inTurn(sql, tenantId, who, options, work));
  const known = lastSeen.get(nameOf(tenantId, who));
  if (known) {
    const answer = await db.tenantRead(tenantId, async (sql) => await atOnce(sql, tenantId, who, known, options, work));
    if (answer.holds) return answer.value;
  }
  return await db.tenantRead(tenantId, async (sql) => await inTurn(sql, tenantId, who, options, work));
}

/** What a transaction in a brand begins with: the brand's settings and what the caller may do there. */
interface Setting {
  readonly row: TenantRow;
  readonly actor: Actor;
}

async function inTurn<T>(
  sql: Sql,
  tenantId: Uuid,
  who: Actor | Caller,
  options: TenantCtxOptions,
  work: (ctx: Ctx) => Promise<T>,
): Promise<T> {
  const setting = await settingOf(sql, tenantId, who);
  return await work(ctxOf(setting.row, setting.actor, sql, options));
}

// Asked together: one round trip before the work begins.
async function settingOf(sql: Sql, tenantId: Uuid, who: Actor | Caller): Promise<Setting> {
  const name = nameOf(tenantId, who);
  try {
    const [row, actor] = await Promise.all([tenantRow(sql, tenantId), actorOf(sql, tenantId, who)]);
    if (!row) throw identityError('brand.notFound');
    if (lastSeen.size >= REMEMBERED) lastSeen.clear();
    lastSeen.set(name, { row, actor });
    return { row, actor };
  } catch (error) {
    lastSeen.delete(name);
    throw error;
  }
}

const REMEMBERED = 10_000;

/** What was read last, by brand and caller: what the next read begins with while it asks whether it still is so. */
const lastSeen = new Map<string, Setting>();

function nameOf(tenantId: Uuid, who: Actor | Caller): string {
  return `${tenantId} ${who.kind} ${idOf(who)}`;
}

function idOf(who: Actor | Caller): string {
  if ('keyId' in who) return who.keyId;
  if ('accountId' in who) return who.accountId;
  if ('sessionId' in who) return who.sessionId;
  return 'role' in who ? `${who.id} ${who.role} ${who.name}` : '';
}

/**
 * Reads as if nothing had changed since the last time and asks in the same breath whether anything has: one round trip instead of
 * two. Where something has, what was read is thrown away unseen, an error too, and `holds` is false.
 */
async function atOnce<T>(
  sql: Sql,
  tenantId: Uuid,
  who: Actor | Caller,
  known: Setting,
  options: TenantCtxOptions,
  work: (ctx: Ctx) => Promise<T>,
): Promise<{ readonly holds: true; readonly value: T } | { readonly holds: false }> {
  const asked = settingOf(sql, tenantId, who);
  const worked = (async () => await work(ctxOf(known.row, known.actor, sql, options)))();
  // Neither is left alone: the connection goes back when both are through.
  const [setting, value] = await Promise.allSettled([asked, worked]);
  if (setting.status === 'rejected') throw setting.reason;
  if (!isSame(setting.value.row, known.row) || !isSame(setting.value.actor, known.actor)) return { holds: false };
  if (value.status === 'rejected') throw value.reason;
  return { holds: true, value: value.value };
}

function isSame<Row extends object>(a: Row, b: Row): boolean {
  return (Object.keys(a) as (keyof Row)[]).every((key) => a[key] === b[key]);
}

async function tenantRow(sql: Sql, tenantId: Uuid): Promise<TenantRow | null> {
  return await sql.maybe<TenantRow>`
    SELECT tenant.tenant_id, tenant.slug, tenant.name, tenant.currency, tenant.time_zone, tenant.policy,
           tenant.language, tenant.is_sandbox, tenant.clock_offset_ms, tenant.accent
      FROM identity.tenant AS tenant
     WHERE tenant.tenant_id = ${tenantId}`;
}

/** The Ctx of an open transaction in the brand of `row`. */
export function ctxOf(row: TenantRow, actor: Actor, sql: Sql, options: Omit<TenantCtxOptions, 'how'>): Ctx {
  const zone = zoneOf(row.time_zone);
  const now = new Date(options.recordedAt.getTime() + Number(row.clock_offset_ms));
  return {
    tenantId: row.tenant_id,
    tenant: tenantOf(row),
    actor,
    now,
    today: zone.dayOf(now.getTime()),
    recordedAt: options.recordedAt,
    zone,
    sql,
    requestId: options.requestId,
    log: options.log ?? houseLog,
  };
}

export const LOCAL_OWNER: Actor = { kind: 'staff', id: 'local', name: 'local', role: 'owner' };
/** Anybody who looks at a shop. */
export const GUEST: Actor = { kind: 'guest', id: 'guest', name: 'guest', role: 'guest' };
export const COMMAND_LINE: Actor = { kind: 'cli', id: 'cli', name: 'zihuan', role: 'owner' };

async function actorOf(sql: Sql, tenantId: Uuid, who: Actor | Caller): Promise<Actor> {
  switch (who.kind) {
    case 'nobody':
      throw identityError('auth.required');
    case 'open':
      return LOCAL_OWNER;
    case 'key': {
      if (!('keyId' in who)) return who;
      const key = await sql.maybe<{ name: string; role: Role }>`
        SELECT api_key.name, api_key.role
          FROM identity.api_key AS api_key
         WHERE api_key.tenant_id = ${tenantId} AND api_key.key_id = ${who.keyId} AND api_key.revoked_at IS NULL`;
      if (!key) throw identityError('auth.invalid');
      return { kind: 'key', id: who.keyId, ...key };
    }
    case 'account': {
      const staff = await sql.maybe<{ id: Uuid; name: string; role: Role }>`
        SELECT staff.staff_id AS id, staff.name, staff.role
          FROM identity.staff AS staff
         WHERE staff.tenant_id = ${tenantId} AND staff.account_id = ${who.accountId} AND staff.revoked_at IS NULL`;
      // To somebody without a part in it a brand is no different from one that does not exist.
      if (!staff) throw identityError('brand.notFound');
      return { kind: 'staff', ...staff };
    }
    case 'guest':
      return GUEST;
    case 'person': {
      if (!('sessionId' in who)) return who;
      const session = await sql.maybe<{ person_id: Uuid }>`
        SELECT session.person_id
          FROM identity.person_session AS session
         WHERE session.tenant_id = ${tenantId} AND session.session_id = ${who.sessionId}`;
      return session ? { kind: 'person', id: session.person_id, name: 'person', role: 'person' } : GUEST;
    }
    default:
      return 'role' in who ? who : COMMAND_LINE;
  }
}

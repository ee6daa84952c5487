import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import type { Stage } from '../../../kit/http/shapes.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import { peopleRefs } from '../../relations/index.ts';
import type { serviceAct } from '../api.ts';
import type { ChainPerson, ServedLine } from '../model/plan.ts';
import { absorbedAmong } from './owners.ts';

/** Somebody served the buyer of a line: who, what and when. `nth` numbers the acts of an order from 1. Instants in epoch ms. */
export interface ServiceAct extends ServedLine {
  readonly actId: Uuid;
  readonly externalId: string | null;
  readonly orderId: Uuid;
  readonly nth: number;
  readonly what: string;
  readonly at: number;
}

interface ActRow {
  act_id: Uuid;
  external_id: string | null;
  order_id: Uuid;
  nth: number;
  line: number;
  person_id: Uuid;
  what: string;
  at_ms: number;
  stage: Stage;
  level_id: string | null;
  is_frozen: boolean;
  is_late: boolean;
}

/** The acts logged on these orders, oldest first. */
export async function actsOfOrders(ctx: Ctx, orderIds: readonly Uuid[]): Promise<ServiceAct[]> {
  if (orderIds.length === 0) return [];
  const rows = await ctx.sql.anew<ActRow>`
    SELECT service_act.act_id, service_act.external_id, service_act.order_id, service_act.nth, service_act.line, service_act.person_id,
           service_act.what, (extract(epoch FROM service_act.at) * 1000)::float8 AS at_ms, service_act.stage, service_act.level_id,
           service_act.is_frozen, service_act.is_late
      FROM partners.service_act AS service_act
     WHERE service_act.tenant_id = ${ctx.tenantId} AND service_act.order_id = ANY(${plainArray(orderIds)}::uuid[])
     ORDER BY service_act.order_id, service_act.nth`;
  return rows.map(actFrom);
}

/** Acts by their external ids. */
export async function actsBy(ctx: Ctx, externalIds: readonly string[]): Promise<Map<string, ServiceAct>> {
  if (externalIds.length === 0) return new Map();
  const rows = await ctx.sql.anew<ActRow & { external_id: string }>`
    SELECT service_act.act_id, service_act.external_id, service_act.order_id, service_act.nth, service_act.line, service_act.person_id,
           service_act.what, (extract(epoch FROM service_act.at) * 1000)::float8 AS at_ms, service_act.stage, service_act.level_id,
           service_act.is_frozen, service_act.is_late
      FROM partners.service_act AS service_act
     WHERE service_act.tenant_id = ${ctx.tenantId} AND service_act.external_id = ANY(${externalIds}::text[])`;
  return new Map(rows.map((row) => [row.external_id, actFrom(row)]));
}

/** What somebody did for buyers, oldest first: for the document of everything held about them. */
export async function servicesOf(ctx: Ctx, personId: Uuid): Promise<{ order: string; line: number; what: string; at: string }[]> {
  const rows = await ctx.sql<{ order_id: Uuid; line: number; what: string; at: Date }>`
    SELECT service_act.order_id, service_act.line, service_act.what, service_act.at
      FROM partners.service_act AS service_act
     WHERE service_act.tenant_id = ${ctx.tenantId} AND service_act.person_id = ${personId}
     ORDER BY service_act.at, service_act.act_id`;
  return rows.map((row) => ({ order: publicId('order', row.order_id), line: row.line, what: row.what, at: row.at.toISOString() }));
}

/** Acts as the API shows them, by their ids; whoever's record was merged is shown as who they are now. */
export async function serviceActReplies(ctx: Ctx, acts: readonly ServiceAct[]): Promise<Map<Uuid, z.input<typeof serviceAct>>> {
  const named = [...new Set(acts.map((act) => act.person.personId))];
  const owners = await absorbedAmong(ctx, named);
  const people = await peopleRefs(
    ctx,
    named.map((personId) => owners.get(personId) ?? personId),
  );
  return new Map(
    acts.map((act) => [
      act.actId,
      {
        id: publicId('serviceAct', act.actId),
        externalId: act.externalId,
        order: publicId('order', act.orderId),
        line: act.line,
        person: people.get(owners.get(act.person.personId) ?? act.person.personId) ?? null,
        what: act.what,
        at: new Date(act.at).toISOString(),
      },
    ]),
  );
}

function actFrom(row: ActRow): ServiceAct {
  const person: ChainPerson = { personId: row.person_id, depth: 0, stage: row.stage, level: row.level_id, isFrozen: row.is_frozen };
  return {
    actId: row.act_id,
    externalId: row.external_id,
    orderId: row.order_id,
    nth: row.nth,
    line: row.line,
    person,
    what: row.what,
    at: row.at_ms,
    isLate: row.is_late,
  };
}

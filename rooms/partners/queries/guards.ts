import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { assert } from '../../../kit/errors/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { dayText, monthOf } from '../../../kit/time/index.ts';
import { policyPackOf } from '../../policy/index.ts';
import { stopOn, type Stop, type StopPay } from '../model/stop-pay.ts';
import { sharedTraces, type TraceKind } from '../../relations/index.ts';
import { countKey, type Counted } from '../model/caps.ts';
import type { PlanCaps } from '../model/plan.ts';

/** What watches over commissions as they accrue and are confirmed (rules.md C8b, C9, compliance P6, P21). */
export interface Guards {
  /** the most the pack lets one person earn in a month, minor units; null without such a cap */
  readonly packMonth: bigint | null;
  /** today and the first day of this month, of the brand */
  readonly dayOn: string;
  readonly monthOn: string;
  /** what became people's so far, by countKey */
  readonly counted: ReadonlyMap<string, bigint>;
  /** in trials without limits only the plan's own caps are kept */
  readonly isTrial: boolean;
  /** the gauge is red: depth 2 and more is held */
  readonly isIndirectHeld: boolean;
  /** what is earned and affected is held; null = nothing is (compliance P8) */
  readonly stop: Stop | null;
  /** `buyer payee` of those who lately earned from each other */
  readonly circular: ReadonlySet<string>;
  /** `buyer payee` of those who left the same traces: payer, device, address */
  readonly shared: ReadonlyMap<string, readonly TraceKind[]>;
}

/** The buyer of a count that asks for no buyer. */
export const ANYBODY = '00000000-0000-0000-0000-000000000000';

const CIRCULAR_DAYS = 90;
const DAY_MS = 86_400_000;

export interface Watched {
  readonly payees: readonly Uuid[];
  /** whose orders are looked at */
  readonly buyers: readonly Uuid[];
  /** who is about to pay and who would earn from it */
  readonly pairs: readonly { readonly buyerId: Uuid; readonly payeeId: Uuid }[];
  /** of the plans of these orders */
  readonly caps: readonly PlanCaps[];
  /** whether anybody of the brand ever left traces */
  readonly hasTraces: boolean;
  /** the brand's own stop */
  readonly stopPay: StopPay | null;
}

/** What the guards know of these people. */
export async function guardsOf(ctx: Ctx, { payees, buyers, pairs, caps, hasTraces, stopPay }: Watched): Promise<Guards> {
  const pack = policyPackOf(ctx.tenant.policy);
  assert(pack, 'every brand has a policy pack');
  const isTrial = pack.id === 'LAB';
  const packMonth = packMonthOf(ctx);
  const span = { dayOn: dayText(ctx.today), monthOn: dayText(monthOf(ctx.today)) };
  const isCounted = packMonth !== null || caps.some((each) => Object.values(each).some((amount) => amount !== null));
  const isPaired = caps.some((each) => each.pairDay !== null || each.pairMonth !== null);
  const [counts, gauge, circular, shared] = await Promise.all([
    isCounted ? countsOf(ctx, { payees, buyers: isPaired ? [ANYBODY, ...new Set(buyers)] : [ANYBODY], ...span }) : [],
    isTrial
      ? null
      : ctx.sql.maybe<{ status: string }>`
          SELECT gauge.status FROM partners.gauge AS gauge WHERE gauge.tenant_id = ${ctx.tenantId}`,
    isTrial ? [] : circularAmong(ctx, pairs),
    isTrial || !hasTraces ? new Map<string, TraceKind[]>() : sharedTraces(ctx, pairs),
  ]);
  return {
    packMonth,
    ...span,
    counted: new Map(counts.map((row) => [countKey(row), row.confirmed])),
    isTrial,
    isIndirectHeld: gauge?.status === 'red',
    stop: stopOn(span.dayOn, pack.commission.stopPay, stopPay),
    circular: new Set(circular.map((row) => `${row.buyer_id} ${row.payee_id}`)),
    shared,
  };
}

/** The pack's cap per person and month. Rules of a country are told in its money; a brand in another currency has no such cap. */
export function packMonthOf({ tenant }: Pick<Ctx, 'tenant'>): bigint | null {
  const most = policyPackOf(tenant.policy)?.commission.perPersonMonthlyCap ?? null;
  return most && most.currency === tenant.currency ? BigInt(most.amount) : null;
}

async function countsOf(
  ctx: Ctx,
  { payees, buyers, dayOn, monthOn }: { payees: readonly Uuid[]; buyers: readonly Uuid[]; dayOn: string; monthOn: string },
): Promise<(Counted & { confirmed: bigint })[]> {
  if (payees.length === 0) return [];
  const rows = await ctx.sql.anew<{ person_id: Uuid; buyer_id: Uuid; period: 'day' | 'month'; confirmed: bigint }>`
    SELECT payee_count.person_id, payee_count.buyer_id, payee_count.period, payee_count.confirmed
      FROM partners.payee_count AS payee_count
     WHERE payee_count.tenant_id = ${ctx.tenantId} AND payee_count.person_id = ANY(${plainArray(payees)}::uuid[])
       AND payee_count.buyer_id = ANY(${plainArray(buyers)}::uuid[])
       AND ((payee_count.period = 'month' AND payee_count.from_on = ${monthOn}::date)
         OR (payee_count.period = 'day' AND payee_count.from_on = ${dayOn}::date))`;
  return rows.map((row) => ({
    personId: row.person_id,
    buyerId: row.buyer_id === ANYBODY ? null : row.buyer_id,
    period: row.period,
    fromOn: row.period === 'day' ? dayOn : monthOn,
    confirmed: row.confirmed,
  }));
}

async function circularAmong(ctx: Ctx, pairs: Watched['pairs']): Promise<{ buyer_id: Uuid; payee_id: Uuid }[]> {
  if (pairs.length === 0) return [];
  return await ctx.sql.anew<{ buyer_id: Uuid; payee_id: Uuid }>`
    SELECT DISTINCT pair.buyer_id, pair.payee_id
      FROM unnest(${plainArray(pairs.map((pair) => pair.buyerId))}::uuid[], ${plainArray(pairs.map((pair) => pair.payeeId))}::uuid[])
           AS pair (buyer_id, payee_id)
      JOIN orders.customer_order AS customer_order
           ON customer_order.tenant_id = ${ctx.tenantId} AND customer_order.person_id = pair.payee_id
          AND customer_order.paid_at > ${new Date(ctx.now.getTime() - CIRCULAR_DAYS * DAY_MS)}
      JOIN partners.commission AS commission
           ON commission.tenant_id = ${ctx.tenantId} AND commission.order_id = customer_order.order_id
          AND commission.payee_id = pair.buyer_id`;
}

import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { assert } from '../../../kit/errors/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { dayText, monthOf } from '../../../kit/time/index.ts';
import { policyPackOf } from '../../policy/index.ts';

/** What watches over commissions as they accrue and are confirmed (rules.md C8b, C9, compliance P6, P21). */
export interface Guards {
  /** the most one person is confirmed in a month, minor units; null without a cap */
  readonly cap: bigint | null;
  /** the first day of this month of the brand */
  readonly monthOn: string;
  readonly confirmed: ReadonlyMap<Uuid, bigint>;
  /** the gauge is red: depth 2 and more is held */
  readonly isIndirectHeld: boolean;
  /** `buyer payee` of those who lately earned from each other */
  readonly circular: ReadonlySet<string>;
}

const CIRCULAR_DAYS = 90;
const DAY_MS = 86_400_000;

/**
 * What the guards know of these people; null where nothing is guarded (LAB).
 * @param pairs who is about to pay and who would earn from it
 */
export async function guardsOf(
  ctx: Ctx,
  { payees, pairs }: { payees: readonly Uuid[]; pairs: readonly { readonly buyerId: Uuid; readonly payeeId: Uuid }[] },
): Promise<Guards | null> {
  const pack = policyPackOf(ctx.tenant.policy);
  assert(pack, 'every brand has a policy pack');
  if (pack.id === 'LAB') return null;
  const most = pack.commission.perPersonMonthlyCap;
  // Rules of a country are told in its money; a brand in another currency has no such cap.
  const cap = most && most.currency === ctx.tenant.currency ? BigInt(most.amount) : null;
  const monthOn = dayText(monthOf(ctx.today));
  const [months, gauge, circular] = await Promise.all([
    cap === null || payees.length === 0
      ? []
      : ctx.sql.anew<{ person_id: Uuid; confirmed: bigint }>`
          SELECT payee_month.person_id, payee_month.confirmed
            FROM partners.payee_month AS payee_month
           WHERE payee_month.tenant_id = ${ctx.tenantId} AND payee_month.month_on = ${monthOn}::date
             AND payee_month.person_id = ANY(${plainArray(payees)}::uuid[])`,
    ctx.sql.maybe<{ status: string }>`
      SELECT gauge.status FROM partners.gauge AS gauge WHERE gauge.tenant_id = ${ctx.tenantId}`,
    pairs.length === 0
      ? []
      : ctx.sql.anew<{ buyer_id: Uuid; payee_id: Uuid }>`
          SELECT DISTINCT pair.buyer_id, pair.payee_id
            FROM unnest(${plainArray(pairs.map((pair) => pair.buyerId))}::uuid[], ${plainArray(pairs.map((pair) => pair.payeeId))}::uuid[])
                 AS pair (buyer_id, payee_id)
            JOIN orders.customer_order AS customer_order
                 ON customer_order.tenant_id = ${ctx.tenantId} AND customer_order.person_id = pair.payee_id
                AND customer_order.paid_at > ${new Date(ctx.now.getTime() - CIRCULAR_DAYS * DAY_MS)}
            JOIN partners.commission AS commission
                 ON commission.tenant_id = ${ctx.tenantId} AND commission.order_id = customer_order.order_id
                AND commission.payee_id = pair.buyer_id`,
  ]);
  return {
    cap,
    monthOn,
    confirmed: new Map(months.map((row) => [row.person_id, row.confirmed])),
    isIndirectHeld: gauge?.status === 'red',
    circular: new Set(circular.map((row) => `${row.buyer_id} ${row.payee_id}`)),
  };
}

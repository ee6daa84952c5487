import type { Ctx } from '../../../kit/ctx.ts';
import { instants, int8s, uuids } from '../../../kit/db/arrays.ts';
import type { CardSpend } from '../queries/spends.ts';

/** Writes what cards pay of orders. For the settler, which holds the lane. */
export async function insertSpends(ctx: Ctx, spends: readonly CardSpend[]): Promise<void> {
  if (spends.length === 0) return;
  await ctx.sql.put`
    INSERT INTO membership.card_spend (tenant_id, order_id, card_id, units, amount, units_back, amount_back, at)
    SELECT ${ctx.tenantId}, fresh.order_id, fresh.card_id, fresh.units, fresh.amount, fresh.units_back, fresh.amount_back, fresh.at
      FROM unnest(${uuids(spends, (one) => one.orderId)}::uuid[], ${uuids(spends, (one) => one.cardId)}::uuid[],
                  ${int8s(spends, (one) => one.units)}::bigint[], ${int8s(spends, (one) => one.amount)}::bigint[],
                  ${int8s(spends, (one) => one.unitsBack)}::bigint[], ${int8s(spends, (one) => one.amountBack)}::bigint[],
                  ${instants(spends, (one) => one.at)}::timestamptz[])
           AS fresh (order_id, card_id, units, amount, units_back, amount_back, at)`;
}

/** Writes what of them went back. */
export async function updateSpends(ctx: Ctx, spends: readonly CardSpend[]): Promise<void> {
  if (spends.length === 0) return;
  const ids = uuids(spends, (one) => one.orderId);
  await ctx.sql.exec`
    UPDATE membership.card_spend AS card_spend
       SET units_back = fresh.units_back, amount_back = fresh.amount_back
      FROM unnest(${ids}::uuid[], ${uuids(spends, (one) => one.cardId)}::uuid[], ${int8s(spends, (one) => one.unitsBack)}::bigint[],
                  ${int8s(spends, (one) => one.amountBack)}::bigint[]) AS fresh (order_id, card_id, units_back, amount_back)
     WHERE card_spend.tenant_id = ${ctx.tenantId} AND card_spend.order_id = ANY(${ids}::uuid[]) AND card_spend.order_id = fresh.order_id
       AND card_spend.card_id = fresh.card_id`;
}

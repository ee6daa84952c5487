import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';

/** What a card pays of an order: units of its balance, and how many of them were money that was paid in; the rest is bonus. */
export interface CardSpend {
  readonly orderId: Uuid;
  readonly cardId: Uuid;
  /** the order the card was bought with, and whoever has it now */
  readonly cardOrderId: Uuid;
  readonly personId: Uuid;
  readonly units: bigint;
  readonly amount: bigint;
  /** on the card again */
  unitsBack: bigint;
  /** given back, to the card or, where that is gone, by hand */
  amountBack: bigint;
  /** epoch ms */
  readonly at: number;
}

/** What cards pay of these orders, in one order for everybody. */
export async function spendsOf(ctx: Ctx, orderIds: readonly Uuid[]): Promise<CardSpend[]> {
  if (orderIds.length === 0) return [];
  const rows = await ctx.sql<{
    order_id: Uuid;
    card_id: Uuid;
    card_order_id: Uuid;
    person_id: Uuid;
    units: bigint;
    amount: bigint;
    units_back: bigint;
    amount_back: bigint;
    at: Date;
  }>`
    SELECT card_spend.order_id, card_spend.card_id, card.order_id AS card_order_id, card.person_id, card_spend.units, card_spend.amount,
           card_spend.units_back, card_spend.amount_back, card_spend.at
      FROM membership.card_spend AS card_spend
      JOIN membership.card AS card ON card.tenant_id = ${ctx.tenantId} AND card.card_id = card_spend.card_id
     WHERE card_spend.tenant_id = ${ctx.tenantId} AND card_spend.order_id = ANY(${plainArray(orderIds)}::uuid[])
     ORDER BY card_spend.order_id, card_spend.card_id`;
  return rows.map((row) => ({
    orderId: row.order_id,
    cardId: row.card_id,
    cardOrderId: row.card_order_id,
    personId: row.person_id,
    units: row.units,
    amount: row.amount,
    unitsBack: row.units_back,
    amountBack: row.amount_back,
    at: row.at.getTime(),
  }));
}

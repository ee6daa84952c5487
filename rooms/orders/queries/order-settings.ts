import type { Ctx } from '../../../kit/ctx.ts';
import { moneyJson } from '../../../kit/money/index.ts';
import type { OrderSettings } from '../api.ts';
import { RECEIVED_AFTER_DAYS } from '../model/order-settings.ts';

/** What the brand decided about orders, the defaults filled in. */
export async function orderSettingsOf(ctx: Ctx): Promise<OrderSettings> {
  const row = await ctx.sql.maybe<{
    received_after_days: number;
    shipping_amount: bigint;
    free_shipping_from: bigint | null;
    adviser_name: string | null;
    adviser_text: string | null;
    adviser_url: string | null;
  }>`
    SELECT order_setting.received_after_days, order_setting.shipping_amount, order_setting.free_shipping_from, order_setting.adviser_name,
           order_setting.adviser_text, order_setting.adviser_url
      FROM orders.order_setting AS order_setting
     WHERE order_setting.tenant_id = ${ctx.tenantId}`;
  const { currency } = ctx.tenant;
  const from = row?.free_shipping_from ?? null;
  return {
    receivedAfterDays: row?.received_after_days ?? RECEIVED_AFTER_DAYS,
    shipping: moneyJson(row?.shipping_amount ?? 0n, currency),
    freeShippingFrom: from === null ? null : moneyJson(from, currency),
    adviser: row?.adviser_name == null ? null : { name: row.adviser_name, text: row.adviser_text, url: row.adviser_url },
  };
}

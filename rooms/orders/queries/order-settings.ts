import type { Ctx } from '../../../kit/ctx.ts';
import type { OrderSettings } from '../api.ts';
import { RECEIVED_AFTER_DAYS } from '../model/order-settings.ts';

/** What the brand decided about orders, the defaults filled in. */
export async function orderSettingsOf(ctx: Ctx): Promise<OrderSettings> {
  const row = await ctx.sql.maybe<{ received_after_days: number }>`
    SELECT order_setting.received_after_days
      FROM orders.order_setting AS order_setting
     WHERE order_setting.tenant_id = ${ctx.tenantId}`;
  return { receivedAfterDays: row?.received_after_days ?? RECEIVED_AFTER_DAYS };
}

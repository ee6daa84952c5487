import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { amountOf } from '../../../kit/money/index.ts';
import { audit } from '../../identity/index.ts';
import type { updateOrderSettings } from '../api.ts';
import { orderSettingsOf } from '../queries/order-settings.ts';

/**
 * Changes what the brand decided about orders; what was shipped keeps the day it got then, orders what they were made at. Audited.
 * @throws DomainError `currency.other`
 */
export async function setOrderSettings(ctx: Ctx, change: z.output<typeof updateOrderSettings>): Promise<void> {
  const known = await orderSettingsOf(ctx);
  const { currency } = ctx.tenant;
  const days = change.receivedAfterDays ?? known.receivedAfterDays;
  const shipping = amountOf(currency, change.shipping ?? known.shipping, '/shipping') ?? 0n;
  const from = change.freeShippingFrom === undefined ? known.freeShippingFrom : change.freeShippingFrom;
  const freeFrom = from === null ? null : (amountOf(currency, from, '/freeShippingFrom') ?? null);
  const adviser = change.adviser === undefined ? known.adviser : change.adviser;
  await ctx.sql.exec`
    INSERT INTO orders.order_setting (tenant_id, received_after_days, shipping_amount, free_shipping_from, adviser_name, adviser_text,
                                      adviser_url, recorded_at)
    VALUES (${ctx.tenantId}, ${days}, ${shipping}, ${freeFrom}, ${adviser?.name ?? null}, ${adviser?.text ?? null}, ${adviser?.url ?? null},
            ${ctx.recordedAt})
        ON CONFLICT (tenant_id) DO UPDATE
       SET received_after_days = excluded.received_after_days, shipping_amount = excluded.shipping_amount,
           free_shipping_from = excluded.free_shipping_from, adviser_name = excluded.adviser_name, adviser_text = excluded.adviser_text,
           adviser_url = excluded.adviser_url, recorded_at = excluded.recorded_at`;
  await audit(ctx, { action: 'orderSettings.changed', subjectKind: 'brand', subjectId: null, facts: { ...change } });
}

import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { audit } from '../../identity/index.ts';
import type { updateOrderSettings } from '../api.ts';
import { orderSettingsOf } from '../queries/order-settings.ts';

/** Changes what the brand decided about orders; what was shipped keeps the day it got then. Audited. */
export async function setOrderSettings(ctx: Ctx, change: z.output<typeof updateOrderSettings>): Promise<void> {
  const known = await orderSettingsOf(ctx);
  const days = change.receivedAfterDays ?? known.receivedAfterDays;
  await ctx.sql.exec`
    INSERT INTO orders.order_setting (tenant_id, received_after_days, recorded_at)
    VALUES (${ctx.tenantId}, ${days}, ${ctx.recordedAt})
        ON CONFLICT (tenant_id) DO UPDATE SET received_after_days = excluded.received_after_days, recorded_at = excluded.recorded_at`;
  await audit(ctx, { action: 'orderSettings.changed', subjectKind: 'brand', subjectId: null, facts: { ...change } });
}

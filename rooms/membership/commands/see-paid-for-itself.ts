import type { Ctx } from '../../../kit/ctx.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { CARD_PAID_FOR_ITSELF } from '../model/notices.ts';

/** They saw on a whole screen that their card has paid for itself: it is shown by itself no more. */
export async function seePaidForItself(ctx: Ctx, personId: Uuid): Promise<void> {
  await ctx.sql.exec`
    UPDATE membership.notice AS notice
       SET answered_at = ${ctx.now}
     WHERE notice.tenant_id = ${ctx.tenantId} AND notice.person_id = ${personId} AND notice.kind = ${CARD_PAID_FOR_ITSELF}
       AND notice.answered_at IS NULL`;
}

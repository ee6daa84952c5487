import type { Ctx } from '../../../kit/ctx.ts';
import { texts, uuids } from '../../../kit/db/arrays.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import type { CommissionSnapshot } from '../model/plan.ts';
import { packSnapshot } from '../model/snapshot-text.ts';

/** Writes the lines that an exchange added to what orders fixed; nothing else of it ever changes. For the settler, which holds the lane. */
export async function extendSnapshots(
  ctx: Ctx,
  rows: readonly { readonly orderId: Uuid; readonly snapshot: CommissionSnapshot }[],
): Promise<void> {
  if (rows.length === 0) return;
  const orderIds = uuids(rows, (row) => row.orderId);
  await ctx.sql.exec`
    UPDATE partners.snapshot AS snapshot
       SET lines = fresh.lines::jsonb
      FROM unnest(${orderIds}::uuid[], ${texts(rows, ({ snapshot }) => JSON.stringify(packSnapshot(snapshot).lines))}::text[])
           AS fresh (order_id, lines)
     WHERE snapshot.tenant_id = ${ctx.tenantId} AND snapshot.order_id = ANY(${orderIds}::uuid[]) AND snapshot.order_id = fresh.order_id`;
}

import type { Ctx } from '../../../kit/ctx.ts';
import type { Uuid } from '../../../kit/ids/index.ts';

/** A friend whose order was kept, the first that somebody ever brought. */
export interface FirstFriend {
  readonly introducerId: Uuid;
  readonly friendId: Uuid;
  readonly name: string | null;
  /** when the order was received, or paid where nothing is sent */
  readonly keptFrom: number;
}

/**
 * Who brought a first friend whose order was received within these instants and was not given back; whoever brought one before is not among
 * them. An order with an open claim is not kept yet.
 */
export async function firstFriends(ctx: Ctx, { from, to }: { from: Date; to: Date }): Promise<FirstFriend[]> {
  const rows = await ctx.sql<{ introducer_id: Uuid; friend_id: Uuid; name: string | null; kept_from: Date }>`
    SELECT DISTINCT ON (introducer.person_id) introducer.person_id AS introducer_id, friend.person_id AS friend_id, friend.name,
           coalesce(customer_order.received_at, customer_order.paid_at) AS kept_from
      FROM orders.customer_order AS customer_order
      JOIN relations.person AS friend ON friend.tenant_id = ${ctx.tenantId} AND friend.person_id = customer_order.person_id
      JOIN relations.person AS introducer ON introducer.tenant_id = ${ctx.tenantId} AND introducer.node = friend.a1_node
     WHERE customer_order.tenant_id = ${ctx.tenantId} AND customer_order.paid_at <= ${to} AND customer_order.cancelled_at IS NULL
       AND customer_order.net_amount > 0
       AND coalesce(customer_order.received_at, customer_order.paid_at) >= ${from}
       AND coalesce(customer_order.received_at, customer_order.paid_at) <= ${to}
       AND NOT EXISTS (SELECT 1 FROM orders.line AS line
                        WHERE line.tenant_id = ${ctx.tenantId} AND line.order_id = customer_order.order_id
                          AND (line.claimed_at IS NOT NULL
                               OR customer_order.is_live AND customer_order.received_at IS NULL AND line.received_at IS NULL
                                  AND NOT line.is_instant))
       AND NOT EXISTS (SELECT 1
                         FROM relations.person AS sibling
                         JOIN orders.customer_order AS earlier
                           ON earlier.tenant_id = ${ctx.tenantId} AND earlier.person_id = sibling.person_id
                        WHERE sibling.tenant_id = ${ctx.tenantId} AND sibling.a1_node = introducer.node AND earlier.net_amount > 0
                          AND earlier.paid_at IS NOT NULL AND earlier.cancelled_at IS NULL
                          AND coalesce(earlier.received_at, earlier.paid_at) < ${from})
     ORDER BY introducer.person_id, kept_from, friend.person_id`;
  return rows.map((row) => ({
    introducerId: row.introducer_id,
    friendId: row.friend_id,
    name: row.name,
    keptFrom: row.kept_from.getTime(),
  }));
}

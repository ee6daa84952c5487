import type { Ctx } from '../../../kit/ctx.ts';
import { minorDigits } from '../../../kit/money/index.ts';
import { uuids } from '../../../kit/db/arrays.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import type { EpochDay } from '../../../kit/time/index.ts';
import { EventList } from '../model/prediction/event-list.ts';
import { purchasesUntil, type PurchaseEvents } from '../model/prediction/purchase-days.ts';
import type { OwnHistory } from '../model/prediction/value-draws.ts';

/** People of one query: a handful of orders each. */
const PORTION = 5_000;

/**
 * Every purchase of everybody, by node and day, in major units of the brand's money. A purchase is a paid order of a person; later instalments
 * are part of the one they follow; what was given back is taken off. One value costs a fraction of its rows, and each step down is a look-up by
 * key (OFFSET 0).
 */
export async function purchaseEvents(ctx: Ctx): Promise<PurchaseEvents> {
  const { nodes } = await ctx.sql.one<{ nodes: number }>`
    SELECT coalesce(max(person.node) + 1, 0) AS nodes FROM relations.person AS person WHERE person.tenant_id = ${ctx.tenantId}`;
  const list = new EventList();
  for (let low = 0; low < nodes; low += PORTION) {
    const { text } = await ctx.sql.one<{ text: string | null }>`
      SELECT string_agg(concat_ws(',', person.node, (extract(epoch FROM bought.paid_at) * 1000)::float8, bought.net), ';'
                        ORDER BY person.node, bought.paid_at) AS text
        FROM relations.person AS person
       CROSS JOIN LATERAL (SELECT placed.paid_at,
                                  placed.net_amount + CASE WHEN placed.instalment IS NULL THEN 0 ELSE (
                                    SELECT coalesce(sum(later.net_amount), 0) FROM orders.customer_order AS later
                                     WHERE later.tenant_id = ${ctx.tenantId} AND later.follows_id = placed.order_id
                                       AND later.paid_at IS NOT NULL) END AS net
                             FROM orders.customer_order AS placed
                            WHERE placed.tenant_id = ${ctx.tenantId} AND placed.person_id = person.person_id
                              AND placed.paid_at IS NOT NULL AND placed.follows_id IS NULL
                           OFFSET 0) AS bought
       WHERE person.tenant_id = ${ctx.tenantId} AND person.node >= ${low} AND person.node < ${low + PORTION}`;
    if (text !== null) take(ctx, text, list);
  }
  return list.events;
}

/** What one person bought, as prediction counts it, up to the last day of data. */
export interface PersonPurchases extends OwnHistory {
  readonly purchaseDays: number;
  readonly first: EpochDay;
  readonly last: EpochDay;
  /** in all, in major units */
  readonly spent: number;
}

/** The purchases of some people; who never bought is left out. @param until the last day of data */
export async function purchasesOf(ctx: Ctx, personIds: readonly Uuid[], until: EpochDay): Promise<Map<Uuid, PersonPurchases>> {
  const rows = await ctx.sql<{ person_id: Uuid; paid_ms: number; net: string }>`
    SELECT placed.person_id, (extract(epoch FROM placed.paid_at) * 1000)::float8 AS paid_ms,
           placed.net_amount + CASE WHEN placed.instalment IS NULL THEN 0 ELSE (
             SELECT coalesce(sum(later.net_amount), 0) FROM orders.customer_order AS later
              WHERE later.tenant_id = ${ctx.tenantId} AND later.follows_id = placed.order_id AND later.paid_at IS NOT NULL) END AS net
      FROM orders.customer_order AS placed
     WHERE placed.tenant_id = ${ctx.tenantId} AND placed.person_id = ANY(${uuids(personIds, (id) => id)}::uuid[])
       AND placed.paid_at IS NOT NULL AND placed.follows_id IS NULL
     ORDER BY placed.person_id, placed.paid_at`;
  const lists = new Map<Uuid, EventList>();
  const unit = 10 ** minorDigits(ctx.tenant.currency);
  for (const row of rows) {
    let list = lists.get(row.person_id);
    if (!list) lists.set(row.person_id, (list = new EventList(8)));
    list.push(0, ctx.zone.dayOf(row.paid_ms), Number(row.net) / unit);
  }
  const found = new Map<Uuid, PersonPurchases>();
  for (const [personId, list] of lists) {
    const { events } = list;
    const { repeats, recencyDays, ageDays, values } = purchasesUntil(events, until).purchases;
    const [x, recency, age] = [repeats[0], recencyDays[0], ageDays[0]];
    if (x === undefined || recency === undefined || age === undefined) continue;
    const first = events.days[0] as number;
    found.set(personId, {
      repeats: x,
      recencyDays: recency,
      ageDays: age,
      value: values[0] as number,
      purchaseDays: x + 1,
      first,
      last: first + recency,
      spent: events.values.reduce((sum, value, i) => sum + ((events.days[i] as number) <= until ? value : 0), 0),
    });
  }
  return found;
}

function take(ctx: Ctx, text: string, list: EventList): void {
  const unit = 10 ** minorDigits(ctx.tenant.currency);
  for (const row of text.split(';')) {
    const [node, paidAt, net] = row.split(',');
    list.push(Number(node), ctx.zone.dayOf(Number(paidAt)), Number(net) / unit);
  }
}

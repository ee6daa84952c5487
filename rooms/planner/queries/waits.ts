import type { Ctx } from '../../../kit/ctx.ts';
import { figuresLoop } from '../../analytics/index.ts';
import { silenceOf, type NoSilence, type Silence, type Wait } from '../model/silence.ts';
import type { Span } from './counted.ts';

/** Of those who wait, so many are enough. */
const MOST_FOLLOWED = 5000;
const LOSSES = { gF: 'F', g1: 'C1', g2: 'C2' } as const;

export type Losses = Readonly<Record<keyof typeof LOSSES, Silence | NoSilence>>;

/** Who left without saying so, stage by stage, over whole months: read from how long people were silent. Null without a whole month. */
export async function countLosses(ctx: Ctx, span: Span | null, firstDay: number | null): Promise<Losses | null> {
  if (span === null || firstDay === null) return null;
  const window = { from: ctx.zone.startOf(span.from), to: ctx.zone.startOf(span.to) };
  const waits = [...(await fansWaiting(ctx, window.to)), ...(await buyersWaiting(ctx, window.to))];
  const known = ctx.zone.startOf(firstDay);
  const read = (loss: keyof typeof LOSSES) => silenceOf(LOSSES[loss], waits, window, known);
  return { gF: read('gF'), g1: read('g1'), g2: read('g2') };
}

/** Fans from the day they became one until they bought. */
async function fansWaiting(ctx: Ctx, end: number): Promise<Wait[]> {
  const { fans } = await ctx.sql.one<{ fans: number }>`
    SELECT count(*)::int AS fans
      FROM relations.stage_change AS step
     WHERE step.tenant_id = ${ctx.tenantId} AND step.to_stage = 'fan' AND step.at < ${new Date(end)}`;
  if (fans === 0) return [];
  const step = Math.max(1, Math.ceil(fans / MOST_FOLLOWED));
  const rows = await ctx.sql.anew<{ from: number; to: number | null }>`
    SELECT (extract(epoch FROM came.at) * 1000)::float8 AS "from", fan.first_paid_ms::float8 AS "to"
      FROM (SELECT change.person_id, min(change.at) AS at
              FROM relations.stage_change AS change
             WHERE change.tenant_id = ${ctx.tenantId} AND change.to_stage = 'fan' AND change.at < ${new Date(end)}
             GROUP BY change.person_id) AS came
      JOIN relations.person AS person ON person.tenant_id = ${ctx.tenantId} AND person.person_id = came.person_id
       AND person.merged_into IS NULL AND person.erased_at IS NULL
      JOIN analytics.person AS fan ON fan.tenant_id = ${ctx.tenantId} AND fan.node = person.node
     WHERE person.node % ${step}::int = 0 AND (fan.first_paid_ms IS NULL OR fan.first_paid_ms > extract(epoch FROM came.at) * 1000)`;
  return rows.map(({ from, to }) => ({ stage: 'F', from, to, until: end }));
}

/** Buyers from each purchase until the next; whoever became a member is waited for no longer. */
async function buyersWaiting(ctx: Ctx, end: number): Promise<Wait[]> {
  const { buyers } = await figuresLoop(ctx, { from: null, to: null });
  if (buyers === 0) return [];
  const step = Math.max(1, Math.ceil(buyers / MOST_FOLLOWED));
  const rows = await ctx.sql.anew<{ nth: number; from: number; to: number | null; joined: number | null }>`
    SELECT bought.nth, bought.at AS "from", bought.next_at AS "to", (extract(epoch FROM entry.at) * 1000)::float8 AS joined
      FROM (SELECT buyer.person_id, (extract(epoch FROM one.paid_at) * 1000)::float8 AS at,
                   least(2, row_number() OVER (PARTITION BY buyer.person_id ORDER BY one.paid_at, one.order_id))::int AS nth,
                   (extract(epoch FROM lead(one.paid_at) OVER (PARTITION BY buyer.person_id ORDER BY one.paid_at, one.order_id)) * 1000)::float8
                     AS next_at
              FROM analytics.person AS buyer
              JOIN orders.customer_order AS one
                ON one.tenant_id = ${ctx.tenantId} AND one.person_id = buyer.person_id AND one.paid_at IS NOT NULL
               AND one.follows_id IS NULL AND NOT one.is_refunded
             WHERE buyer.tenant_id = ${ctx.tenantId} AND buyer.kept_orders > 0 AND buyer.node % ${step}::int = 0) AS bought
      LEFT JOIN LATERAL (SELECT min(change.at) AS at
                           FROM relations.stage_change AS change
                          WHERE change.tenant_id = ${ctx.tenantId} AND change.person_id = bought.person_id
                            AND change.to_stage IN ('member', 'partner')) AS entry ON true
     WHERE bought.at < ${end} AND (entry.at IS NULL OR bought.at < extract(epoch FROM entry.at) * 1000)`;
  return rows.map(({ nth, from, to, joined }) => ({
    stage: nth === 1 ? 'C1' : 'C2',
    from,
    to: joined !== null && (to === null || joined < to) ? null : to,
    until: Math.min(end, joined ?? Infinity),
  }));
}

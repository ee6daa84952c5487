import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import { moneyJson } from '../../../kit/money/index.ts';
import { ladderRoles, type LadderRole } from '../../catalog/index.ts';
import type { ladder } from '../api.ts';
import { emptyStep, LadderFold, ladderWindows, type LadderSums, type StepSums } from '../model/ladder.ts';
import { ladderProducts, stepsOfNodes } from './ladder-lines.ts';
import { ladderStanding } from './ladder-standing.ts';
import { addStored, storedSteps } from './ladder-stored.ts';
import type { Period } from './period.ts';

type Ladder = z.infer<typeof ladder>;

/**
 * Per step of the ladder (C1): the margin of the order with which a person first bought on it, of what the same people bought in the
 * 30, 90 and 365 days after (24 hours each), and the commonest next product.
 *
 * - Orders are paid, name a person and are not refunded in full; their lines name a product. Sales = amount − refunded of those lines,
 *   so shipping is in no margin.
 * - A person's first order on a step is the earliest (paidAt, id) that holds a product standing on it today; all its lines count, also
 *   those of other steps. One order can be the first on several steps.
 * - Margin = sales − cost × quantity over lines whose product has a cost today and whose quantity is known; a line refunded in full
 *   costs nothing. `coveredPpm` says which share of sales that is; the rest has no margin, not a margin of 0.
 * - Later sales are those of everything bought within the days after the first order, by people whose days are over by now.
 * - Sums stand in cells that follow each commit (commands/follow-ladder); who changed since is worked out from the orders, so the answer is
 *   always that of the orders as they are.
 * - Next = the order after the first by (paidAt, id); the product in most such orders, ties to the older product.
 * @param period takes people whose first order on the step was paid in it
 */
export async function figuresLadder(ctx: Ctx, period: Period): Promise<Ladder> {
  const fold = new LadderFold({
    now: ctx.now.getTime(),
    low: period.from === null ? -Infinity : ctx.zone.startOf(period.from),
    high: period.to === null ? Infinity : ctx.zone.startOf(period.to),
  });
  const [products, known] = await Promise.all([productsOf(ctx), ladderProducts(ctx)]);
  const { built, dirty, nodes } = await ladderStanding(ctx, known);
  if (built > 0) {
    await addStored(ctx, period, fold);
    for (const steps of (await storedSteps(ctx, dirty)).values()) for (const step of steps) fold.add(step, -1);
  }
  // Whoever is not in the stored cells, or no longer as they are there, is worked out from their orders.
  const fresh = [...dirty];
  for (let node = built; node < nodes; node++) fresh.push(node);
  await stepsOfNodes(ctx, fresh, known, (_, steps) => steps.forEach((step) => fold.add(step)));
  return {
    lines: fold.lines,
    unplacedLines: fold.unplaced,
    steps: ([...ladderRoles] as LadderRole[]).map((role) => stepJson(ctx, role, fold.steps.get(role) ?? emptyStep(), products)),
  };
}

function stepJson(ctx: Ctx, role: LadderRole, step: StepSums, products: ReadonlyMap<Uuid, ProductRow>): Ladder['steps'][number] {
  const [next] = [...step.next].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const product = next && products.get(next[0]);
  return {
    ladderRole: role,
    products: [...products.values()].filter((one) => one.ladder_role === role && !one.is_archived).length,
    first: salesJson(ctx, step.first),
    later: ladderWindows.map((days) => {
      const sums = step.later.get(days) ?? { ...emptyStep().first, cameBack: 0 };
      return { days, cameBack: sums.cameBack, ...salesJson(ctx, sums) };
    }),
    next:
      next && product
        ? {
            product: {
              id: publicId('product', product.product_id),
              externalId: product.external_id,
              name: product.name,
              ladderRole: product.ladder_role,
            },
            buyers: next[1],
          }
        : null,
    wentOn: step.wentOn,
  };
}

function salesJson(ctx: Ctx, sums: LadderSums): Ladder['steps'][number]['first'] {
  const { currency } = ctx.tenant;
  const isKnown = sums.covered !== 0n || sums.cost !== 0n;
  return {
    buyers: sums.buyers,
    sales: moneyJson(sums.sales, currency),
    margin: isKnown ? moneyJson(sums.covered - sums.cost, currency) : null,
    coveredPpm: sums.sales <= 0n ? null : Number((sums.covered * 1_000_000n) / sums.sales),
  };
}

interface ProductRow {
  product_id: Uuid;
  external_id: string;
  name: string;
  ladder_role: LadderRole | null;
  is_archived: boolean;
}

async function productsOf(ctx: Ctx): Promise<Map<Uuid, ProductRow>> {
  const rows = await ctx.sql<ProductRow>`
    SELECT product.product_id, product.external_id, product.name, product.ladder_role, product.archived_at IS NOT NULL AS is_archived
      FROM catalog.product AS product
     WHERE product.tenant_id = ${ctx.tenantId}`;
  return new Map(rows.map((row) => [row.product_id, row]));
}

import type { Ctx } from '../../../kit/ctx.ts';
import type { Stage } from '../../../kit/http/shapes.ts';
import type { Uuid } from '../../../kit/ids/index.ts';

/** Which of these people have ever paid for an order, whatever became of it. */
export type OrderAsker = (ctx: Ctx, personIds: readonly Uuid[]) => Promise<ReadonlySet<Uuid>>;

let asker: OrderAsker | null = null;

/** Lets a room above, which keeps the orders, say who has bought. */
export function askOrdersWith(better: OrderAsker): void {
  asker = better;
}

/** Who of these people is no new customer any more (rules.md B2). Without a room of orders the stage says it. */
export async function whoOrdered(ctx: Ctx, people: ReadonlyMap<Uuid, { stage: Stage }>): Promise<ReadonlySet<Uuid>> {
  if (asker) return await asker(ctx, [...people.keys()]);
  return new Set([...people].filter(([, { stage }]) => stage !== 'prospect' && stage !== 'fan').map(([personId]) => personId));
}

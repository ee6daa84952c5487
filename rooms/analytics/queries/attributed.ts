import type { Ctx } from '../../../kit/ctx.ts';
import { publicId } from '../../../kit/ids/index.ts';
import { moneyJson } from '../../../kit/money/index.ts';
import type { AttributedWorth } from '../api.ts';
import { attributed, type Weights } from '../model/attributed.ts';
import { residentOf } from '../resident/registry.ts';
import { namesOf } from './people-list.ts';

/** What people are worth when every sale is given once, the most first, beside their influence, in which a sale counts at every step. */
export async function attributedWorth(ctx: Ctx, { limit, ...weights }: Weights & { limit: number }): Promise<AttributedWorth> {
  const resident = await residentOf(ctx);
  const { size, parent, own } = resident;
  const bought = Float64Array.from({ length: size }, (_, node) => own.near(node));
  const given = attributed(bought, parent, size, weights);
  const best: number[] = [];
  let [people, influence, sales] = [0, 0, 0];
  for (let node = 0; node < size; node++) {
    if (resident.isHere[node] !== 1) continue;
    sales += bought[node] as number;
    influence += resident.influenceNear(node);
    if (given[node] === 0) continue;
    people += 1;
    place(best, node, limit, (a, b) => (given[b] as number) - (given[a] as number) || resident.idRank(a) - resident.idRank(b));
  }
  const names = await namesOf(ctx, best);
  const money = (amount: number) => moneyJson(BigInt(amount), ctx.tenant.currency);
  return {
    ownPpm: 1_000_000 - weights.directPpm - weights.indirectPpm,
    ...weights,
    people,
    sales: money(sales),
    influence: money(influence),
    data: best.flatMap((node) => {
      const name = names.get(node);
      if (!name) return [];
      return [
        {
          person: { id: publicId('person', name.personId), externalId: name.externalId, name: name.name },
          own: money(bought[node] as number),
          influence: money(resident.influenceNear(node)),
          attributed: money(given[node] as number),
        },
      ];
    }),
  };
}

/** Keeps the first few of many in order. */
function place(best: number[], node: number, limit: number, order: (a: number, b: number) => number): void {
  const last = best[best.length - 1];
  if (best.length === limit && last !== undefined && order(last, node) <= 0) return;
  const at = best.findIndex((one) => order(one, node) > 0);
  best.splice(at < 0 ? best.length : at, 0, node);
  if (best.length > limit) best.pop();
}

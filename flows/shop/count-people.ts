import type { Ctx } from '../../kit/ctx.ts';
import { publicId, type Uuid } from '../../kit/ids/index.ts';
import { countDownline, residentOf } from '../../rooms/analytics/index.ts';
import { countNear } from '../../rooms/partners/index.ts';
import { findPerson } from '../../rooms/relations/index.ts';

const FEW = 2_000;

/**
 * How many people a person introduced and how many stand further on. Few are counted from the tables; for many the brand's arrays are
 * brought into memory once and answer from then on, whatever their number.
 */
export async function countPeople(ctx: Ctx, personId: Uuid): Promise<{ directs: number; deeper: number }> {
  const { node } = await findPerson(ctx, publicId('person', personId));
  const isResident = (await countDownline(ctx, node)) !== null;
  const near = isResident ? null : await countNear(ctx, node, FEW);
  if (near) return near;
  const resident = await residentOf(ctx);
  const directs = resident.directCount(node);
  return { directs, deeper: resident.downlineCount(node) - directs };
}

import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { wholeDays } from '../../../kit/time/index.ts';
import type { whereWait } from '../api.ts';
import { STAGES } from '../model/cells.ts';
import { percentilesOf } from '../model/percentile.ts';
import { residentOf } from '../resident/registry.ts';
import { peoplePerStage } from './figures-funnel.ts';
import { transitionsIn } from './transitions.ts';

/**
 * Where people wait: per stage, who is in it now, how long those took who went on from it to a higher one, and how many
 * have been there for more days than nine out of ten of those needed.
 */
export async function figuresWaiting(ctx: Ctx): Promise<z.infer<typeof whereWait>> {
  const [people, transitions] = await Promise.all([peoplePerStage(ctx), transitionsIn(ctx, { from: null, to: null })]);
  const stages = STAGES.map((stage, rank) => {
    const days = new Map<number, number>();
    for (const step of transitions) {
      if (step.from !== stage || STAGES.indexOf(step.to) < rank) continue;
      for (const [day, count] of step.days) days.set(day, (days.get(day) ?? 0) + count);
    }
    const [medianDays, p90Days] = percentilesOf(days, [0.5, 0.9]);
    return { stage, people: people.get(stage) ?? 0, medianDays, p90Days };
  });
  const resident = await residentOf(ctx);
  const now = ctx.now.getTime();
  const waiting = STAGES.map(() => 0);
  for (let node = 0; node < resident.size; node++) {
    if (resident.isHere[node] !== 1) continue;
    const rank = resident.stage[node] as number;
    const p90 = stages[rank]?.p90Days;
    if (p90 !== null && p90 !== undefined && wholeDays(resident.stageSince[node] as number, now) > p90)
      waiting[rank] = (waiting[rank] ?? 0) + 1;
  }
  return { data: stages.map((row, rank) => ({ ...row, waitingOverP90: waiting[rank] ?? 0 })), next: null };
}

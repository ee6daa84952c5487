import type { Ctx } from '../../../kit/ctx.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { earnersAbove, sponsorsAbove } from '../../relations/index.ts';
import type { ChainPerson, Plan } from '../model/plan.ts';
import { standingsOf } from './standings.ts';

/** Who stands above buyers at this moment: what their orders fix for ever. */
export interface Chain {
  readonly buyer: ChainPerson;
  /** depth 1 = the object of the attribution, deeper ones by referral (CONTRACT §7) */
  readonly chain: readonly ChainPerson[];
  /** by sponsorship above the first partner of the chain */
  readonly team: readonly ChainPerson[];
}

// Beyond it a team is no team: a bound for the reading, far above any plan.
const TEAM_DEPTH = 50;

/** How deep a plan looks up the chain at all. */
function depthOf(plan: Plan): number {
  return Math.max(1, ...plan.levels.map((level) => level.depth), ...plan.overrides.map((override) => override.depth));
}

/**
 * The chains of many buyers: a fixed number of statements whatever their number.
 * @param bound who is bound to whom by this very step
 */
export async function chainsOf(
  ctx: Ctx,
  buyerIds: readonly Uuid[],
  plan: Plan,
  bound?: ReadonlyMap<Uuid, Uuid>,
): Promise<Map<Uuid, Chain>> {
  const starts = await earnersAbove(ctx, buyerIds, depthOf(plan), bound);
  const firsts = [...new Set([...starts.values()].flatMap((start) => firstPartner(start.above) ?? []))];
  const teams = plan.roles.length > 0 ? await sponsorsAbove(ctx, firsts, TEAM_DEPTH) : null;
  const everybody = new Set<Uuid>(buyerIds);
  for (const { above } of starts.values()) for (const person of above) everybody.add(person.personId);
  for (const team of teams?.values() ?? []) for (const person of team) everybody.add(person.personId);
  const standings = await standingsOf(ctx, [...everybody], ctx.now);
  const placed = ({ personId, depth, stage }: Pick<ChainPerson, 'personId' | 'depth' | 'stage'>): ChainPerson => {
    const standing = standings.get(personId);
    return { personId, depth, stage, level: standing?.level ?? null, isFrozen: standing?.isFrozen ?? false };
  };
  return new Map(
    [...starts].map(([buyerId, { stage, above }]) => {
      const first = firstPartner(above);
      const team = first === undefined ? [] : (teams?.get(first) ?? []);
      return [buyerId, { buyer: placed({ personId: buyerId, depth: 0, stage }), chain: above.map(placed), team: team.map(placed) }];
    }),
  );
}

function firstPartner(above: readonly Pick<ChainPerson, 'personId' | 'stage'>[]): Uuid | undefined {
  return above.find((person) => person.stage === 'partner')?.personId;
}

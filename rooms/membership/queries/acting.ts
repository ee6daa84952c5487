import type { Ctx } from '../../../kit/ctx.ts';
import { parseId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { stateAt } from '../model/card.ts';
import type { Cell, Privilege, PrivilegeActs } from '../model/privilege.ts';
import { loadCards } from './cards.ts';
import { holderNames, standingPrivileges } from './privileges.ts';
import { tiersInForce } from './tiers.ts';

/** A privilege that acts for somebody by itself, and by what they have it: all by public ids. */
export interface Acting {
  readonly privilege: string;
  readonly holder: string;
  /** what that tier or card is called */
  readonly name: string;
}

export type ActingFor = Readonly<Partial<Record<PrivilegeActs, Acting>>>;

/**
 * What privileges do by themselves for some people now; who has none is left out. A tier in force goes before a card that runs.
 * @param tiersOf whose tier is in force, where the caller asks for more than privileges
 */
export async function actingFor(
  ctx: Ctx,
  personIds: readonly Uuid[],
  tiersOf: (personIds: readonly Uuid[]) => Promise<ReadonlyMap<Uuid, string>> = (ids) => tiersInForce(ctx, ids),
): Promise<Map<Uuid, ActingFor>> {
  const acting = await actingOnes(ctx);
  if (acting.length === 0 || personIds.length === 0) return new Map();
  const [names, tiers, cards] = [await holderNames(ctx, acting), await tiersOf(personIds), await loadCards(ctx, { personIds })];
  const at = ctx.now.getTime();
  return new Map(
    personIds.flatMap((personId) => {
      const tier = tiers.get(personId);
      const running = cards.flatMap((card) => (card.personId === personId && stateAt(card, at) === 'active' ? card.designId : []));
      const tierId = tier === undefined ? null : parseId('tier', tier);
      const has = tierId === null ? running : [tierId, ...running];
      const found = acting.flatMap((one) => {
        const cell = has.flatMap((holderId) => one.cells.find((known) => known.holderId === holderId) ?? [])[0];
        return cell && one.acts ? [[one.acts, actingBy(one, cell, names)] as const] : [];
      });
      return found.length === 0 ? [] : [[personId, Object.fromEntries(found)] as const];
    }),
  );
}

/** Who may buy before everybody else: the names of the tiers that give it, the lowest first, then those of the cards. */
export async function earlyHolders(ctx: Ctx): Promise<string[]> {
  const early = (await actingOnes(ctx)).filter((one) => one.acts === 'earlyAccess');
  const holders = new Set(early.flatMap((one) => one.cells.map((cell) => cell.holderId)));
  return [...(await holderNames(ctx, early))].flatMap(([holderId, name]) => (holders.has(holderId) ? [name] : []));
}

async function actingOnes(ctx: Ctx): Promise<Privilege[]> {
  return (await standingPrivileges(ctx)).filter((one) => one.acts !== null);
}

function actingBy({ privilegeId }: Privilege, { holder, holderId }: Cell, names: ReadonlyMap<Uuid, string>): Acting {
  return {
    privilege: publicId('privilege', privilegeId),
    holder: publicId(holder === 'tier' ? 'tier' : 'cardDesign', holderId),
    name: names.get(holderId) ?? '',
  };
}

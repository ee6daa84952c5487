import type { Uuid } from '../../../kit/ids/index.ts';
import type { EpochDay } from '../../../kit/time/index.ts';

/** Who has a privilege: a tier or a card, so often a month (null = as often as they come), at what one use costs. */
export interface Cell {
  readonly holder: 'tier' | 'card';
  readonly holderId: Uuid;
  readonly cap: number | null;
  readonly unitCost: bigint;
}

/** What a privilege does by itself: nobody ticks it. */
export type PrivilegeActs = 'freeShipping' | 'earlyAccess';

export interface Privilege {
  readonly privilegeId: Uuid;
  readonly name: string;
  readonly kind: 'price' | 'access' | 'service' | 'status' | 'say' | 'care';
  readonly about: string | null;
  /** null: people give it, and tick it */
  readonly acts: PrivilegeActs | null;
  readonly since: number;
  readonly cells: readonly Cell[];
}

/** Use is looked at over so many days, and judged once it is so old. */
export const USE_DAYS = 30;

/** What somebody has of a privilege: the best of what their tier and their cards give, never the sum; null = nothing. */
export function bestOf({ cells }: Pick<Privilege, 'cells'>, holdings: ReadonlySet<Uuid>): Cell | null {
  return cells
    .filter((cell) => holdings.has(cell.holderId))
    .reduce<Cell | null>((best, cell) => {
      if (best === null || best.cap === null) return best ?? cell;
      return cell.cap === null || cell.cap > best.cap ? cell : best;
    }, null);
}

/** The first day of the month a day falls in. */
export function monthOf(day: EpochDay): EpochDay {
  return day + 1 - new Date(day * 86_400_000).getUTCDate();
}

/** How much of those who have something use it; null while nobody has it. */
export function usePpm(users: number, members: number): number | null {
  return members === 0 ? null : Math.min(1_000_000, Math.floor((users * 1_000_000) / members));
}

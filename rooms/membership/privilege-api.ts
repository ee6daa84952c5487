import { z } from 'zod';
import { idText, instant, money } from '../../kit/http/shapes.ts';
import { tierRef } from './tier-api.ts';

const growth = z.string().regex(/^-?\d+$/);
const named = z.object({ id: z.string(), name: z.string() });

export const privilegeKind = z.enum(['price', 'access', 'service', 'status', 'say', 'care']).meta({ id: 'PrivilegeKind' });
/** What a privilege does by itself, wherever it applies: orders of whoever has it go out free, or they buy before everybody else. */
export const privilegeActs = z.enum(['freeShipping', 'earlyAccess']).meta({ id: 'PrivilegeActs' });
const holder = z.enum(['tier', 'card']);

/** What a privilege did to an order by itself; `name`: the tier or card that gave it. */
export const actedPrivilege = z
  .object({
    acts: privilegeActs,
    name: z.string(),
    /** what the buyer would have paid more without it */
    saved: money,
  })
  .meta({ id: 'ActedPrivilege' });

/** Who has it: exactly one of `tier` and `card`. `cap`: so often a month; left out, as often as they come. */
const cell = z
  .strictObject({
    tier: idText.optional(),
    card: idText.optional(),
    cap: z.number().int().min(1).max(1_000).nullable().optional(),
    unitCost: money.optional(),
  })
  .refine((one) => (one.tier === undefined) !== (one.card === undefined), { error: 'a tier or a card', path: ['tier'] });

const name = z.string().trim().min(1).max(60);
const about = z.string().trim().max(300);

export const createPrivilege = z.strictObject({
  name,
  kind: privilegeKind,
  about: about.optional(),
  /** left out: people give it. One of each kind stands at a time, without a cap; what it costs is read from the orders */
  acts: privilegeActs.optional(),
  cells: z.array(cell).min(1).max(100),
});

/** What is left out stays; `ended` takes it from everybody, what was used stays told. */
export const updatePrivilege = z.strictObject({
  name: name.optional(),
  about: about.nullable().optional(),
  cells: z.array(cell).min(1).max(100).optional(),
  ended: z.literal(true).optional(),
});

/** `empty`: it promises what there is nothing of */
export const privilegeAlarm = z.enum(['unused', 'broken', 'empty']).meta({ id: 'PrivilegeAlarm' });

/** Of the last thirty days. `usePpm` is null while nobody has it. */
const use = { members: z.number().int(), users: z.number().int(), usePpm: z.number().int().nullable() };

export const privilege = z
  .object({
    id: z.string(),
    name: z.string(),
    kind: privilegeKind,
    about: z.string().nullable(),
    acts: privilegeActs.nullable(),
    since: instant,
    cells: z.array(
      z.object({
        holder,
        id: z.string(),
        name: z.string(),
        cap: z.number().int().nullable(),
        unitCost: money,
        ...use,
        uses: z.number().int(),
        /** what those uses cost */
        cost: money,
      }),
    ),
    ...use,
    cost: money,
    /** `unused`: below a fifth of those who have it use it, a month after it began; what acts by itself may be `broken` or `empty` */
    alarm: privilegeAlarm.nullable(),
  })
  .meta({ id: 'Privilege' });

/** What the product does by itself, by the rules of prices and points. */
export const ownPrivilege = z.object({
  what: z.enum(['memberPrice', 'tierPrice', 'points']),
  /** null: every member */
  tier: tierRef.nullable(),
  /** prices: of so many products it is about so many cost less than they cost somebody without it */
  products: z.number().int(),
  cheaper: z.number().int(),
  /** points: they count so many times */
  timesPpm: z.number().int().nullable(),
  ...use,
  /** `broken`: somebody without a card gets the same */
  alarm: privilegeAlarm.nullable(),
  /** some of the products whose price is no better */
  broken: z.array(named),
  /** what their prices were below what anybody else paid at that moment; points: null, their budget tells it */
  cost: money.nullable(),
});

export const privilegeMatrix = z
  .object({
    days: z.number().int(),
    /** everybody with a card that runs */
    members: z.number().int(),
    tiers: z.array(tierRef.extend({ members: z.number().int() })),
    cards: z.array(named.extend({ members: z.number().int() })),
    own: z.array(ownPrivilege),
    data: z.array(privilege),
  })
  .meta({ id: 'PrivilegeMatrix' });

export const usePrivilege = z.strictObject({ person: idText });

/** A privilege somebody has now, by the best of their tier and cards. */
export const heldPrivilege = z
  .object({
    id: z.string(),
    name: z.string(),
    kind: privilegeKind,
    about: z.string().nullable(),
    /** by itself, so nobody ticks it; null: people give it */
    acts: privilegeActs.nullable(),
    /** the tiers and cards that give it to them */
    by: z.array(z.string()),
    /** null: as often as they come */
    cap: z.number().int().nullable(),
    used: z.number().int(),
    left: z.number().int().nullable(),
    /** uses of today: the last of them can be taken back */
    today: z.number().int(),
  })
  .meta({ id: 'HeldPrivilege' });

export const heldPrivileges = z.object({ data: z.array(heldPrivilege) }).meta({ id: 'HeldPrivileges' });

/** One on the shelf: who gives it, and whether the visitor has it. */
export const shelfPrivilege = z.object({
  id: z.string(),
  name: z.string(),
  kind: privilegeKind,
  about: z.string().nullable(),
  acts: privilegeActs.nullable(),
  by: z.array(z.object({ holder, name: z.string(), cap: z.number().int().nullable() })),
  isMine: z.boolean(),
});

export const privilegeShelf = z
  .object({
    isMember: z.boolean(),
    tier: tierRef.nullable(),
    /** the tiers, the lowest first: what they ask for, how many times points count, and whether prices are lower */
    tiers: z.array(tierRef.extend({ reach: growth, timesPpm: z.number().int(), hasPrices: z.boolean() })),
    /** members pay less than others for so many products */
    cheaper: z.number().int(),
    data: z.array(shelfPrivilege),
    /** the card to begin with; null while none is sold */
    card: z.object({ product: z.string(), name: z.string(), price: money.nullable() }).nullable(),
  })
  .meta({ id: 'PrivilegeShelf' });

export const ownMembership = z
  .object({
    /** in force now; null: none, or it sleeps */
    tier: tierRef.extend({ validUntil: instant, keep: growth, since: growth }).nullable(),
    /** sleeps without a card, and is over then */
    sleeping: tierRef.extend({ until: instant }).nullable(),
    /** when they fall a step if the year brings no more */
    fallsAt: instant.nullable(),
    /** of the last twelve months */
    growth,
    next: tierRef.extend({ reach: growth, missing: growth }).nullable(),
    timesPpm: z.number().int(),
    privileges: z.array(heldPrivilege),
    /** what the next tier gives on top */
    nextPrivileges: z.array(z.object({ name: z.string(), about: z.string().nullable() })),
    /** what is gone when the last card is over; null: none runs, or it never ends */
    lapse: z
      .object({
        at: instant,
        daysLeft: z.number().int(),
        /** what their prices were below what others paid, in the last so many days */
        saved: money,
        savedDays: z.number().int(),
        orders: z.number().int(),
        timesPpm: z.number().int(),
        /** what can still be taken on the cards until then, in this period */
        unitsLeft: z.number().int(),
        tier: tierRef.nullable(),
        privileges: z.array(z.string()),
        /** the product to buy again */
        product: z.string(),
        card: z.string(),
      })
      .nullable(),
    /** a card that has just paid for itself, and nobody has been told on a whole screen */
    paidForItself: z
      .object({ card: z.string(), name: z.string(), fee: money, saved: money, uses: z.number().int(), at: instant, isSeen: z.boolean() })
      .nullable(),
  })
  .meta({ id: 'OwnMembership' });

export type PrivilegeMatrixJson = z.infer<typeof privilegeMatrix>;
export type PrivilegeJson = z.infer<typeof privilege>;
export type HeldPrivilegeJson = z.infer<typeof heldPrivilege>;
export type PrivilegeShelfJson = z.infer<typeof privilegeShelf>;
export type OwnMembershipJson = z.infer<typeof ownMembership>;

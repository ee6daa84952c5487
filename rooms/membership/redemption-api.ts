import { z } from 'zod';
import { day, idText, instant, listOf, money, pageQuery } from '../../kit/http/shapes.ts';

const name = z.string().trim().min(1).max(100);
const outletRef = z.object({ id: z.string(), name: z.string() });

export const outletKind = z.enum(['own', 'partner']).meta({ id: 'OutletKind' });

export const outlet = z
  .object({
    id: z.string(),
    name: z.string(),
    kind: outletKind,
    address: z.string().nullable(),
    /** the device that may take codes without a network */
    lease: z.object({ id: z.string(), device: z.string(), grantedAt: instant, expiresAt: instant }).nullable(),
    /** what it gave away without a network that was not there to be given */
    owed: money,
    createdAt: instant,
    closedAt: instant.nullable(),
  })
  .meta({ id: 'Outlet' });

export const createOutlet = z.strictObject({
  name,
  kind: outletKind.optional(),
  address: z.string().trim().min(1).max(300).optional(),
});

export const updateOutlet = z.strictObject({
  name: name.optional(),
  kind: outletKind.optional(),
  address: z.string().trim().min(1).max(300).nullable().optional(),
  /** true: nothing is redeemed there any more */
  closed: z.boolean().optional(),
});

export const outletsQuery = pageQuery.extend({ closed: z.enum(['true', 'false']).optional() });
export const outletList = listOf(outlet).meta({ id: 'OutletList' });

/** `device` is what the counter calls it. Another device of the outlet holds it? Then `takeOver` ends that one's turn. */
export const takeLease = z.strictObject({ device: name, takeOver: z.boolean().optional() });

export const lease = z
  .object({
    id: z.string(),
    outlet: outletRef,
    device: z.string(),
    grantedAt: instant,
    expiresAt: instant,
    /** base64url of the 32 bytes that check codes (Ed25519); nothing can be signed with them */
    verifyingKey: z.string(),
    codeSeconds: z.number().int(),
  })
  .meta({ id: 'OutletLease' });

export const redemptionVia = z.enum(['code', 'spoken', 'offline']);

export const redemption = z
  .object({
    id: z.string(),
    card: z.string(),
    cardName: z.string(),
    /** as the counter may see them: 林** */
    member: z.string(),
    item: z.string(),
    on: day,
    /** which use of the period it was, and how many there are */
    nth: z.number().int(),
    of: z.number().int(),
    worth: money,
    outlet: outletRef,
    via: redemptionVia,
    at: instant,
    by: z.string(),
  })
  .meta({ id: 'Redemption' });

/** `code` is what the QR says, or the six digits said aloud. */
export const redeem = z.strictObject({ code: z.string().trim().min(6).max(200), outlet: idText });
export const redemptionsQuery = pageQuery.extend({ outlet: idText.optional(), person: idText.optional() });
export const redemptionList = listOf(redemption).meta({ id: 'RedemptionList' });

export const syncRedemptions = z.strictObject({
  lease: idText,
  redemptions: z
    .array(z.strictObject({ code: z.string().trim().min(6).max(200), acceptedAt: instant }))
    .min(1)
    .max(200),
});

export const syncedState = z.enum(['redeemed', 'known', 'exception', 'refused']);

export const synced = z
  .object({
    /** in the order they were sent */
    data: z.array(
      z.object({
        state: syncedState,
        /** why it was not redeemed */
        reason: z.string().nullable(),
        redemption: z.string().nullable(),
        exception: z.string().nullable(),
      }),
    ),
    redeemed: z.number().int(),
    exceptions: z.number().int(),
    /** what the outlet bears of these */
    owed: money,
  })
  .meta({ id: 'SyncedRedemptions' });

export const redemptionException = z
  .object({
    id: z.string(),
    outlet: outletRef,
    device: z.string(),
    card: z.string(),
    member: z.string(),
    item: z.string(),
    worth: money,
    reason: z.enum(['alreadyUsed', 'lapsed', 'frozen', 'expired']),
    acceptedAt: instant,
    recordedAt: instant,
  })
  .meta({ id: 'RedemptionException' });

export const exceptionsQuery = pageQuery.extend({ outlet: idText.optional() });
export const exceptionList = listOf(redemptionException).meta({ id: 'RedemptionExceptionList' });

/** Of the member's own cards; left out: the first that has something left today. */
export const askCode = z.strictObject({ card: idText.optional() });

export const shownCode = z
  .object({
    /** what the QR says */
    code: z.string(),
    /** six digits to say aloud */
    spoken: z.string(),
    card: z.string(),
    cardName: z.string(),
    /** what one use gives */
    item: z.string(),
    /** uses left in this period, with this one */
    left: z.number().int(),
    expiresAt: instant,
    seconds: z.number().int(),
  })
  .meta({ id: 'ShownCode' });

/** A card as its member carries it. */
export const carriedCard = z
  .object({
    id: z.string(),
    name: z.string(),
    kind: z.enum(['pass', 'balance']),
    state: z.enum(['next', 'active', 'frozen', 'expired']),
    from: instant,
    /** null = for life */
    to: instant.nullable(),
    daysLeft: z.number().int().nullable(),
    /** what one use gives; null where the card gives its time or money alone */
    item: z.string().nullable(),
    per: z.enum(['day', 'week', 'month', 'term']),
    /** uses of the period that runs: so many, and so many of them left */
    units: z.number().int(),
    left: z.number().int(),
    /** of a balance: what can be paid with it; null for a pass */
    money: money.nullable(),
    fee: money,
    /** what was redeemed on it, at the price others pay */
    saved: money,
    hasPaidForItself: z.boolean(),
    /** the product to buy again */
    product: z.string(),
  })
  .meta({ id: 'CarriedCard' });

export const wallet = z
  .object({
    /** the member number, for life; null before the first card */
    number: z.number().int().nullable(),
    joinedAt: instant.nullable(),
    cards: z.array(carriedCard),
    /** on all cards together */
    saved: money,
    ceremony: z.enum(['waiting', 'open', 'done']),
    unread: z.number().int(),
  })
  .meta({ id: 'Wallet' });

export type WalletJson = z.infer<typeof wallet>;
export type OutletJson = z.infer<typeof outlet>;
export type LeaseJson = z.infer<typeof lease>;
export type RedemptionJson = z.infer<typeof redemption>;
export type SyncedJson = z.infer<typeof synced>;
export type RedemptionExceptionJson = z.infer<typeof redemptionException>;
export type ShownCodeJson = z.infer<typeof shownCode>;

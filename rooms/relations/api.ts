import { z } from 'zod';
import { SHOP_DIALS, TRIGGERS } from './model/attribution.ts';
import { erasureTimes, erasureWait } from './own-data-api.ts';
import { idText, instant, listOf, money, pageQuery, sourceKind, stage } from '../../kit/http/shapes.ts';

export const personRef = z
  .object({ id: z.string(), externalId: z.string().nullable(), name: z.string().nullable() })
  .meta({ id: 'PersonRef' });

export const source = z.object({ id: z.string(), kind: sourceKind, name: z.string() }).meta({ id: 'Source' });

export const person = z
  .object({
    id: z.string(),
    externalId: z.string().nullable(),
    name: z.string().nullable(),
    language: z.string().nullable(),
    stage,
    stageSince: instant,
    source: source.nullable(),
    /** when the brand first knew them; null = first met in an order */
    seenAt: instant.nullable(),
    createdAt: instant,
    /** contact values are masked for roles that may not see them */
    identities: z.array(z.object({ kind: z.string(), value: z.string(), verifiedAt: instant.nullable() })),
    consents: z.array(z.object({ channel: z.string(), givenAt: instant, withdrawnAt: instant.nullable() })),
    erasedAt: instant.nullable(),
  })
  .meta({ id: 'Person' });

export const createPerson = z.strictObject({
  externalId: idText.optional(),
  name: z.string().trim().min(1).max(200).optional(),
  phone: z.string().trim().min(3).max(40).optional(),
  email: z.email().max(254).optional(),
  language: z.string().max(10).optional(),
  source: z.strictObject({ kind: sourceKind, name: z.string().trim().max(200).optional() }).optional(),
  consent: z.strictObject({ channel: z.string().min(1).max(40), at: instant.optional() }).optional(),
  seenAt: instant.optional(),
  /** the token of the link they came by: its owner introduced them */
  touch: z.string().min(1).max(200).optional(),
});
export const updatePerson = z.strictObject({
  name: z.string().trim().min(1).max(200).nullable().optional(),
  phone: z.string().trim().min(3).max(40).nullable().optional(),
  email: z.email().max(254).nullable().optional(),
  language: z.string().max(10).nullable().optional(),
  consent: z
    .strictObject({
      channel: z.string().min(1).max(40),
      at: instant.optional(),
      withdraw: z.boolean().optional(),
    })
    .optional(),
});

export const createReferral = z.strictObject({ person: idText, referrer: idText, at: instant.optional() });
export const referral = z
  .object({
    id: z.string(),
    externalId: z.null(),
    person: personRef,
    referrer: personRef,
    at: instant.nullable(),
  })
  .meta({ id: 'Referral' });

export const relations = z
  .object({
    referrer: personRef.nullable(),
    upline: z.array(z.object({ person: personRef, depth: z.number().int() })),
    directs: z.number().int(),
    downline: z.number().int(),
  })
  .meta({ id: 'Relations' });

/** One row of a level of the tree under a person: what is needed to draw it and to open the next level. */
export const direct = z
  .object({
    person: personRef,
    stage,
    joinedAt: instant.nullable(),
    directs: z.number().int(),
    downline: z.number().int(),
    own: money,
    influence: money,
  })
  .meta({ id: 'Direct' });

export const stageChange = z
  .object({ from: stage.nullable(), to: stage, at: instant, days: z.number().int().nullable() })
  .meta({ id: 'StageChange' });

/** How attributions bind; a plan carries them, what it leaves out is the shop default (CONTRACT §7). */
export const dials = z
  .strictObject({
    bindOn: z.enum(TRIGGERS).default(SHOP_DIALS.bindOn),
    touchTtlDays: z.int().min(1).max(3650).default(SHOP_DIALS.touchTtlDays),
    validityDays: z.int().min(1).max(36_500).nullable().default(SHOP_DIALS.validityDays),
    protectionDays: z.int().min(0).max(36_500).default(SHOP_DIALS.protectionDays),
    snatch: z.boolean().default(SHOP_DIALS.snatch),
    renewOn: z.enum(['none', 'order', 'anyClickFromSame']).default(SHOP_DIALS.renewOn),
    onBecomePartner: z.enum(['keepUntilProtectionEnds', 'keep', 'release']).default(SHOP_DIALS.onBecomePartner),
    onOrphan: z.enum(['house', 'nextActiveUpline', 'reassignPool']).default(SHOP_DIALS.onOrphan),
    scope: z.enum(['newOnly', 'noOrderYet', 'any']).default(SHOP_DIALS.scope),
  })
  .meta({ id: 'Dials' });

/** Who earns from a person's orders now. `id` null = through the referral itself. */
const attribution = z
  .object({
    id: z.string().nullable(),
    person: personRef,
    from: instant.nullable(),
    /** the end that is known: of its validity, or of a change to come; null = without end */
    until: instant.nullable(),
    /** null = nobody may ever take the person */
    protectedUntil: instant.nullable(),
    protectionDaysLeft: z.int().nullable(),
    cause: z.string(),
    /** what was written down when it was changed by hand */
    reason: z.string().nullable(),
    /** what both left behind: what is earned from such a customer is held until somebody looked; empty = nothing in common */
    suspect: z.array(z.enum(['payer', 'device', 'address'])),
  })
  .meta({ id: 'Attribution' });

const sponsorship = z
  .object({ id: z.string(), person: personRef, from: instant, cause: z.string(), reason: z.string().nullable() })
  .meta({ id: 'Sponsorship' });

/** What both sides may know of a bond (rules.md B12): to whom, until when, how firmly, why. */
export const bonds = z
  .object({
    attribution: attribution.nullable(),
    /** a change that is to come */
    next: z.object({ person: personRef.nullable(), from: instant, reason: z.string().nullable() }).nullable(),
    sponsorship: sponsorship.nullable(),
    /** a change of hands that a second person has to agree to */
    waiting: z
      .object({ id: z.string(), person: personRef.nullable(), reason: z.string(), askedBy: z.string(), askedAt: instant })
      .nullable(),
    /** how many they earn from, and how many partners belong to them */
    holds: z.object({ customers: z.int(), partners: z.int() }),
    /** newest first; at most the latest 100 of either kind */
    history: z.array(
      z.object({
        id: z.string(),
        kind: z.enum(['attribution', 'sponsorship']),
        person: personRef.nullable(),
        from: instant,
        to: instant,
        cause: z.string(),
        ended: z.string(),
        reason: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'Bonds' });

const reason = z.string().trim().min(1).max(500);

/** `to` null = the house: nobody earns. */
export const changeAttribution = z.strictObject({ to: idText.nullable(), reason, effectiveAt: instant.optional() });

/** Customers handed over by hand who wait for a second person: what they bought lately is above the brand's threshold. */
export const attributionChange = z
  .object({
    id: z.string(),
    externalId: z.null(),
    people: z.array(personRef),
    /** null = the house */
    to: personRef.nullable(),
    reason: z.string(),
    /** null = when it is agreed to */
    effectiveAt: instant.nullable(),
    /** what these people bought in the last 365 days */
    sales: money,
    state: z.enum(['waiting', 'done', 'declined']),
    askedAt: instant,
    askedBy: z.string(),
    endedAt: instant.nullable(),
    endedBy: z.string().nullable(),
    endReason: z.string().nullable(),
  })
  .meta({ id: 'AttributionChange' });
export const attributionChangeList = listOf(attributionChange);
export const attributionChangesQuery = pageQuery.extend({ state: z.enum(['waiting', 'done', 'declined']).optional() });
export const approveAttributionChange = z.strictObject({});
export const declineAttributionChange = z.strictObject({ reason });

/** A customer whom nobody earns from since the partner who held them left, and whom the plan puts up for others. */
export const orphan = z
  .object({
    person: personRef,
    stage,
    /** who held them */
    from: personRef.nullable(),
    since: instant,
    cause: z.enum(['left', 'erased']),
    /** bought in the last 365 days */
    sales: money,
    /** the change of hands that waits for a second person */
    waiting: z.string().nullable(),
  })
  .meta({ id: 'Orphan' });
export const orphanList = listOf(orphan);
export const reassignPoolQuery = pageQuery.extend({ from: idText.optional() });
export const handOverPool = z.strictObject({
  people: z.array(idText).min(1).max(200),
  /** null = the house: nobody earns */
  to: idText.nullable(),
  reason,
  effectiveAt: instant.optional(),
});
export const handedOver = z
  .object({
    /** `waiting`: nothing changed yet, somebody else has to agree */
    state: z.enum(['done', 'waiting']),
    change: attributionChange.nullable(),
    handedOver: z.array(personRef),
    refused: z.array(z.object({ person: personRef, code: z.string() })),
  })
  .meta({ id: 'HandedOver' });

export const setSponsor = z.strictObject({ sponsor: idText.nullable(), reason: reason.optional() });

/** Somebody opened a link of `object`: a person who is known, or a device. */
export const createTouch = z.strictObject({
  object: idText,
  person: idText.optional(),
  device: z.string().trim().min(1).max(200).optional(),
});
export const touch = z
  .object({
    id: z.string(),
    externalId: z.null(),
    object: personRef,
    person: personRef.nullable(),
    /** to be given when the person signs up (`POST /people {touch}`); told once */
    token: z.string(),
    expiresAt: instant,
    /** what it did at once to the attribution of a person who is known; null = it waits */
    outcome: z.enum(['bound', 'renewed', 'repeat', 'self', 'scheduled', 'protected', 'taken', 'scope', 'cycle', 'paused']).nullable(),
  })
  .meta({ id: 'Touch' });

export const mergePeople = z.strictObject({ other: idText });
export const mergePreview = z
  .object({
    survivor: personRef,
    absorbed: personRef,
    orders: z.number().int(),
    identities: z.number().int(),
    directs: z.number().int(),
    referrer: personRef.nullable(),
    closedReferrals: z.array(z.object({ person: personRef, referrer: personRef, reason: z.enum(['self', 'cycle', 'second']) })),
    done: z.boolean(),
  })
  .meta({ id: 'Merge' });

/** What erasing a person takes away and what stays, under a name that says nothing. */
export const erased = z
  .object({
    person: z.string(),
    externalId: z.string().nullable(),
    identities: z.number().int(),
    consents: z.number().int(),
    mergedRecords: z.number().int(),
    ordersKept: z.number().int(),
    returnsKept: z.number().int(),
    done: z.boolean(),
  })
  .meta({ id: 'Erased' });

export const directsQuery = pageQuery;
export const directList = listOf(direct);
export const stageChangeList = listOf(stageChange);
export const sourceList = listOf(source);

const erasureState = z.enum(['open', 'withdrawn', 'done']);
export const erasureRequest = z
  .object({
    id: z.string(),
    externalId: z.null(),
    person: personRef,
    state: erasureState,
    ...erasureTimes,
    endedAt: instant.nullable(),
    /** of an open one: what it waits for beside its day */
    waits: z.array(erasureWait),
    isLate: z.boolean(),
  })
  .meta({ id: 'ErasureRequest' });
export const erasureRequestList = listOf(erasureRequest);
export const erasureRequestsQuery = pageQuery.extend({ state: erasureState.optional() });

export type PersonRef = z.infer<typeof personRef>;
export type Person = z.infer<typeof person>;
export type Relations = z.infer<typeof relations>;
export type Direct = z.infer<typeof direct>;
export type StageChange = z.infer<typeof stageChange>;
export type Source = z.infer<typeof source>;
export type Erased = z.infer<typeof erased>;
export type ErasureRequest = z.infer<typeof erasureRequest>;
export type Bonds = z.infer<typeof bonds>;
export type AttributionChangeReply = z.infer<typeof attributionChange>;
export type Orphan = z.infer<typeof orphan>;
export type HandedOver = z.infer<typeof handedOver>;
export type MergePreview = z.infer<typeof mergePreview>;

export * from './own-data-api.ts';
export * from './sharing-api.ts';
export * from './shop-api.ts';
export * from './spend-api.ts';

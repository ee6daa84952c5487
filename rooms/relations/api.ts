import { z } from 'zod';
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

/** `?dryRun=true` answers what would be written and writes nothing. */
export const dryRunQuery = z.object({ dryRun: z.enum(['true', 'false']).optional() });

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

export type PersonRef = z.infer<typeof personRef>;
export type Person = z.infer<typeof person>;
export type Relations = z.infer<typeof relations>;
export type Direct = z.infer<typeof direct>;
export type StageChange = z.infer<typeof stageChange>;
export type Source = z.infer<typeof source>;
export type Erased = z.infer<typeof erased>;
export type MergePreview = z.infer<typeof mergePreview>;

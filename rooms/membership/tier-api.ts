import { z } from 'zod';
import { instant } from '../../kit/http/shapes.ts';

/** A whole number, as text: growth has no upper end. */
const growth = z.string().regex(/^-?\d+$/);
const asked = z.number().int().min(1).max(1_000_000_000);
const name = z.string().trim().min(1).max(40);

export const tier = z
  .object({
    id: z.string(),
    name: z.string(),
    /** the growth of twelve months that lifts a member into it */
    reach: growth,
    /** what a year in it has to bring so that it stays */
    keep: growth,
    /** nobody is held against it before it is opened */
    isDraft: z.boolean(),
    /** how many stand in it, asleep or not */
    members: z.number().int(),
  })
  .meta({ id: 'Tier' });

/** The lowest first. */
export const tierList = z.object({ data: z.array(tier) }).meta({ id: 'TierList' });

export const createTier = z
  .strictObject({ name, reach: asked, keep: z.number().int().min(0).max(1_000_000_000), isDraft: z.boolean().optional() })
  .refine((one) => one.keep <= one.reach, { error: 'not above what reaches it', path: ['keep'] });

/** For whoever gains it from now on; `isDraft: false` opens a draft, `retired` takes a tier away, once nobody stands in it. */
export const updateTier = z.strictObject({
  name: name.optional(),
  reach: asked.optional(),
  keep: z.number().int().min(0).max(1_000_000_000).optional(),
  isDraft: z.literal(false).optional(),
  retired: z.literal(true).optional(),
});

export const tierRef = z.object({ id: z.string(), name: z.string() });

export const tierHistory = z
  .object({
    /** newest first */
    data: z.array(
      z.object({
        tier: tierRef,
        gainedBy: z.enum(['growth', 'kept', 'fell']),
        /** the growth of twelve months they had when it began */
        grown: growth,
        keep: growth,
        from: instant,
        validUntil: instant,
        to: instant.nullable(),
        ended: z.enum(['rose', 'kept', 'fell', 'lapsed', 'merged']).nullable(),
        /** when they were told that they fall a step, and when they do */
        warnedAt: instant.nullable(),
        fallsAt: instant.nullable(),
      }),
    ),
    /** what holds now; null: none, or it sleeps */
    inForce: tierRef.nullable(),
    growth,
  })
  .meta({ id: 'TierHistory' });

export type TierJson = z.infer<typeof tier>;
export type TierHistoryJson = z.infer<typeof tierHistory>;

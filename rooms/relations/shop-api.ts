import { z } from 'zod';
import { instant, language, stage } from '../../kit/http/shapes.ts';

/** Asks for a code to sign in with. */
export const askCode = z.strictObject({ phone: z.string().trim().min(3).max(40) });

export const askedCode = z
  .object({
    /** the number with all but its last four digits hidden */
    sentTo: z.string(),
    expiresAt: instant,
    /** how long to wait before another one may be asked for */
    againInSeconds: z.number().int(),
    /** the code itself: only in sandbox brands or on this machine, where no message is sent */
    testCode: z.string().nullable(),
  })
  .meta({ id: 'ShopCode' });

export const shopSignIn = z.strictObject({
  phone: z.string().trim().min(3).max(40),
  code: z
    .string()
    .trim()
    .regex(/^\d{6}$/),
  /** the token of the link they came by: its owner introduced them */
  touch: z.string().min(1).max(200).optional(),
  /** they agree to be written to */
  mayWrite: z.boolean().optional(),
});

/** The ways to sign in a brand has beside a telephone number. */
export const shopDoors = z.object({ wechat: z.boolean() }).meta({ id: 'ShopDoors' });

/** A telephone number of one's own, with the code that was sent to it. */
export const takePhone = z.strictObject({
  phone: z.string().trim().min(3).max(40),
  code: z
    .string()
    .trim()
    .regex(/^\d{6}$/),
});

/** Who is signed in, as they see themselves. */
export const shopMe = z
  .object({
    id: z.string(),
    name: z.string().nullable(),
    language: z.string().nullable(),
    stage,
    stageSince: instant,
    /** their own number, all but its last four digits hidden; null when none is known */
    phone: z.string().nullable(),
    /** who introduced them, by the name the introducer goes by; null = nobody */
    introducer: z.object({ name: z.string().nullable(), since: instant.nullable() }).nullable(),
    mayWrite: z.boolean(),
    /** they asked to be forgotten: from then on they may be; null = they did not */
    eraseAt: instant.nullable(),
  })
  .meta({ id: 'ShopMe' });

/** `isNew`: the brand did not know them before. */
export const shopSignedIn = shopMe.extend({ isNew: z.boolean() }).meta({ id: 'ShopSignedIn' });

export const changeMe = z.strictObject({
  name: z.string().trim().min(1).max(40).nullable().optional(),
  language: language.optional(),
  mayWrite: z.boolean().optional(),
});

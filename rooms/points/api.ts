import { z } from 'zod';
import { money } from '../../kit/http/shapes.ts';
import { ladderRole } from '../catalog/api.ts';
import { myPoints } from './shop-api.ts';

export * from './shop-api.ts';

const count = z.number().int().min(0).max(1_000_000);
const some = z.number().int().min(1).max(1_000_000);
const amount = money.refine((value) => /^\d{1,14}$/.test(value.amount) && BigInt(value.amount) > 0n, { error: 'not an amount' });
const whole = z.string().regex(/^-?\d+$/);

export const step = ladderRole;

const times = z.object({ ladderRole: ladderRole.nullable(), tier: z.string().nullable(), timesPpm: z.number().int() });
const streak = z.object({ days: z.number().int(), points: z.number().int() });

export const pointsRules = z
  .object({
    /** 0 = never decided */
    version: z.number().int(),
    isOn: z.boolean(),
    /** so many points are worth so much; what was granted keeps what it was worth then */
    worth: z.object({ points: z.number().int(), amount: money }),
    /** so many points for every such amount paid */
    earn: z.object({ points: z.number().int(), per: money }),
    /** the step of the ladder or the tier whose points count so many times (1,000,000 = once, 0 = none) */
    times: z.array(times),
    /** the most of an order that points may pay */
    mostPpm: z.number().int(),
    /** days from when they can be spent; null = never over */
    expiryDays: z.number().int().nullable(),
    /** days that points live which come back after their time */
    graceDays: z.number().int(),
    checkIn: z.object({ points: z.number().int(), streaks: z.array(streak) }),
    /** to whoever introduced somebody, for the first order that is kept */
    friendPoints: z.number().int(),
    /** one growth for every such amount paid; null = nobody grows */
    growthPer: money.nullable(),
    /** of a month; null = none */
    budget: money.nullable(),
  })
  .meta({ id: 'PointsRules' });

/** What is left out stays. Orders keep what they were placed under. */
export const updatePointsRules = z.strictObject({
  isOn: z.boolean().optional(),
  worth: z.strictObject({ points: some, amount }).optional(),
  earn: z.strictObject({ points: count, per: amount }).optional(),
  times: z
    .array(
      z
        .strictObject({
          ladderRole: ladderRole.nullable().default(null),
          tier: z.string().trim().min(1).max(100).nullable().default(null),
          timesPpm: z.number().int().min(0).max(100_000_000),
        })
        .refine((one) => one.ladderRole !== null || one.tier !== null, { error: 'a step or a tier', path: ['ladderRole'] }),
    )
    .max(100)
    .refine((all) => new Set(all.map((one) => `${one.ladderRole} ${one.tier}`)).size === all.length, { error: 'named twice' })
    .optional(),
  mostPpm: z.number().int().min(0).max(990_000).optional(),
  expiryDays: z.number().int().min(1).max(3_650).nullable().optional(),
  graceDays: z.number().int().min(1).max(365).optional(),
  checkIn: z
    .strictObject({
      points: count,
      streaks: z
        .array(z.strictObject({ days: z.number().int().min(2).max(366), points: some }))
        .max(20)
        .refine((all) => new Set(all.map((one) => one.days)).size === all.length, { error: 'named twice' })
        .default([]),
    })
    .optional(),
  friendPoints: count.optional(),
  growthPer: amount.nullable().optional(),
  budget: amount.nullable().optional(),
});

/** What the brand owes in points. */
export const pointsLiability = z
  .object({
    people: z.number().int(),
    points: whole,
    /** what that is worth, as the book has it */
    worth: money,
    spendable: whole,
    coming: whole,
    /** by when it is over, the soonest first; null = never, or not counted yet */
    expiring: z.array(z.object({ month: z.string().nullable(), points: whole, worth: money })),
    month: z.object({ month: z.string(), granted: money, budget: money.nullable(), isOver: z.boolean() }),
    /** since the beginning */
    redeemed: money,
    lapsed: money,
  })
  .meta({ id: 'PointsLiability' });

/** What a person has, as the operator sees it. */
export const personPoints = myPoints.meta({ id: 'PersonPoints' });

/** More points above 0, fewer below, and why. */
export const adjustPoints = z.strictObject({
  points: z
    .number()
    .int()
    .min(-10_000_000)
    .max(10_000_000)
    .refine((points) => points !== 0, { error: 'nothing' }),
  reason: z.string().trim().min(1).max(200),
});

export type PointsRules = z.infer<typeof pointsRules>;
export type UpdatePointsRules = z.infer<typeof updatePointsRules>;

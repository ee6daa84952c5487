import { z } from 'zod';
import { day, instant, listOf, money } from '../../kit/http/shapes.ts';

const whole = z.string().regex(/^-?\d+$/);

export const pointsSource = z.enum(['order', 'friend', 'checkIn', 'adjustment']).meta({ id: 'PointsSource' });

/** Points that came together. Counts are whole numbers as text, worth is money. */
export const pointsLot = z
  .object({
    id: z.string(),
    source: pointsSource,
    /** the order they came with; null for others, and for what came of a friend's order: that is the friend's affair */
    order: z.string().nullable(),
    left: whole,
    /** of those, kept for an order that is not paid yet */
    kept: whole,
    worth: money,
    grantedAt: instant,
    /** null: when the order they came with is out of its hold is not known yet */
    spendableAt: instant.nullable(),
    /** null: not counted yet, or never */
    expiresAt: instant.nullable(),
    state: z.enum(['coming', 'spendable']),
  })
  .meta({ id: 'PointsLot' });

/** One change of somebody's points. */
export const pointsMovement = z
  .object({
    kind: z.enum(['granted', 'redeemed', 'returned', 'retaken', 'reversed', 'restored', 'netted', 'expired', 'adjusted']),
    source: pointsSource,
    points: whole,
    worth: money,
    order: z.string().nullable(),
    note: z.string().nullable(),
    at: instant,
  })
  .meta({ id: 'PointsMovement' });

export const checkIn = z
  .object({
    on: day,
    /** days in a row, this one among them */
    streak: z.number().int(),
    points: whole,
    /** the next day that brings something */
    nextOn: day,
  })
  .meta({ id: 'CheckIn' });

export const myPoints = z
  .object({
    isOn: z.boolean(),
    /** what can be spent now, and what that is worth */
    balance: whole,
    worth: money,
    /** what comes when orders are out of their hold */
    coming: whole,
    /** kept for orders that are not paid yet */
    kept: whole,
    /** to be made good by the next points */
    owed: whole,
    /** what is over within thirty days */
    expiringSoon: whole,
    /** in the order they are used */
    lots: z.array(pointsLot),
    growth: whole,
    /** so many points are worth so much; null while the brand has none */
    rate: z.object({ points: z.number().int(), worth: money }).nullable(),
    earn: z.object({ points: z.number().int(), per: money }).nullable(),
    mostPpm: z.number().int().nullable(),
    friendPoints: z.number().int(),
    checkIn: z.object({
      isOn: z.boolean(),
      isDone: z.boolean(),
      /** days in a row up to the last one that still counts */
      streak: z.number().int(),
      /** what coming by brings today, or brought */
      today: whole,
      streaks: z.array(z.object({ days: z.number().int(), points: z.number().int() })),
      /** the last days of the brand, the newest last */
      week: z.array(z.object({ on: day, isDone: z.boolean() })),
    }),
  })
  .meta({ id: 'MyPoints' });

export const movementList = listOf(pointsMovement);

export type MyPoints = z.infer<typeof myPoints>;
export type PointsLot = z.infer<typeof pointsLot>;
export type PointsMovement = z.infer<typeof pointsMovement>;
export type CheckInReply = z.infer<typeof checkIn>;

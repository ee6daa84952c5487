import { z } from 'zod';
import { instant, money } from '../../kit/http/shapes.ts';

// The part of the room's api.ts about a person's own data: what is kept and why, their copy of it, and being forgotten (P18).

/** What a kind of data is kept for. Whatever the brand holds about somebody belongs to exactly one of these. */
export const purpose = z.enum(['account', 'orders', 'card', 'points', 'introductions', 'partner', 'payouts', 'messages', 'safety']);
export type Purpose = z.infer<typeof purpose>;

/** What has to be settled before somebody can be forgotten: goods on their way, a claim, a withdrawal, money owed or held. */
export const erasureWait = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['orders', 'claims', 'withdrawals']), count: z.int() }),
  z.object({ kind: z.enum(['debt', 'held']), amount: money }),
]);

/** What is worth something to them here and is gone with the account. */
const erasureLoss = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['earnings', 'cards']), amount: money }),
  z.object({ kind: z.literal('points'), count: z.string() }),
]);

export const erasureTimes = {
  askedAt: instant,
  /** not before: until then they may think better of it */
  eraseAt: instant,
  /** until when the law gives the brand time */
  dueAt: instant,
};

export const dataCopy = z
  .object({
    state: z.enum(['making', 'ready', 'over']),
    askedAt: instant,
    expiresAt: instant.nullable(),
    /** from when on another one may be asked for */
    againAt: instant,
    mayAskAgain: z.boolean(),
  })
  .meta({ id: 'DataCopy' });

export const myData = z
  .object({
    kept: z.array(
      z.object({
        purpose,
        what: z.array(
          z.object({
            name: z.string(),
            /** stays without their name once they are forgotten, because the law asks for it */
            isKept: z.boolean(),
          }),
        ),
      }),
    ),
    copy: dataCopy.nullable(),
    erasure: z.object({
      request: z.object(erasureTimes).nullable(),
      waits: z.array(erasureWait),
      losses: z.array(erasureLoss),
      /** how many days they may think better of it */
      days: z.int(),
    }),
  })
  .meta({ id: 'MyData' });

export const askCopy = z.strictObject({});
export const copyQuery = z.object({ format: z.enum(['json', 'csv']).default('json') });
/** `givesUp`: they leave what is worth something to them here. */
export const askErasure = z.strictObject({ givesUp: z.boolean().default(false) });
export const keepAccount = z.strictObject({});

export type DataCopy = z.infer<typeof dataCopy>;
export type MyData = z.infer<typeof myData>;
export type ErasureWait = z.infer<typeof erasureWait>;
export type ErasureLoss = z.infer<typeof erasureLoss>;

import { z } from 'zod';
import { day, instant, listOf, money, pageQuery, sourceKind } from '../../kit/http/shapes.ts';

/** What was spent so that people come from a source, as it was entered: it stays on record when it is corrected. */
export const spend = z
  .object({
    id: z.string(),
    source: z.object({ id: z.string(), kind: sourceKind, name: z.string() }),
    /** what it was called; empty: the source as a whole */
    campaign: z.string(),
    /** the first and the last day it was spent on */
    from: day,
    to: day,
    amount: money,
    note: z.string().nullable(),
    enteredBy: z.string(),
    enteredAt: instant,
    /** the entry it stands for; null: it corrects none */
    replaces: z.string().nullable(),
    /** the entry that stands for it; null: it counts */
    replacedBy: z.string().nullable(),
  })
  .meta({ id: 'Spend' });
export const spendList = listOf(spend);
export const spendQuery = pageQuery;

const note = z.string().trim().min(1).max(500);
const notNegative = money.refine((value) => /^\d{1,15}$/.test(value.amount));
const DAY_MS = 86_400_000;
const MOST_DAYS = 366;

const entry = z
  .strictObject({
    /** who comes by a friend costs commission and gifts, and those are in the books already */
    source: z.strictObject({ kind: sourceKind.exclude(['referral']), name: z.string().trim().max(200) }),
    campaign: z.string().trim().max(200).default(''),
    from: day,
    to: day,
    amount: notNegative,
    note: note.optional(),
  })
  .refine(({ from, to }) => from <= to && (Date.parse(to) - Date.parse(from)) / DAY_MS < MOST_DAYS, { path: ['to'] });

/** All of them or none. A month is its first to its last day; what was spent over several days counts evenly on each of them. */
export const recordSpend = z.strictObject({
  entries: z.array(entry).min(1).max(500),
});
export const recordedSpend = z.object({ data: z.array(spend) }).meta({ id: 'RecordedSpend' });

/** What it really was; nought: it was not spent at all. */
export const correctSpend = z.strictObject({ amount: notNegative, note });

export type Spend = z.infer<typeof spend>;

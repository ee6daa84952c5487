import { z } from 'zod';
import { instant, listOf, money, pageQuery } from '../../kit/http/shapes.ts';

export const trialBalance = z
  .object({
    accounts: z.array(z.object({ account: z.string(), debit: money, credit: money, balance: money })),
    balanced: z.boolean(),
  })
  .meta({ id: 'TrialBalance', description: 'Debit and credit of every account; a balance is debit minus credit.' });

export const trialBalanceQuery = z.object({ by: z.enum(['account', 'kind']).default('account') });

export const journalPosting = z
  .object({
    number: z.string(),
    source: z.string(),
    sourceId: z.string(),
    kind: z.string(),
    at: instant,
    recordedAt: instant,
    entries: z.array(z.object({ account: z.string(), debit: money, credit: money })),
  })
  .meta({ id: 'JournalPosting' });

export const journalList = listOf(journalPosting);
export const journalQuery = pageQuery.extend({
  account: z.string().max(100).optional(),
  source: z.enum(['payment', 'order', 'commission', 'refund', 'withdrawal', 'case', 'card', 'points', 'adjustment', 'merge']).optional(),
});

export const balances = z
  .object({ pending: money, available: money, held: money, receivable: money, points: money, prepaid: money })
  .meta({ id: 'Balances', description: 'What a person has at the brand; `receivable` is what they owe.' });

export type TrialBalance = z.infer<typeof trialBalance>;
export type JournalPosting = z.infer<typeof journalPosting>;
export type PersonBalances = z.infer<typeof balances>;

import { z } from 'zod';
import type { Ctx } from '../kit/ctx.ts';
import { rehearse } from '../kit/db/trial.ts';
import { DomainError } from '../kit/errors/index.ts';
import { Repeat } from '../kit/http/index.ts';
import type { MoneyJson } from '../kit/money/index.ts';
import type { Settled } from './settle/index.ts';

export const dryRunQuery = z.object({ dryRun: z.enum(['true', 'false']).optional() });

/** Does it, or only says what would come of it (CONTRACT §2). */
export async function perform<T>(ctx: Ctx, query: z.output<typeof dryRunQuery>, work: () => Promise<T>): Promise<T> {
  return query.dryRun === 'true' ? await rehearse(ctx, work) : await work();
}

/** The same thing told again is answered with 200 and what it made the first time (CONTRACT §7). */
export function told<T>(outcome: Settled, reply: T): T | Repeat<T> {
  return 'isRepeat' in outcome && outcome.isRepeat ? new Repeat(reply) : reply;
}

/** Minor units of an amount in the brand's currency; 0 where none was given. @throws `currency.other` */
export function minor(ctx: Ctx, money: MoneyJson | undefined, pointer: string): bigint {
  if (money === undefined) return 0n;
  if (money.currency !== ctx.tenant.currency) {
    throw new DomainError('currency.other', { given: money.currency, currency: ctx.tenant.currency, pointer });
  }
  return BigInt(money.amount);
}

import type { Ctx } from '../kit/ctx.ts';
import { Repeat } from '../kit/http/index.ts';
import { amountOf, type MoneyJson } from '../kit/money/index.ts';
import type { Settled } from './settle/index.ts';

/** The same thing told again is answered with 200 and what it made the first time (CONTRACT §7). */
export function told<T>(outcome: Settled, reply: T): T | Repeat<T> {
  return 'isRepeat' in outcome && outcome.isRepeat ? new Repeat(reply) : reply;
}

/** Minor units of an amount in the brand's currency; 0 where none was given. @throws `currency.other` */
export function minor(ctx: Ctx, money: MoneyJson | undefined, pointer: string): bigint {
  return amountOf(ctx.tenant.currency, money, pointer) ?? 0n;
}

import type { MoneyJson } from '../../../kit/money/index.ts';
import { otherCurrency } from '../errors.ts';

/**
 * A price of a body in minor units; null where none was given.
 * @throws DomainError `currency.other`
 */
export function amountOf(currency: string, money: MoneyJson | null | undefined, pointer: string): bigint | null {
  if (money === undefined || money === null) return null;
  if (money.currency !== currency) throw otherCurrency(money.currency, currency, pointer);
  return BigInt(money.amount);
}

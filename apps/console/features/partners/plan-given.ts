import { minorDigits, type MoneyJson } from '../../../../ui/format/money.ts';
import type { Room } from '../../../../ui/reward/reward-room.tsx';

type Life = Pick<Room, 'goods' | 'orders'>;
const PPM = 1_000_000;

/** What all depths together give for one friend over that friend's life, in major units, within the cap of the plan; null: that life has no end. */
export function givenByRates(rates: readonly number[], capPpm: number | null, { goods }: Life): { ratePpm: number; amount: number } | null {
  const all = rates.reduce((sum, each) => sum + each, 0);
  const ratePpm = Math.min(all, capPpm ?? all);
  return goods === null ? null : { ratePpm, amount: (goods * ratePpm) / PPM };
}

/** What an override gives if a friend buys nothing but what it is about: its share of everything, or its amount with each order. */
export function givenByOverride(pays: { ratePpm: number | null; perPiece: MoneyJson | null }, { goods, orders }: Life): number | null {
  if (pays.ratePpm !== null) return goods === null ? null : (goods * pays.ratePpm) / PPM;
  if (pays.perPiece === null || orders === null) return null;
  return (Number(pays.perPiece.amount) / 10 ** minorDigits(pays.perPiece.currency)) * orders;
}

import type { Uuid } from '../../../kit/ids/index.ts';
import type { EpochDay } from '../../../kit/time/index.ts';
import { monthStart, type Sign } from './cells.ts';

/** A line of a paid order, as margins see it. */
export interface GoodsLine {
  readonly productId: Uuid | null;
  /** what was charged for it, minor units */
  readonly amount: bigint;
  /** what of it was given back */
  readonly refunded: bigint;
  /** a plain decimal; null where nobody recorded how many were sold */
  readonly quantity: string | bigint | null;
  /** the money of a further part of an agreement, whose goods went out with the first */
  readonly isLaterPart: boolean;
}

/** See analytics.goods. */
export interface GoodsCell {
  readonly month: EpochDay;
  readonly productId: Uuid | null;
  net: bigint;
  counted: bigint;
  quantity: Decimal;
}

/** An exact decimal: units of 10^-places. */
interface Decimal {
  readonly units: bigint;
  readonly places: number;
}

const NONE: Decimal = { units: 0n, places: 0 };

/** Changes to the goods of months: what is added to the stored rows. */
export class GoodsCells {
  readonly #cells = new Map<string, GoodsCell>();

  /** @param day on which the order was paid */
  add(day: EpochDay, line: GoodsLine, sign: Sign): void {
    const month = monthStart(day);
    const key = `${month} ${line.productId ?? ''}`;
    let cell = this.#cells.get(key);
    if (!cell) this.#cells.set(key, (cell = { month, productId: line.productId, net: 0n, counted: 0n, quantity: NONE }));
    const net = sign === 1 ? line.amount - line.refunded : line.refunded - line.amount;
    cell.net += net;
    if (line.quantity === null) return;
    cell.counted += net;
    if (!line.isLaterPart && line.refunded < line.amount) cell.quantity = plus(cell.quantity, decimalOf(line.quantity), sign);
  }

  /** The cells that change, in the order of their key. */
  get rows(): GoodsCell[] {
    return [...this.#cells]
      .filter(([, cell]) => cell.net !== 0n || cell.counted !== 0n || cell.quantity.units !== 0n)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([, cell]) => cell);
  }
}

/** The plain text of a decimal. */
export function decimalText({ units, places }: Decimal): string {
  if (places === 0) return `${units}`;
  const digits = `${units < 0n ? -units : units}`.padStart(places + 1, '0');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

function decimalOf(quantity: string | bigint): Decimal {
  if (typeof quantity === 'bigint') return { units: quantity, places: 0 };
  const [whole = '0', part = ''] = quantity.split('.');
  return { units: BigInt(whole + part), places: part.length };
}

function plus(a: Decimal, b: Decimal, sign: Sign): Decimal {
  const places = Math.max(a.places, b.places);
  const at = ({ units, places: own }: Decimal): bigint => (own === places ? units : units * 10n ** BigInt(places - own));
  return { units: sign === 1 ? at(a) + at(b) : at(a) - at(b), places };
}

import type { MoneyJson } from '../format/money.ts';
import { useFormat } from './shop.tsx';

/** An amount in tabular figures. */
export function Amount({ of, className = '' }: { of: MoneyJson; className?: string }) {
  const format = useFormat();
  return <span className={`zh-number ${className}`}>{format.money(of)}</span>;
}

/** One row of a sum: what it is, and how much; the last says what it comes to. */
export function SumRow({ name, of, isTotal = false }: { name: string; of: MoneyJson; isTotal?: boolean }) {
  const kind = isTotal ? 'zs-sum-total' : '';
  return (
    <>
      <dt className={kind}>{name}</dt>
      <dd className={kind}>
        <Amount of={of} />
      </dd>
    </>
  );
}

/** What it costs, and struck through what it would have cost. */
export function Price({ of, list, isLarge = false }: { of: MoneyJson; list?: MoneyJson | null; isLarge?: boolean }) {
  return (
    <span className={isLarge ? 'zs-price zs-price-large' : 'zs-price'}>
      <Amount of={of} className="zs-price-now" />
      {list ? (
        <s className="zs-price-list">
          <Amount of={list} />
        </s>
      ) : null}
    </span>
  );
}

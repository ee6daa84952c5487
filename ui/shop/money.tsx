import type { MoneyJson } from '../format/money.ts';
import { useFormat } from './shop.tsx';

/** An amount in tabular figures. */
export function Amount({ of, className = '' }: { of: MoneyJson; className?: string }) {
  const format = useFormat();
  return <span className={`zh-number ${className}`}>{format.money(of)}</span>;
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

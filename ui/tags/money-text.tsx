import { useFormat } from '../app/context.tsx';
import type { MoneyJson, MoneyStyle } from '../format/money.ts';

/** An amount in tabular figures; a shortened one carries the exact one as its title. */
export function MoneyText({ money, ...style }: { money: MoneyJson } & MoneyStyle) {
  const format = useFormat();
  const isNegative = money.amount.startsWith('-');
  const className = style.isChange && money.amount !== '0' ? `zh-number ${isNegative ? 'zh-harm' : 'zh-good'}` : 'zh-number';
  return (
    <span className={className} title={style.style === 'short' ? format.money(money) : undefined}>
      {format.money(money, style)}
    </span>
  );
}

import type { MoneyJson } from '../../../../ui/format/money.ts';
import './prediction.css';

/** A value between its bounds, drawn on the scale of the largest; the figures stand beside it. */
export function ValueBar({ of, most }: { of: Readonly<Record<'low' | 'value' | 'high', MoneyJson>>; most: number }) {
  const at = (money: MoneyJson): number => (most > 0 ? Math.max(0, Math.min(1, Number(money.amount) / most)) * 100 : 0);
  const [low, middle, high] = [at(of.low), at(of.value), at(of.high)];
  return (
    <span className="zh-value-bar" aria-hidden="true">
      <span className="zh-value-bar-range" style={{ insetInlineStart: `${low}%`, inlineSize: `${Math.max(0, high - low)}%` }} />
      <span className="zh-value-bar-middle" style={{ insetInlineStart: `${middle}%` }} />
    </span>
  );
}

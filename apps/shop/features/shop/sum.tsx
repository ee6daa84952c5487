import { Amount, SumRow } from '../../../../ui/shop/money.tsx';
import { useFormat } from '../../../../ui/shop/shop.tsx';
import { say } from '../../../../ui/shop/words.tsx';
import { useWords } from '../../words/topics.ts';
import type { Quote } from './types.ts';

/** How the total comes about, line by line. */
export function Sum({ quote }: { quote: Quote }) {
  const words = useWords('shop').sum;
  const format = useFormat();
  const free = quote.acted.find((one) => one.acts === 'freeShipping');
  const less = (money: { amount: string; currency: string }) => format.money({ ...money, amount: `-${money.amount}` });
  return (
    <dl className="zs-sum">
      <SumRow name={words.goods} of={quote.goods} />
      {quote.coupon?.isTaken ? (
        <>
          <dt>{say(words.coupon, { code: quote.coupon.code })}</dt>
          <dd className="zh-number">{less(quote.coupon.off)}</dd>
        </>
      ) : null}
      {quote.points && quote.points.used > 0 ? (
        <>
          <dt>{say(words.points, { count: format.count(quote.points.used) })}</dt>
          <dd className="zh-number">{less(quote.points.off)}</dd>
        </>
      ) : null}
      <dt>{words.shipping}</dt>
      <dd>{quote.shipping.amount === '0' ? words.freeShipping : <Amount of={quote.shipping} />}</dd>
      {free ? <dt className="zh-small zs-sum-note">{say(words.freeFor, { name: free.name, saved: format.money(free.saved) })}</dt> : null}
      {quote.freeShippingFrom && quote.shipping.amount !== '0' ? (
        <dt className="zh-small zs-sum-note">{say(words.freeFrom, { amount: format.money(quote.freeShippingFrom) })}</dt>
      ) : null}
      {quote.balance && quote.balance.used.amount !== '0' ? (
        <>
          <dt>{words.fromCard}</dt>
          <dd className="zh-number">{less(quote.balance.used)}</dd>
        </>
      ) : null}
      <SumRow name={quote.balance && quote.balance.used.amount !== '0' ? words.due : words.total} of={quote.due} isTotal />
    </dl>
  );
}

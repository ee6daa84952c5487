import { useParams } from 'wouter';
import { Button } from '../../../../ui/shop/button.tsx';
import { Answer, useAsk } from '../../../../ui/shop/ask.tsx';
import { Amount } from '../../../../ui/shop/money.tsx';
import { ShopPage } from '../../../../ui/shop/page.tsx';
import { useFormat, useShop } from '../../../../ui/shop/shop.tsx';
import { Bones } from '../../../../ui/shop/states.tsx';
import { say } from '../../../../ui/shop/words.tsx';
import { useWords } from '../../words/topics.ts';
import { OrderSum } from './order-page.tsx';
import { grossOf } from './types.ts';

/** What was bought of whom, when, for how much, and how it was paid; to be kept or printed. */
export function ReceiptPage() {
  const { id = '' } = useParams<{ id: string }>();
  const words = useWords('order');
  const { brand } = useShop();
  const format = useFormat();
  const order = useAsk(['order', id], (client, signal) => client.order(id, { signal }));
  return (
    <ShopPage title={words.receipt.title} back={`/orders/${id}`}>
      <Answer of={order} wait={<Bones shape="page" />}>
        {(found) => (
          <>
            <div className="zs-receipt">
              <h2>
                <bdi>{brand?.name ?? ''}</bdi>
              </h2>
              {brand?.isSandbox ? <p className="zh-small zh-warning">{words.receipt.trial}</p> : null}
              <dl className="zs-sum">
                <dt>{words.receipt.number}</dt>
                <dd className="zs-order-id">{found.id}</dd>
                <dt>{words.way.placedAt}</dt>
                <dd>{format.instant(found.placedAt)}</dd>
              </dl>
              <ul className="zs-receipt-lines">
                {found.lines.map((line) => (
                  <li key={line.line}>
                    <bdi>{line.product?.name ?? words.unnamed}</bdi>
                    <span className="zh-number zh-soft">{`× ${line.quantity}`}</span>
                    <Amount of={grossOf(line)} />
                  </li>
                ))}
              </ul>
              <OrderSum order={found} />
              <ul className="zh-small zh-soft">
                {found.payments.map((payment) => (
                  <li key={payment.at + payment.amount.amount}>
                    {say(words.receipt.paid, {
                      at: format.instant(payment.at),
                      amount: format.money(payment.amount),
                      by: (words.receipt.by as Readonly<Record<string, string>>)[payment.provider] ?? payment.provider,
                    })}
                  </li>
                ))}
                {found.refunds.map((refund) => (
                  <li key={refund.id}>
                    {say(words.receipt.refunded, { at: format.instant(refund.at), amount: format.money(refund.amount) })}
                  </li>
                ))}
              </ul>
            </div>
            <Button block className="zs-no-print" onClick={() => print()}>
              {words.receipt.print}
            </Button>
            <p className="zh-soft zh-small zs-no-print">{words.receipt.notTax}</p>
          </>
        )}
      </Answer>
    </ShopPage>
  );
}

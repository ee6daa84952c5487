import { Button } from '../../../../ui/shop/button.tsx';
import { useRows } from '../../../../ui/shop/ask.tsx';
import { Go } from '../../../../ui/shop/go.tsx';
import { Amount } from '../../../../ui/shop/money.tsx';
import { ShopPage } from '../../../../ui/shop/page.tsx';
import { Picture } from '../../../../ui/shop/picture.tsx';
import { useFormat } from '../../../../ui/shop/shop.tsx';
import { Bones, EmptyState, ErrorState } from '../../../../ui/shop/states.tsx';
import { sayCount } from '../../../../ui/shop/words.tsx';
import { useWords } from '../../words/topics.ts';
import { StateTag } from './state.tsx';
import type { OrderSummary } from './types.ts';

/** What a person has ordered, the newest first. */
export function OrdersPage() {
  const words = useWords('order');
  const list = useRows(['orders'], (client, page, signal) => client.orders(page, { signal }));
  return (
    <ShopPage title={words.list.title} back="/me">
      {list.rows === null ? (
        list.error ? (
          <ErrorState error={list.error} onRetry={list.retry} />
        ) : (
          <Bones shape="goods" />
        )
      ) : list.rows.length === 0 ? (
        <EmptyState picture="orders" title={words.list.empty} text={words.list.emptyText}>
          <Go to="/" className="zh-go">
            {words.list.look}
          </Go>
        </EmptyState>
      ) : (
        <ul className="zs-goods">
          {list.rows.map((order) => (
            <Row key={order.id} order={order} />
          ))}
        </ul>
      )}
      {list.hasMore ? (
        <Button block loading={list.isLoadingMore} onClick={list.more}>
          {words.list.more}
        </Button>
      ) : null}
    </ShopPage>
  );
}

function Row({ order }: { order: OrderSummary }) {
  const words = useWords('order');
  const format = useFormat();
  return (
    <li>
      <Go to={`/orders/${order.id}`} className="zs-order">
        <span className="zs-order-head">
          <span className="zh-soft zh-small">{format.instant(order.placedAt)}</span>
          <StateTag state={order.state} hasOpenRequest={order.hasOpenRequest} />
        </span>
        {order.products.map((one, at) => (
          <span key={at} className="zs-order-line">
            <Picture of={one.product.picture} name={one.product.name} is="small" />
            <bdi className="zs-two-lines">{one.product.name}</bdi>
            <span className="zh-number zh-soft">{`× ${one.quantity}`}</span>
          </span>
        ))}
        {order.lineCount > order.products.length ? (
          <span className="zh-soft zh-small">{sayCount(words.list.others, order.lineCount - order.products.length)}</span>
        ) : null}
        <span className="zs-order-foot">
          {order.state === 'unpaid' ? <span className="zs-strong-accent">{words.list.pay}</span> : <span />}
          <Amount of={order.total} className="zh-strong" />
        </span>
      </Go>
    </li>
  );
}

import './deal.css';
import { Button } from '../../../../ui/shop/button.tsx';
import { useRows } from '../../../../ui/shop/ask.tsx';
import { Delivered } from '../../../../ui/shop/delivered.tsx';
import { Go } from '../../../../ui/shop/go.tsx';
import { ShopPage } from '../../../../ui/shop/page.tsx';
import { useFormat, useShop } from '../../../../ui/shop/shop.tsx';
import { Bones, EmptyState, ErrorState } from '../../../../ui/shop/states.tsx';
import { say } from '../../../../ui/shop/words.tsx';
import { useWords } from '../../words/topics.ts';
import FriendDeal from './friend-deal.tsx';

/** Everything somebody was given: free goods, welcome and first-order gifts, thanks for bringing friends; with what each handed over. */
export function GiftsPage() {
  const words = useWords('deal');
  const { visitor, words: common } = useShop();
  return (
    <ShopPage title={words.gifts.title} back="/me">
      {visitor === null ? (
        <EmptyState picture="products" title={words.gifts.none.title} text={words.gifts.none.text}>
          <Go to="/sign-in?back=/gifts" className="zh-go">
            {common.signIn}
          </Go>
        </EmptyState>
      ) : (
        <>
          <FriendDeal />
          <Gifts />
        </>
      )}
    </ShopPage>
  );
}

function Gifts() {
  const words = useWords('deal');
  const format = useFormat();
  const list = useRows(['givings'], (client, page, signal) => client.givings(page, { signal }));
  if (list.rows === null) return list.error ? <ErrorState error={list.error} onRetry={list.retry} /> : <Bones shape="rows" count={3} />;
  if (list.rows.length === 0)
    return (
      <EmptyState picture="products" title={words.gifts.none.title} text={words.gifts.none.text}>
        <Go to="/share" className="zh-go">
          {words.gifts.go}
        </Go>
      </EmptyState>
    );
  return (
    <>
      <ul className="zs-rows zs-plain-list">
        {list.rows.map((one) => (
          <li key={one.id} className="zs-row">
            <span className="zs-row-text">
              <span>
                <bdi>{one.product.name}</bdi>
                {one.quantity > 1 ? ` · ${say(words.gifts.pieces, { count: one.quantity })}` : ''}
              </span>
              <span className="zh-soft zh-small">
                {one.occasion in words.occasion ? words.occasion[one.occasion as keyof typeof words.occasion] : words.occasion.other} ·{' '}
                {format.instantDay(one.at)}
              </span>
              {one.delivered ? <Delivered of={one.delivered} /> : <span className="zh-soft zh-small">{words.gifts.handed}</span>}
            </span>
          </li>
        ))}
      </ul>
      {list.hasMore ? (
        <Button loading={list.isLoadingMore} onClick={list.more}>
          {words.gifts.more}
        </Button>
      ) : null}
    </>
  );
}

import { useState, type ReactNode } from 'react';
import { Button } from '../../../../ui/shop/button.tsx';
import { Answer, useAsk } from '../../../../ui/shop/ask.tsx';
import { Glyph } from '../../../../ui/shop/glyph.tsx';
import { Go } from '../../../../ui/shop/go.tsx';
import { Price } from '../../../../ui/shop/money.tsx';
import { Part, ShopPage } from '../../../../ui/shop/page.tsx';
import { Picture } from '../../../../ui/shop/picture.tsx';
import { useFormat, useShop } from '../../../../ui/shop/shop.tsx';
import { Bones, EmptyState } from '../../../../ui/shop/states.tsx';
import { Say, say, sayCount } from '../../../../ui/shop/words.tsx';
import { useWords } from '../../words/topics.ts';
import { CartLink } from './cart-link.tsx';
import { useCart } from './cart.ts';
import type { Good } from './types.ts';
import { Why } from './why.tsx';

/** The front of the shop: the ladder from its lowest step up, and what others bought. @param friend what a friend brought the visitor */
export function FrontPage({ friend }: { friend?: ReactNode }) {
  const words = useWords('shop');
  const { brand, visitor } = useShop();
  const front = useAsk(['front'], (client, signal) => client.front({ signal }), { isKept: true });
  return (
    <ShopPage title={brand?.name ?? words.title} aside={<CartLink />}>
      {visitor?.introducedBy ? (
        <p className="zs-friend">
          <Glyph of={visitor.introducedBy} />
          <span>
            <Say of={words.introducedBy} name={visitor.introducedBy} />
          </span>
        </p>
      ) : null}
      {friend}
      <Answer of={front} wait={<Bones shape="goods" count={5} />}>
        {({ sections }) =>
          sections.length === 0 ? (
            <EmptyState picture="products" title={words.empty.title} text={words.empty.text} />
          ) : (
            sections.map(({ ladderRole, products }, at) => (
              <Part key={ladderRole ?? ''} title={words.step[ladderRole ?? 'other'].title}>
                <p className="zh-soft zs-step">{words.step[ladderRole ?? 'other'].text}</p>
                <ul className="zs-goods">
                  {products.map((product, i) => (
                    <Shelved key={product.id} product={product} isFirst={at === 0 && i < FIRST} />
                  ))}
                </ul>
              </Part>
            ))
          )
        }
      </Answer>
      <Feed />
    </ShopPage>
  );
}

/** So many are on the screen before anybody moves it. */
const FIRST = 3;

/** One thing of the shelf: what it is, what it costs and why, what is left of it, and the way into the cart. */
function Shelved({ product, isFirst }: { product: Good; isFirst: boolean }) {
  const words = useWords('shop');
  const left = useLeft(product.left, product.isSoldOut);
  return (
    <li className="zs-good">
      <Picture of={product.picture} name={product.name} is="tile" isFirst={isFirst} />
      <div className="zs-good-text">
        <Go to={`/products/${product.id}`} className="zs-good-name">
          <bdi className="zs-two-lines">{product.name}</bdi>
        </Go>
        {product.reason && product.reason.kind !== 'list' ? (
          <p className="zs-why">
            <Why reason={product.reason} />
          </p>
        ) : null}
        {product.early ? (
          <p className="zs-why">
            <Early early={product.early} />
          </p>
        ) : null}
        <p className="zh-soft zh-small zs-dots">
          {left ? <span>{left}</span> : null}
          {product.stars.average ? <Stars average={product.stars.average} count={product.stars.count} /> : null}
        </p>
      </div>
      <div className="zs-good-foot">
        {product.isFree || product.price?.amount === '0' ? (
          <span className="zs-price-now">{words.free}</span>
        ) : product.price ? (
          <Price of={product.price} list={product.listPrice} />
        ) : (
          <span className="zh-soft">{words.noPrice}</span>
        )}
        <GoodAct product={product} />
      </div>
    </li>
  );
}

function GoodAct({ product }: { product: Good }) {
  const words = useWords('shop');
  const cart = useCart();
  const [added, setAdded] = useState(0);
  if (product.isSoldOut || (product.price === null && !product.isFree)) return null;
  if (product.early?.isMine === false) {
    return (
      <Go to={`/products/${product.id}`} className="zh-go zh-go-plain zs-go-small">
        {words.early.more}
      </Go>
    );
  }
  if (product.isFree || product.hasVariants) {
    return (
      <Go to={`/products/${product.id}`} className="zh-go zh-go-plain zs-go-small">
        {product.isFree ? (product.isTaken ? words.taken : words.take) : words.choose}
      </Go>
    );
  }
  return (
    <Button
      size="small"
      color="primary"
      fill="outline"
      onClick={() => {
        cart.add({ product: product.id, sku: null, quantity: 1, name: product.name, variant: null });
        setAdded((count) => count + 1);
      }}
    >
      {added === 0 ? words.add : say(words.added, { count: added })}
    </Button>
  );
}

/** Not for everybody yet: who may buy it first, and from when on everybody may. */
export function Early({ early }: { early: NonNullable<Good['early']> }) {
  const words = useWords('shop');
  const format = useFormat();
  const day = format.instantDay(early.until);
  if (early.isMine) return say(words.early.mine, { day });
  return early.by.length === 0 ? say(words.early.nobody, { day }) : say(words.early.others, { names: early.by.join(words.why.or), day });
}

/** How many there are: true, and only said where it is counted. */
export function useLeft(left: number | null, isSoldOut: boolean): string | null {
  const words = useWords('shop');
  if (isSoldOut) return words.soldOut;
  return left === null ? null : sayCount(words.left, left);
}

/** The average of the reviews, and of how many. */
export function Stars({ average, count }: { average: string; count: number }) {
  const words = useWords('shop');
  const format = useFormat();
  return (
    <span>
      <span aria-hidden="true" className="zs-star">
        ★
      </span>{' '}
      {sayCount(words.stars, count, { average: format.decimal(average, 1) })}
    </span>
  );
}

/** What was really bought lately. Nothing stands here when nothing was. */
function Feed() {
  const words = useWords('shop');
  const format = useFormat();
  const feed = useAsk(['feed'], (client, signal) => client.feed({ signal }));
  const rows = feed.data?.data.slice(0, 5) ?? [];
  if (rows.length === 0) return null;
  return (
    <Part title={words.feed.title}>
      <ul className="zs-feed">
        {rows.map((one) => (
          <li key={one.at + one.by + one.product.id}>
            <span>
              <Say of={words.feed.row} name={one.by} product={one.product.name} />
            </span>
            <time dateTime={one.at} className="zh-soft zh-small">
              {format.ago(one.at)}
            </time>
          </li>
        ))}
      </ul>
      <p className="zh-soft zh-small">{words.feed.true}</p>
    </Part>
  );
}

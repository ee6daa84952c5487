import { useState, type ReactNode } from 'react';
import { useLocation, useParams } from 'wouter';
import { Button } from '../../../../ui/shop/button.tsx';
import { Answer, useAct, useAsk, useRows } from '../../../../ui/shop/ask.tsx';
import { Delivered } from '../../../../ui/shop/delivered.tsx';
import { Go } from '../../../../ui/shop/go.tsx';
import { Price } from '../../../../ui/shop/money.tsx';
import { Part, ShopPage } from '../../../../ui/shop/page.tsx';
import { Picture } from '../../../../ui/shop/picture.tsx';
import { useFormat, useShop } from '../../../../ui/shop/shop.tsx';
import { Bones, ErrorLine } from '../../../../ui/shop/states.tsx';
import { say, sayCount } from '../../../../ui/shop/words.tsx';
import { useWords } from '../../words/topics.ts';
import { CartLink } from './cart-link.tsx';
import { useCart } from './cart.ts';
import { Early, Stars, useLeft } from './front-page.tsx';
import { Gallery } from './gallery.tsx';
import type { GoodDetail } from './types.ts';
import { Why, WhyThisPrice } from './why.tsx';

/** One product: what it is, what it costs this visitor and why, what others say, and the way to have it. @param friend what a friend brought the visitor */
export function ProductPage({ friend }: { friend?: ReactNode }) {
  const { id = '' } = useParams<{ id: string }>();
  const words = useWords('shop');
  const product = useAsk(['product', id], (client, signal) => client.product(id, { signal }), { isKept: true });
  if (product.data === undefined) {
    return (
      <ShopPage title={words.product} back="/">
        <Answer of={product} wait={<Bones shape="page" />}>
          {() => null}
        </Answer>
      </ShopPage>
    );
  }
  // Another product is another page: what was chosen on this one is not carried over.
  return <Product key={id} product={product.data} friend={friend} />;
}

function Product({ product, friend }: { product: GoodDetail; friend: ReactNode }) {
  const words = useWords('shop');
  const [sku, setSku] = useState(product.variants.find((one) => one.left !== 0)?.id ?? null);
  const variant = product.variants.find((one) => one.id === sku) ?? null;
  const price = variant?.price ?? product.price;
  const left = useLeft(variant ? variant.left : product.left, product.isSoldOut || variant?.left === 0);
  // A variant at a price of its own is not what these reasons are about.
  const isExplained = !product.isFree && product.prices.some((one) => one.isWinner && one.price?.amount === price?.amount);
  return (
    <ShopPage title={product.name} back="/" aside={<CartLink />} bar={<Acts product={product} variant={variant} />}>
      <Gallery pictures={product.pictures} name={product.name} />
      <div className={product.pictures.length === 0 ? 'zs-hero' : 'zs-hero zs-hero-below'}>
        {product.pictures.length === 0 ? <Picture of={null} name={product.name} is="tile" /> : null}
        <div className="zs-part">
          {product.isFree || price?.amount === '0' ? (
            <span className="zs-price zs-price-large">
              <span className="zs-price-now">{words.free}</span>
            </span>
          ) : price ? (
            <Price of={price} list={variant ? variant.listPrice : product.listPrice} isLarge />
          ) : (
            <span className="zh-soft">{words.noPrice}</span>
          )}
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
          <p className="zh-soft zs-dots">
            {left ? <span>{left}</span> : null}
            {product.delivers && !product.isFree ? <span>{words.delivers[product.delivers]}</span> : null}
          </p>
          <p>
            <Go to={`/share?product=${product.id}`}>{words.share}</Go>
          </p>
        </div>
      </div>
      {friend}
      {isExplained ? <WhyThisPrice prices={product.prices} /> : null}
      {product.variants.length > 0 ? (
        <fieldset className="zs-choices">
          <legend className="zs-legend">{words.variant}</legend>
          {product.variants.map((one) => (
            <label key={one.id} className="zs-choice">
              <input type="radio" name="variant" checked={one.id === sku} disabled={one.left === 0} onChange={() => setSku(one.id)} />
              <bdi>{one.name}</bdi>
              {one.left === 0 ? <span className="zh-small">{` · ${words.soldOut}`}</span> : null}
            </label>
          ))}
        </fieldset>
      ) : null}
      {product.taken?.delivered ? (
        <Part title={words.yours}>
          <Delivered of={product.taken.delivered} />
        </Part>
      ) : null}
      {product.parts.length > 0 ? (
        <Part title={words.inside}>
          <ul className="zs-rows">
            {product.parts.map((part) => (
              <li key={part.product.id} className="zs-row">
                <bdi className="zs-row-text">{part.product.name}</bdi>
                <span className="zh-number">{`× ${part.quantity}`}</span>
              </li>
            ))}
          </ul>
        </Part>
      ) : null}
      {product.card ? <CardTerms card={product.card} /> : null}
      {product.description ? (
        <Part title={words.about}>
          <p className="zs-prose">{product.description}</p>
        </Part>
      ) : null}
      <Reviews product={product} />
    </ShopPage>
  );
}

/** What a card gives, how long, and what comes back of it: read before it is paid. */
function CardTerms({ card }: { card: NonNullable<GoodDetail['card']> }) {
  const words = useWords('shop').card;
  const format = useFormat();
  const gives =
    card.kind === 'balance'
      ? card.bonus === null
        ? words.balance
        : say(words.balanceMore, { bonus: format.money(card.bonus) })
      : card.item === null
        ? words.timeOnly
        : sayCount(words.gives[card.per], card.units, { item: card.item });
  const rest = card.kind === 'balance' ? words.back.balance : card.item === null ? words.back.time : words.back.pass;
  return (
    <Part title={words.title}>
      <ul className="zs-rows zs-plain-list">
        <li className="zs-row">
          <bdi className="zs-row-text">{gives}</bdi>
        </li>
        <li className="zs-row">
          <span className="zs-row-text">
            {card.term.unit === 'lifetime' ? words.life : sayCount(words.term[card.term.unit], card.term.count)}
            {card.kind === 'balance' && card.term.unit !== 'lifetime' ? <span className="zh-soft zh-small">{words.stays}</span> : null}
          </span>
        </li>
      </ul>
      {card.refundDays > 0 ? <p className="zh-soft zh-small">{sayCount(words.back.whole, card.refundDays)}</p> : null}
      <p className="zh-soft zh-small">{rest}</p>
    </Part>
  );
}

/** What a thumb can do: take what is free, put it into the cart, or have it now. */
function Acts({ product, variant }: { product: GoodDetail; variant: GoodDetail['variants'][number] | null }) {
  const words = useWords('shop');
  const format = useFormat();
  const { visitor } = useShop();
  const cart = useCart();
  const [, go] = useLocation();
  const [added, setAdded] = useState(0);
  const claim = useAct(`claim.${product.id}`, async (client, _: null, how) => await client.claim(product.id, {}, how));
  const price = variant?.price ?? product.price;
  if (product.isFree) {
    if (product.isTaken || product.taken) return <p className="zs-bar-main zh-centre zh-soft">{words.taken}</p>;
    if (visitor === null) {
      return (
        <Go to={`/sign-in?back=/products/${product.id}`} className="zh-go zs-bar-main">
          {words.takeSignIn}
        </Go>
      );
    }
    return (
      <div className="zs-bar-main zh-stack-tight">
        <ErrorLine error={claim.error} />
        <Button color="primary" size="large" block loading={claim.isPending} disabled={product.isSoldOut} onClick={() => claim.go(null)}>
          {product.isSoldOut ? words.soldOut : words.takeNow}
        </Button>
      </div>
    );
  }
  const isOut = product.isSoldOut || variant?.left === 0 || (product.variants.length > 0 && variant === null);
  if (isOut || price === null) return <p className="zs-bar-main zh-centre zh-soft">{isOut ? words.soldOut : words.noPrice}</p>;
  if (product.early?.isMine === false) {
    return (
      <Go to="/card" className="zh-go zs-bar-main">
        {words.early.look}
      </Go>
    );
  }
  const line = { product: product.id, sku: variant?.id ?? null, quantity: 1, name: product.name, variant: variant?.name ?? null };
  return (
    <>
      <Button
        size="large"
        onClick={() => {
          cart.add(line);
          setAdded((count) => count + 1);
        }}
      >
        {added === 0 ? words.add : say(words.added, { count: added })}
      </Button>
      <Button
        className="zs-bar-wide"
        size="large"
        color="primary"
        onClick={() => {
          if (added === 0) cart.add(line);
          go('/cart');
        }}
      >
        {added === 0 ? say(words.buy, { price: format.money(price) }) : words.toCart}
      </Button>
    </>
  );
}

/** What buyers say. One that a law hides leaves its place and the reason. */
function Reviews({ product }: { product: GoodDetail }) {
  const words = useWords('shop').reviews;
  const format = useFormat();
  const list = useRows(['reviews', product.id], (client, page, signal) => client.reviews(product.id, page, { signal }), { limit: 5 });
  if (product.stars.count === 0) return null;
  return (
    <Part title={words.title} aside={product.stars.average ? <Stars average={product.stars.average} count={product.stars.count} /> : null}>
      <ul className="zs-rows">
        {list.rows?.map((review) => (
          <li key={review.id} className="zs-review">
            <p className="zs-review-head">
              <bdi>{review.by}</bdi>
              <span className="zs-star" role="img" aria-label={say(words.of5, { stars: review.stars })}>
                {'★'.repeat(review.stars)}
                <span className="zs-star-off">{'★'.repeat(5 - review.stars)}</span>
              </span>
              <time className="zh-soft zh-small" dateTime={review.at}>
                {format.ago(review.at)}
              </time>
            </p>
            {review.text === null ? (
              <p className="zh-soft">{say(words.hidden, { because: review.hiddenBecause ?? '' })}</p>
            ) : review.text ? (
              <p className="zs-prose">{review.text}</p>
            ) : null}
            {review.answer ? (
              <p className="zs-answer">
                <span className="zh-small zh-soft">{words.answer}</span>
                <bdi>{review.answer}</bdi>
              </p>
            ) : null}
          </li>
        ))}
      </ul>
      {list.hasMore ? (
        <Button loading={list.isLoadingMore} onClick={list.more}>
          {words.more}
        </Button>
      ) : null}
    </Part>
  );
}

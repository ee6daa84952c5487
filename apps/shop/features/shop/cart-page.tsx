import { Go } from '../../../../ui/shop/go.tsx';
import { useAsk } from '../../../../ui/shop/ask.tsx';
import { Price } from '../../../../ui/shop/money.tsx';
import { ShopPage } from '../../../../ui/shop/page.tsx';
import { Picture } from '../../../../ui/shop/picture.tsx';
import { Pieces } from '../../../../ui/shop/pieces.tsx';
import { useFormat } from '../../../../ui/shop/shop.tsx';
import { Bones, EmptyState, ErrorLine } from '../../../../ui/shop/states.tsx';
import { say, sayCount } from '../../../../ui/shop/words.tsx';
import { useWords } from '../../words/topics.ts';
import { askedLines, useCart, type CartLine } from './cart.ts';
import { Sum } from './sum.tsx';
import type { Quote } from './types.ts';
import { Why } from './why.tsx';

/** The cart: kept on the phone, priced by the server as it stands now. */
export function CartPage() {
  const words = useWords('shop').cart;
  const format = useFormat();
  const { lines } = useCart();
  const asked = askedLines(lines);
  const quote = useAsk(['quote', asked], (client, signal) => client.quote({ lines: asked }, { signal }), {
    isOff: lines.length === 0,
    isSteady: true,
  });
  if (lines.length === 0) {
    return (
      <ShopPage title={words.title} back="/">
        <EmptyState picture="products" title={words.empty} text={words.emptyText}>
          <Go to="/" className="zh-go">
            {words.look}
          </Go>
        </EmptyState>
      </ShopPage>
    );
  }
  const isReady = quote.data !== undefined && quote.error === null && !quote.isOld;
  return (
    <ShopPage
      title={words.title}
      back="/"
      bar={
        <Go to="/checkout" className="zh-go zs-bar-main" aria-disabled={!isReady}>
          {isReady && quote.data ? say(words.checkout, { total: format.money(quote.data.total) }) : words.checkoutWait}
        </Go>
      }
    >
      <ul className="zs-rows">
        {lines.map((line, at) => (
          <Line key={line.product + (line.sku ?? '')} line={line} quoted={quotedLine(quote.data, line, at)} />
        ))}
      </ul>
      {quote.error ? <ErrorLine error={quote.error} /> : quote.data ? <Sum quote={quote.data} /> : <Bones shape="text" count={3} />}
      <p className="zh-soft zh-small">{words.kept}</p>
    </ShopPage>
  );
}

/** The line of the answer that is about this one: an older answer may be about other lines. */
function quotedLine(quote: Quote | undefined, line: CartLine, at: number): Quote['lines'][number] | null {
  const quoted = quote?.lines[at];
  return quoted?.product.id === line.product && (quoted.sku?.id ?? null) === line.sku ? quoted : null;
}

function Line({ line, quoted }: { line: CartLine; quoted: Quote['lines'][number] | null }) {
  const words = useWords('shop');
  const cart = useCart();
  return (
    <li className="zs-row zs-cart-line">
      <Picture of={quoted?.product.picture ?? null} name={line.name} is="small" />
      <span className="zs-row-text">
        <Go to={`/products/${line.product}`} className="zs-good-name">
          <bdi className="zs-two-lines">{line.name}</bdi>
        </Go>
        {line.variant ? <bdi className="zh-soft zh-small">{line.variant}</bdi> : null}
        {quoted ? (
          <>
            <Price of={quoted.unitPrice} list={quoted.listPrice} />
            {quoted.reason && quoted.reason.kind !== 'list' ? (
              <span className="zs-why">
                <Why reason={quoted.reason} />
              </span>
            ) : null}
            {quoted.left !== null && quoted.left < 20 ? (
              <span className="zh-soft zh-small">{sayCount(words.left, quoted.left)}</span>
            ) : null}
          </>
        ) : null}
      </span>
      <Pieces
        of={line.quantity}
        name={line.name}
        most={quoted?.left ?? null}
        words={words.cart}
        onChange={(next) => cart.change(line, next)}
      />
    </li>
  );
}

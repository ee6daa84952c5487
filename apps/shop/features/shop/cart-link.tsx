import { Go } from '../../../../ui/shop/go.tsx';
import { sayCount } from '../../../../ui/shop/words.tsx';
import { useWords } from '../../words/topics.ts';
import { useCart } from './cart.ts';

/** The way to the cart, with how many pieces lie in it. */
export function CartLink() {
  const words = useWords('shop').cart;
  const { pieces } = useCart();
  return (
    <Go to="/cart" className="zs-cart-link" aria-label={sayCount(words.link, pieces)}>
      <svg viewBox="0 0 24 24" aria-hidden="true" className="zs-icon">
        <path d="M3 4h2.2l2 11h10.6l2-8H6M9 20a1 1 0 1 1-2 0 1 1 0 0 1 2 0zM18 20a1 1 0 1 1-2 0 1 1 0 0 1 2 0z" />
      </svg>
      {pieces > 0 ? <span className="zs-count">{pieces > 99 ? '99+' : pieces}</span> : null}
    </Go>
  );
}

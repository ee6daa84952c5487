import { ProductPage } from '../features/shop/product-page.tsx';
import { Friend } from './friend.tsx';

/** A product with what a friend brought the visitor. */
export function ProductWithFriend() {
  return <ProductPage friend={<Friend isNamed />} />;
}

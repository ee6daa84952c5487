import { lazy, Suspense } from 'react';
import { useShop } from '../../../ui/shop/shop.tsx';

// Whoever came on their own never fetches it.
const FriendDeal = lazy(() => import('../features/deal/friend-deal.tsx'));

/** What a friend brought the visitor: for whoever came by a link, or was introduced. @param isNamed false where the page says by whom */
export function Friend({ isNamed }: { isNamed?: boolean }) {
  const { visitor, shelf } = useShop();
  const isBrought = visitor ? visitor.introducedBy !== null : shelf.read('touch') !== null;
  return isBrought ? (
    <Suspense fallback={null}>
      <FriendDeal isNamed={isNamed ?? !visitor} />
    </Suspense>
  ) : null;
}

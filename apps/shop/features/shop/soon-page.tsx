import { ShopPage } from '../../../../ui/shop/page.tsx';
import { EmptyState } from '../../../../ui/shop/states.tsx';
import { useWords } from '../../words/topics.ts';

/** A shop before it opens. */
export function SoonPage() {
  const words = useWords('shop');
  return (
    <ShopPage title={words.soon.title}>
      <EmptyState picture="products" title={words.soon.text} />
    </ShopPage>
  );
}

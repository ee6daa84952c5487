import { useLocation } from 'wouter';
import { ShopPage } from '../../../../ui/shop/page.tsx';
import { useWords } from '../../words/topics.ts';
import AskPhone from './ask-phone.tsx';

/** Adding a telephone number of one's own. */
export function PhonePage() {
  const words = useWords('me').askPhone;
  const [, go] = useLocation();
  return (
    <ShopPage title={words.add} back="/me">
      <AskPhone onDone={() => go('/me', { replace: true })} />
    </ShopPage>
  );
}

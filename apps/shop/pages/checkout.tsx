import { lazy, Suspense } from 'react';
import { Bones } from '../../../ui/shop/states.tsx';
import { CheckoutPage, type PhoneStep } from '../features/shop/checkout-page.tsx';

// Whoever signed in with a telephone number never fetches it.
const AskPhone = lazy(() => import('../features/me/ask-phone.tsx'));

const phone: PhoneStep = (how) => (
  <Suspense fallback={<Bones shape="text" />}>
    <AskPhone {...how} />
  </Suspense>
);

/** From the cart to an order; whoever came in through WeChat is asked for a telephone number on the way. */
export function CheckoutWithPhone() {
  return <CheckoutPage phone={phone} />;
}

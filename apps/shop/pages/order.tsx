import { useAsk } from '../../../ui/shop/ask.tsx';
import { Invite } from '../features/card/invite.tsx';
import { OrderPage } from '../features/orders/order-page.tsx';

/** An order, from which whoever just paid for a card goes on to its ceremony. */
export function OrderWithWelcome() {
  return <OrderPage welcome={<Welcome />} />;
}

function Welcome() {
  const wallet = useAsk(['me', 'card'], (client, signal) => client.wallet({ signal }));
  return wallet.data?.ceremony === 'open' ? <Invite /> : null;
}

import { page, type Line } from './shell/line.ts';

/** Every page of the shop, one line each: the address below the brand, the file, the page in it, and the words it speaks. */
export const pages: readonly Line[] = [
  page('/', () => import('./features/shop/front-page.tsx'), 'FrontPage', 'shop'),
  page('/products/:id', () => import('./features/shop/product-page.tsx'), 'ProductPage', 'shop'),
  page('/cart', () => import('./features/shop/cart-page.tsx'), 'CartPage', 'shop'),
  page('/checkout', () => import('./features/shop/checkout-page.tsx'), 'CheckoutPage', 'shop', 'order'),
  page('/orders', () => import('./features/orders/orders-page.tsx'), 'OrdersPage', 'order'),
  page('/orders/:id', () => import('./features/orders/order-page.tsx'), 'OrderPage', 'order'),
  page('/orders/:id/pay', () => import('./features/orders/pay-page.tsx'), 'PayPage', 'order'),
  page('/orders/:id/receipt', () => import('./features/orders/receipt-page.tsx'), 'ReceiptPage', 'order'),
  page('/sign-in', () => import('./features/me/sign-in-page.tsx'), 'SignInPage', 'me'),
  page('/card', () => import('./features/card/card-page.tsx'), 'CardPage', 'card'),
  page('/code', () => import('./features/card/code-page.tsx'), 'CodePage', 'card'),
  page('/welcome', () => import('./features/card/welcome-page.tsx'), 'WelcomePage', 'card'),
  page('/inbox', () => import('./features/card/inbox-page.tsx'), 'InboxPage', 'card'),
  page('/badges', () => import('./features/card/badges-page.tsx'), 'BadgesPage', 'card'),
  page('/board', () => import('./features/card/board-page.tsx'), 'BoardPage', 'card'),
  page('/me', () => import('./pages/me.tsx'), 'MeWithEntries', 'me'),
];

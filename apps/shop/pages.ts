import { page, type Line } from './shell/line.ts';

/** Every page of the shop, one line each: the address below the brand, the file, the page in it, and the words it speaks. */
export const pages: readonly Line[] = [
  page('/', () => import('./features/shop/soon-page.tsx'), 'SoonPage', 'shop'),
  page('/sign-in', () => import('./features/me/sign-in-page.tsx'), 'SignInPage', 'me'),
  page('/me', () => import('./pages/me.tsx'), 'MeWithEntries', 'me'),
];

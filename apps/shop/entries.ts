import type { Entry } from './features/me/me-page.tsx';

/**
 * What stands below a person's name on their own page, one line each: where it leads, and under which name its words stand
 * in `entries` of words/me.
 */
export const entries: readonly Entry[] = [
  { to: '/inbox', name: 'inbox' },
  { to: '/orders', name: 'orders' },
  { to: '/gifts', name: 'gifts' },
  { to: '/points', name: 'points' },
  { to: '/partner', name: 'partner' },
  { to: '/me/data', name: 'data' },
];

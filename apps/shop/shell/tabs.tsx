import type { ReactNode } from 'react';

const icon = (path: string): ReactNode => (
  <svg viewBox="0 0 24 24" aria-hidden="true" className="zs-icon">
    <path d={path} />
  </svg>
);

/** The four places of the bottom bar, in the order of the thumb. One without a page yet is not shown. */
export const tabs = [
  { name: 'shop', path: '/', icon: icon('M4 10v9h16v-9M3 10l2-5h14l2 5c0 3-4 3-4.5 0-.5 3-4 3-4.5 0-.5 3-4 3-4.5 0C7 13 3 13 3 10z') },
  { name: 'card', path: '/card', icon: icon('M3 7a2 2 0 0 1 2-2h14a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2zM3 10h18M7 15h4') },
  {
    name: 'share',
    path: '/share',
    icon: icon(
      'M8 12a3 3 0 1 1-6 0 3 3 0 0 1 6 0zM22 5a3 3 0 1 1-6 0 3 3 0 0 1 6 0zM22 19a3 3 0 1 1-6 0 3 3 0 0 1 6 0zM7.7 10.7l8.6-4.4M7.7 13.3l8.6 4.4',
    ),
  },
  { name: 'me', path: '/me', icon: icon('M16 8a4 4 0 1 1-8 0 4 4 0 0 1 8 0zM4 21c0-4.5 3.5-7 8-7s8 2.5 8 7') },
] as const;

import { Link } from 'wouter';
import type { AnchorHTMLAttributes } from 'react';

/** A link inside the shop, below its brand: a true `<a>`, so that it can be copied and shared. */
export function Go({ to, ...rest }: Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href'> & { to: string }) {
  return <Link {...rest} href={to} />;
}

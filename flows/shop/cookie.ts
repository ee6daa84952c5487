/** The cookie of whoever is signed in in a shop; its path is the shop's part of the API, so one brand never sees another's. */
export const SHOP_COOKIE = 'zihuan_shop';

/** What sets it, or takes it away with `null`. */
export function shopCookie(request: Request, slug: string, token: string | null, maxAgeMs: number): string {
  const isSecure = new URL(request.url).protocol === 'https:';
  const seconds = token === null ? 0 : Math.floor(maxAgeMs / 1000);
  return `${SHOP_COOKIE}=${token ?? ''}; Max-Age=${seconds}; Path=/api/v1/shop/${slug}; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;
}

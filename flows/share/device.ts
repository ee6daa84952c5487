/** The cookie by which a browser is known again when it comes back by another link; it says nothing but that. */
export const DEVICE_COOKIE = 'zihuan_device';

const FORM = /(?:^|;\s*)zihuan_device=([\w-]{22})(?:;|$)/;

/** The device a Cookie header names; null when it names none, or something we never gave. */
export function deviceIn(cookie: string | null | undefined): string | null {
  return cookie == null ? null : (FORM.exec(cookie)?.[1] ?? null);
}

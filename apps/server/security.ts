/** @param styles where a page's styles may come from */
const pagePolicy = (styles: string): string =>
  [
    "default-src 'self'",
    "script-src 'self'",
    `style-src ${styles}`,
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');

// The console's components write <style> elements while they run, and every page is the same ready bytes, so that neither a hash nor a nonce
// could name them; the pages that say what is the matter carry theirs. The shop's styles are files.
const PAGE_POLICY = pagePolicy("'self' 'unsafe-inline'");
const SHOP_POLICY = pagePolicy("'self'");

/** What every reply that is no page says to browsers: run nothing, guess no types, tell nobody where you were. */
export const REPLY_HEADERS: readonly (readonly [string, string])[] = [
  ['Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'"],
  ['X-Content-Type-Options', 'nosniff'],
  ['Referrer-Policy', 'no-referrer'],
  ['Cross-Origin-Opener-Policy', 'same-origin'],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
  ['Permissions-Policy', 'camera=(self), geolocation=(), microphone=()'],
];

/** A worker fetches by its own policy, not by that of the page it works for: from here, and nothing else. */
const WORKER_POLICY = "default-src 'none'; connect-src 'self'; frame-ancestors 'none'";

/** Adds what every response says to browsers; a page runs our scripts and no others. */
export function secured(request: Request, response: Response): Response {
  const { headers } = response;
  const isPage = (headers.get('content-type') ?? '').startsWith('text/html');
  for (const [name, value] of REPLY_HEADERS) headers.set(name, value);
  if (isPage) headers.set('content-security-policy', isShop(request, response) ? SHOP_POLICY : PAGE_POLICY);
  if (headers.has('service-worker-allowed')) headers.set('content-security-policy', WORKER_POLICY);
  if (request.url.startsWith('https:')) headers.set('strict-transport-security', 'max-age=31536000');
  return response;
}

function isShop(request: Request, response: Response): boolean {
  return response.status === 200 && new URL(request.url).pathname.startsWith('/s/');
}

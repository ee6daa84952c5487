/** Whether a request came from this machine and asked for it by a loopback name (no proxy between, no rebound DNS name). */
export function isLocalRequest(request: Request, address: string): boolean {
  const isForwarded = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'].some((name) => request.headers.has(name));
  return !isForwarded && isLoopbackAddress(address) && isLoopbackHost(hostOf(request));
}

/** `127.0.0.0/8`, `::1`, or the IPv4 one written as IPv6. */
export function isLoopbackAddress(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(address);
}

export function isLoopbackHost(host: string): boolean {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  return name === 'localhost' || name === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(name);
}

/**
 * Whether a page of another site sent a request: browsers say so in Sec-Fetch-Site, older ones in Origin.
 * Programs send neither; what they bring instead is a key.
 */
export function isCrossSiteRequest(request: Request): boolean {
  const site = request.headers.get('sec-fetch-site');
  if (site !== null && site !== 'same-origin' && site !== 'none') return true;
  const origin = request.headers.get('origin');
  if (origin === null) return false;
  return !URL.canParse(origin) || new URL(origin).host !== hostOf(request);
}

function hostOf(request: Request): string {
  return request.headers.get('host') ?? new URL(request.url).host;
}

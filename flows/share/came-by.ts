import type { CameBy } from '../../rooms/relations/index.ts';
import { deviceIn } from './device.ts';
import { landAll } from './link-desk.ts';

/**
 * How somebody came to the shop: the token in the address they opened, and the device they opened links on. Either is enough: an embedded
 * browser forgets cookies, a link passed on by hand loses its end. Clicks that are still in memory are written first.
 */
export async function cameBy(request: Request, token: string | null | undefined): Promise<CameBy> {
  await landAll();
  return { token: token ?? null, device: deviceIn(request.headers.get('cookie')) };
}

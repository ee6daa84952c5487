import type { AnyRoute } from '../../kit/http/index.ts';
import { routes as identity } from '../../rooms/identity/routes.ts';
import { routes as relations } from '../../rooms/relations/routes.ts';

/** Every route of the API. */
export function allRoutes(): AnyRoute[] {
  return [...identity, ...relations];
}

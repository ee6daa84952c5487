import type { Db } from '../../kit/db/index.ts';
import type { AnyRoute } from '../../kit/http/index.ts';
import { importRoutes } from '../../flows/import-routes.ts';
import { personRoutes } from '../../flows/person-routes.ts';
import { sampleRoutes } from '../../flows/sample-brand/routes.ts';
import { routes as identity } from '../../rooms/identity/routes.ts';
import { routes as relations } from '../../rooms/relations/routes.ts';

/** Every route of the API. @param host where routes that keep files find the database and the data folder */
export function allRoutes(host: { db: Db; dataDir: string }): AnyRoute[] {
  return [...identity, ...relations, ...personRoutes, ...importRoutes(host), ...sampleRoutes(host)];
}

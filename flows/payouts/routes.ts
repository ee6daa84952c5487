import type { Route } from '../../kit/http/index.ts';
import { withdrawalRoutes } from './withdrawal-routes.ts';

/** Every route of money on its way to people. */
export const payoutRoutes: Route[] = [...withdrawalRoutes];

import type { Route } from '../../kit/http/index.ts';
import { caseRoutes } from './case-routes.ts';
import { statementRoutes } from './statement-routes.ts';
import { withdrawalRoutes } from './withdrawal-routes.ts';

/** Every route of money on its way to people. */
export const payoutRoutes: Route[] = [...withdrawalRoutes, ...caseRoutes, ...statementRoutes];

import type { Route } from '../../kit/http/index.ts';
import { actualsRoutes } from './actuals-routes.ts';
import { designRoutes } from './design-routes.ts';
import { diagnosisRoutes } from './diagnosis-routes.ts';
import { modelRoutes } from './model-routes.ts';
import { scriptRoutes } from './script-routes.ts';

/** Everything the planner answers; what creates things of other rooms is a flow. */
export const routes: Route[] = [...modelRoutes, ...designRoutes, ...diagnosisRoutes, ...scriptRoutes, ...actualsRoutes];

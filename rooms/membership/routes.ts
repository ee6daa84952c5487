import type { Route } from '../../kit/http/index.ts';
import { cardRoutes } from './card-routes.ts';
import { ceremonyRoutes } from './ceremony-routes.ts';
import { invitationRoutes } from './invitation-routes.ts';
import { letterRoutes } from './letter-routes.ts';
import { redemptionRoutes } from './redemption-routes.ts';
import { tierRoutes } from './tier-routes.ts';

/** The routes of cards and of the life of a member; what moves money on a card is in flows. */
export const routes: Route[] = [...cardRoutes, ...redemptionRoutes, ...ceremonyRoutes, ...letterRoutes, ...tierRoutes, ...invitationRoutes];

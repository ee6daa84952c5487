import type { Db } from '../../kit/db/index.ts';
import type { AnyRoute } from '../../kit/http/index.ts';
import type { askOutside } from '../../kit/outside/index.ts';
import type { LocalFetch } from '../../flows/sample-brand/acts.ts';
import { bondRoutes } from '../../flows/bonds/routes.ts';
import { registerFlows } from '../../flows/index.ts';
import { happyDealRoutes } from '../../flows/happy-deal/routes.ts';
import { importRoutes } from '../../flows/import-routes.ts';
import { cardMoneyRoutes } from '../../flows/card-routes.ts';
import { moneyRoutes } from '../../flows/money-routes.ts';
import { ownDataRoutes } from '../../flows/own-data/routes.ts';
import { orderRoutes } from '../../flows/order-routes.ts';
import { paymentRoutes } from '../../flows/payments/routes.ts';
import { payoutRoutes } from '../../flows/payouts/routes.ts';
import { personRoutes } from '../../flows/person-routes.ts';
import { pointsRoutes } from '../../flows/points/routes.ts';
import { routes as channels } from '../../rooms/channels/routes.ts';
import { wechatRoutes } from '../../flows/shop/wechat-routes.ts';
import { buyRoutes } from '../../flows/shop/buy-routes.ts';
import { frontRoutes } from '../../flows/shop/front-routes.ts';
import { tierRoutes } from '../../flows/tiers/routes.ts';
import { printDesignRoutes } from '../../flows/print-design/routes.ts';
import { shareRoutes } from '../../flows/share/routes.ts';
import { partnerShopRoutes } from '../../flows/shop/partner-routes.ts';
import { signInRoutes } from '../../flows/shop/sign-in-routes.ts';
import { sampleRoutes } from '../../flows/sample-brand/routes.ts';
import { webhookRoutes } from '../../flows/webhook-routes.ts';
import { countDownline } from '../../rooms/analytics/index.ts';
import { routes as analytics } from '../../rooms/analytics/routes.ts';
import { routes as catalog } from '../../rooms/catalog/routes.ts';
import { setCurrencyRule } from '../../rooms/identity/index.ts';
import { routes as identity } from '../../rooms/identity/routes.ts';
import { routes as ledger } from '../../rooms/ledger/routes.ts';
import { hasSales, peopleWhoPaid } from '../../rooms/orders/index.ts';
import { routes as membership } from '../../rooms/membership/routes.ts';
import { routes as orders } from '../../rooms/orders/routes.ts';
import { routes as partners } from '../../rooms/partners/routes.ts';
import { askOrdersWith, countDownlineWith } from '../../rooms/relations/index.ts';
import { routes as points } from '../../rooms/points/routes.ts';
import { knowPaidBuyers } from '../../rooms/pricing/index.ts';
import { makeItSoRoutes } from '../../flows/make-it-so/routes.ts';
import { routes as planner } from '../../rooms/planner/routes.ts';
import { routes as pricing } from '../../rooms/pricing/routes.ts';
import { routes as relations } from '../../rooms/relations/routes.ts';

/** Every route of the API. @param host where routes that keep files find the database and the data folder; `local` asks this API itself */
export function allRoutes(host: { db: Db; dataDir: string; ask?: typeof askOutside; local: LocalFetch }): AnyRoute[] {
  return [
    ...identity,
    ...analytics,
    ...relations,
    ...catalog,
    ...membership,
    ...cardMoneyRoutes,
    ...points,
    ...pricing,
    ...orders,
    ...ledger,
    ...partners,
    ...moneyRoutes,
    ...payoutRoutes,
    ...bondRoutes,
    ...orderRoutes,
    ...personRoutes,
    ...ownDataRoutes,
    ...pointsRoutes,
    ...channels,
    ...signInRoutes,
    ...partnerShopRoutes,
    ...frontRoutes,
    ...buyRoutes(host),
    ...wechatRoutes(host),
    ...importRoutes(host),
    ...sampleRoutes(host),
    ...webhookRoutes,
    ...paymentRoutes(host),
    ...tierRoutes,
    ...shareRoutes,
    ...printDesignRoutes,
    ...happyDealRoutes,
    ...planner,
    ...makeItSoRoutes,
  ];
}

/** What rooms must be told of rooms above them, and what reacts to what. Calling it again changes nothing. */
export function joinRooms(): void {
  setCurrencyRule(hasSales);
  knowPaidBuyers(peopleWhoPaid);
  countDownlineWith(countDownline);
  askOrdersWith(peopleWhoPaid);
  registerFlows();
}

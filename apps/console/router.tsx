import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { HomePage } from './features/analytics/home/home-page.tsx';
import { needWords, type LaterWords } from './words/load.ts';
import { Boot, BrandFrame, NotFound, NotFoundInside, PageFault, PageWait, Start } from './shell/boot.tsx';

const root = createRootRoute({ component: Boot, notFoundComponent: NotFound });
const start = createRoute({ getParentRoute: () => root, path: '/', component: Start });
const welcome = createRoute({
  getParentRoute: () => root,
  path: 'welcome',
  component: lazyRouteComponent(() => import('./features/identity/welcome-page.tsx'), 'WelcomePage'),
});
const signIn = createRoute({
  getParentRoute: () => root,
  path: 'sign-in',
  component: lazyRouteComponent(() => import('./features/identity/sign-in-page.tsx'), 'SignInPage'),
});
const setUp = createRoute({
  getParentRoute: () => root,
  path: 'set-up',
  component: lazyRouteComponent(() => import('./features/identity/set-up-page.tsx'), 'SetUpPage'),
});

const brand = createRoute({ getParentRoute: () => root, path: 'b/$brand', component: BrandFrame, notFoundComponent: NotFoundInside });
const home = createRoute({ getParentRoute: () => brand, path: '/', component: HomePage });

/** A page below the brand that is fetched when it is first opened, with the words it needs beyond those of the start. */
const page = <Module extends Record<string, unknown>>(
  path: string,
  load: () => Promise<Module>,
  name: keyof Module & string,
  ...words: LaterWords[]
) =>
  createRoute({
    getParentRoute: () => brand,
    path,
    component: lazyRouteComponent(async () => {
      const [module] = await Promise.all([load(), needWords(...words)]);
      return module as Record<string, never>;
    }, name),
  });

const stagesPages = () => import('./features/analytics/stages-page.tsx');
const planEditor = () => import('./features/partners/plan-editor-page.tsx');
const settings = () => import('./features/identity/settings-pages.tsx');
const settingsPayments = () => import('./pages/settings-payments.tsx');

const pages = [
  page('people', () => import('./features/analytics/people-page.tsx'), 'PeoplePage'),
  page('people/stages', stagesPages, 'StagesPage'),
  page('people/cohorts', () => import('./features/analytics/cohorts-page.tsx'), 'CohortsPage'),
  page('people/sources', () => import('./features/analytics/sources/sources-page.tsx'), 'SourcesPage', 'sources'),
  page('people/rfm', () => import('./features/analytics/rfm-page.tsx'), 'RfmPage'),
  page('people/ranking', () => import('./features/analytics/ranking-page.tsx'), 'RankingPage'),
  page('people/natural', () => import('./features/analytics/candidates-page.tsx'), 'CandidatesPage'),
  page('people/$id', () => import('./pages/person.tsx'), 'WholePerson', 'prediction', 'relations', 'money', 'orders', 'membership'),
  page('orders', () => import('./features/orders/orders-page.tsx'), 'OrdersPage', 'orders'),
  page('orders/new', () => import('./features/orders/new-order-page.tsx'), 'NewOrderPage', 'orders'),
  page('orders/$id', () => import('./features/orders/order-page.tsx'), 'OrderPage', 'orders'),
  page('deals', () => import('./features/orders/deals-page.tsx'), 'DealsPage', 'orders'),
  page('refunds', () => import('./features/aftersale/refunds-page.tsx'), 'RefundsPage', 'aftersale'),
  page('reviews', () => import('./features/aftersale/reviews-page.tsx'), 'ReviewsPage', 'aftersale'),
  page('ladder', () => import('./features/catalog/ladder-page.tsx'), 'LadderPage'),
  page('products', () => import('./features/catalog/products-page.tsx'), 'ProductsPage'),
  page('products/$id', () => import('./pages/product.tsx'), 'ProductWithPrices'),
  page('prices', () => import('./features/pricing/prices-page.tsx'), 'PricesPage'),
  page('prices/why', () => import('./features/pricing/why-page.tsx'), 'WhyPage'),
  page('look', () => import('./features/pricing/look-page.tsx'), 'LookPage'),
  page('coupons', () => import('./features/pricing/coupons-page.tsx'), 'CouponsPage'),
  page('cards', () => import('./features/membership/cards-page.tsx'), 'CardsPage', 'membership'),
  page('points', () => import('./features/membership/points-page.tsx'), 'PointsPage', 'membership'),
  page('desk', () => import('./features/membership/desk-page.tsx'), 'DeskPage', 'membership'),
  page('ceremony', () => import('./features/membership/ceremony-page.tsx'), 'CeremonyPage', 'membership', 'ceremonies'),
  page('tiers', () => import('./features/membership/tiers-page.tsx'), 'TiersPage', 'membership'),
  page('outlets', () => import('./features/membership/outlets-page.tsx'), 'OutletsPage', 'membership'),
  page('refer', () => import('./features/partners/plans-page.tsx'), 'PlansPage', 'partners'),
  page('refer/plans/new', planEditor, 'NewPlanPage', 'partners'),
  page('refer/plans/$id/edit', planEditor, 'EditPlanPage', 'partners'),
  page('refer/plans/$id', () => import('./features/partners/plan-page.tsx'), 'PlanPage', 'partners'),
  page('refer/plans/$id/changes', () => import('./features/partners/plan-changes-page.tsx'), 'PlanChangesPage', 'partners'),
  page('refer/partners', () => import('./features/partners/partners-page.tsx'), 'PartnersPage', 'partners'),
  page('refer/levels', () => import('./features/partners/levels-page.tsx'), 'LevelsPage', 'partners'),
  page('refer/pool', () => import('./features/partners/pool-page.tsx'), 'PoolPage', 'partners'),
  page('refer/chains', () => import('./features/chains/chains-page.tsx'), 'ChainsPage', 'chains'),
  page('refer/deal', () => import('./features/deal/deal-page.tsx'), 'DealPage', 'partners', 'deal'),
  page('refer/applications', () => import('./features/joining/applications-page.tsx'), 'ApplicationsPage', 'partners', 'joining'),
  page('refer/training', () => import('./features/joining/training-page.tsx'), 'TrainingPage', 'partners', 'joining'),
  page('refer/materials', () => import('./features/joining/materials-page.tsx'), 'MaterialsPage', 'partners', 'joining'),
  page('refer/team', () => import('./features/joining/team-page.tsx'), 'TeamPage', 'partners', 'joining'),
  page('refer/leads', () => import('./features/joining/leads-page.tsx'), 'LeadsPage', 'partners', 'joining'),
  page('money', () => import('./features/money/settlement-page.tsx'), 'SettlementPage', 'money'),
  page('money/withdrawals', () => import('./features/money/withdrawals-page.tsx'), 'WithdrawalsPage', 'money'),
  page('money/cases', () => import('./features/money/cases-page.tsx'), 'CasesPage', 'money'),
  page('money/ledger', () => import('./features/money/ledger-page.tsx'), 'LedgerPage', 'money'),
  page(
    'plan/diagnose',
    () => import('./features/planner/diagnose/diagnose-page.tsx'),
    'DiagnosePage',
    'plan',
    'planner',
    'diagnosis',
    'diagnose',
  ),
  page(
    'plan/diagnoses/$id',
    () => import('./features/planner/diagnose/result-page.tsx'),
    'ResultPage',
    'plan',
    'planner',
    'diagnosis',
    'diagnose',
  ),
  page('plan', () => import('./features/planner/designs-page.tsx'), 'DesignsPage', 'plan', 'planner'),
  page('plan/designs/$id', () => import('./features/planner/design/design-page.tsx'), 'DesignPage', 'plan', 'planner', 'design'),
  page('plan/make', () => import('./features/planner/proposals/proposals-page.tsx'), 'ProposalsPage', 'plan', 'planner', 'proposals'),
  page('plan/land', () => import('./features/planner/land/land-page.tsx'), 'LandPage', 'planner', 'steps', 'land'),
  page(
    'plan/map',
    () => import('./features/planner/land/map-page.tsx'),
    'MapPage',
    'planner',
    'treasure',
    'knowledge',
    'diagnosis',
    'land',
  ),
  page(
    'plan/actuals',
    () => import('./features/planner/actuals/actuals-page.tsx'),
    'ActualsPage',
    'plan',
    'planner',
    'simulate',
    'actuals',
  ),
  page('plan/scripts', () => import('./features/planner/scripts/scripts-page.tsx'), 'ScriptsPage', 'plan', 'planner', 'scripts'),
  page('plan/simulate', () => import('./features/planner/simulate/simulate-page.tsx'), 'SimulatePage', 'plan', 'planner', 'simulate'),
  page(
    'plan/simulate/formulas',
    () => import('./features/planner/simulate/formulas-page.tsx'),
    'FormulasPage',
    'plan',
    'planner',
    'simulate',
  ),
  page('plan/simulate/levers', () => import('./features/planner/simulate/levers-page.tsx'), 'LeversPage', 'plan', 'planner', 'simulate'),
  page('plan/simulate/compare', () => import('./features/planner/simulate/compare-page.tsx'), 'ComparePage', 'plan', 'planner', 'simulate'),
  page(
    'plan/simulate/calculators',
    () => import('./features/planner/simulate/calculators-page.tsx'),
    'CalculatorsPage',
    'plan',
    'planner',
    'simulate',
  ),
  page('plan/predict', () => import('./pages/predict.tsx'), 'PredictInPlan', 'planner', 'prediction'),
  page('import', () => import('./features/imports/import-page.tsx'), 'ImportPage'),
  page('imports', () => import('./features/imports/runs-page.tsx'), 'RunsPage'),
  page('imports/$id', () => import('./features/imports/run-page.tsx'), 'RunPage'),
  page('settings', settings, 'BrandSettingsPage'),
  page('settings/staff', settings, 'StaffPage'),
  page('settings/keys', settings, 'KeysPage'),
  page('settings/payments', settingsPayments, 'PaymentSettingsPage'),
  page('settings/sign-in', settingsPayments, 'SignInSettingsPage', 'channels'),
  page('settings/webhooks', settingsPayments, 'WebhookSettingsPage'),
  page('settings/privacy', settingsPayments, 'PrivacySettingsPage', 'privacy'),
  page('settings/audit', settings, 'AuditPage'),
  page('settings/account', settings, 'AccountPage'),
];

export const router = createRouter({
  routeTree: root.addChildren([start, welcome, signIn, setUp, brand.addChildren([home, ...pages])]),
  defaultPreload: false,
  defaultPendingMs: 300,
  defaultPendingComponent: PageWait,
  defaultErrorComponent: PageFault,
  defaultNotFoundComponent: NotFound,
  scrollRestoration: true,
  // Filters are plain text in the address: `?stage=repeat&sort=own`, readable and shareable.
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search) => {
    const text = new URLSearchParams(search as Record<string, string>).toString();
    return text ? `?${text}` : '';
  },
});

/** What the pages are called to which the steps and the treasure map lead, by their path below the brand. */
const names: Readonly<Record<string, string>> = {
  '': 'shell:search.page.home',
  people: 'shell:search.page.people',
  'people/stages': 'shell:search.page.stages',
  'people/cohorts': 'shell:search.page.cohorts',
  orders: 'shell:search.page.orders',
  reviews: 'shell:search.page.reviews',
  ladder: 'shell:search.page.ladder',
  products: 'shell:search.page.products',
  prices: 'shell:search.page.prices',
  cards: 'shell:search.page.cards',
  ceremony: 'shell:search.page.ceremony',
  tiers: 'shell:search.page.tiers',
  refer: 'shell:search.page.plans',
  'refer/partners': 'shell:search.page.partners',
  'refer/chains': 'shell:search.page.chains',
  'refer/deal': 'shell:search.page.deal',
  'refer/training': 'shell:search.page.training',
  'refer/materials': 'shell:search.page.materials',
  'settings/staff': 'shell:search.page.staff',
  'settings/payments': 'land:page.payments',
  plan: 'planner:tabs.actuals',
  'plan/actuals': 'planner:tabs.actuals',
  'plan/diagnose': 'planner:tabs.diagnose',
  'plan/design': 'planner:tabs.designs',
  'plan/simulate': 'planner:tabs.simulate',
  'plan/scripts': 'planner:tabs.scripts',
};

const parts: Readonly<Record<string, string>> = {
  'road.canvas': 'canvas',
  'road.faces': 'brands',
  'road.owners': 'team',
  intent: 'canvas',
  brand: 'brands',
  '2': 'canvas',
};

/** The word by which a page is known: "open it" for one nobody named. */
export function nameOf(screen: string): string {
  return names[screen.replace(/\?.*/, '')] ?? 'land:page.there';
}

/**
 * Where a link of the content leads in this brand: the page of the design in question stands for `plan/design`, opened at the part it is
 * about, and whether a design is lived by is seen where plan and actual are.
 */
export function placeOf(screen: string, about: string, designId: string | null): string {
  if (screen === 'plan') return designId === null ? 'plan' : `plan/actuals?design=${designId}`;
  if (screen === 'plan/simulate') return designId === null ? screen : `${screen}?design=${designId}`;
  if (screen !== 'plan/design') return screen;
  if (designId === null) return 'plan';
  const part = parts[about];
  return `plan/designs/${designId}${part ? `?part=${part}` : ''}`;
}

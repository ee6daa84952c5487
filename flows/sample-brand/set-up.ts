import type { Acts } from './acts.ts';
import living from './living.json' with { type: 'json' };

const LEVEL_DAYS = 90;

/** What the people of the sample brand know their things by, once these stand. */
export interface Standing {
  readonly outlets: readonly string[];
}

/** Minor units as the API takes them. */
export function fen(amount: number): { amount: string; currency: 'CNY' } {
  return { amount: String(amount), currency: 'CNY' };
}

/** The day the brand begins with the product: cards, tiers, prices, a ceremony, a plan that was judged, partners, and who helps. */
export async function setUp(acts: Acts, partners: readonly string[]): Promise<Standing> {
  await acts.patch('/brand', 'accent', { accent: living.accent });
  await acts.patch('/order-settings', 'adviser', { adviser: living.adviser });
  await acts.post('/payment-accounts', 'till', { provider: 'test' });
  await acts.patch('/points-rules', 'points', {
    isOn: true,
    checkIn: { points: 1, streaks: [{ days: 7, points: 10 }] },
    times: [{ ladderRole: 'fan', timesPpm: 0 }],
  });
  const outlets: string[] = [];
  for (const outlet of living.outlets) outlets.push((await acts.post('/outlets', outlet.name, outlet)).id);
  await addCards(acts);
  await addPrices(acts);
  await acts.patch('/ceremony', 'ceremony', { steps: living.ceremony });
  await addPlan(acts);
  for (const person of partners) {
    await acts.post('/partners', `partner ${person}`, { person: `ext:${person}`, level: living.levels[0]!.id });
  }
  return { outlets };
}

async function addCards(acts: Acts): Promise<void> {
  const { guide, daily, year, month, gift } = living;
  await acts.post('/products', guide.id, {
    externalId: guide.id,
    name: guide.name,
    kind: 'virtual',
    ladderRole: 'fan',
    price: fen(0),
    delivery: { kind: 'text', text: guide.text },
  });
  for (const [each, ladderRole, kind] of [
    [daily, 'entry', 'service'],
    [gift, 'companion', 'goods'],
  ] as const) {
    await acts.post('/products', each.id, {
      externalId: each.id,
      name: each.name,
      ladderRole,
      kind,
      price: fen(each.price),
      cost: fen(each.cost),
    });
  }
  for (const { id, name, price, description } of [year, month]) {
    await acts.post('/products', id, {
      externalId: id,
      name,
      description,
      kind: 'service',
      ladderRole: 'membership',
      price: fen(price),
    });
  }
  const yearly = await acts.post('/cards', 'year', { product: `ext:${year.id}`, kind: 'pass', term: { unit: 'year' } });
  await acts.post('/cards', 'month', {
    product: `ext:${month.id}`,
    kind: 'pass',
    term: { unit: 'month' },
    grant: { item: `ext:${daily.id}`, units: 1, per: 'day' },
  });
  for (const tier of living.tiers) await acts.post('/tiers', tier.name, tier);
  for (const { cap, cost, ...privilege } of living.privileges) {
    const cell = { card: yearly.id, ...(cap === undefined ? {} : { cap }), ...(cost === undefined ? {} : { unitCost: fen(cost) }) };
    await acts.post('/privileges', privilege.name, { ...privilege, cells: [cell] });
  }
}

async function addPrices(acts: Acts): Promise<void> {
  const { memberPrice, friendPrice, gift } = living;
  await acts.post('/price-rules', 'member', { ...memberPrice, kind: 'stage', stages: ['member'], ladderRole: 'entry' });
  await acts.post('/price-rules', 'friend', {
    name: friendPrice.name,
    kind: 'referral',
    product: 'ext:tea-01',
    price: fen(friendPrice.price),
  });
  await acts.patch('/happy-deal', 'deal', { isOn: true, onReferral: { product: `ext:${gift.id}` } });
}

async function addPlan(acts: Acts): Promise<void> {
  for (const { reach, keep, ...level } of living.levels) {
    const rule =
      reach === undefined ? null : { measure: 'sales', windowDays: LEVEL_DAYS, graceDays: 60, reach: fen(reach), keep: fen(keep) };
    await acts.post('/partner-levels', level.id, { ...level, rule });
  }
  // A cup that is given away at a loss pays nobody.
  const { name, ratePpm, taster } = living.plan;
  const plan = await acts.post('/commission-plans', 'plan', {
    name,
    levels: [{ depth: 1, ratePpm }],
    overrides: [{ when: { product: `ext:${taster}` }, depth: 1, ratePpm: 0 }],
  });
  await acts.post(`/commission-plans/${plan.id}/publish`, 'publish', {});
  await acts.post('/lessons', 'lesson', { ...living.lesson, isPublished: true });
  for (const { product, ...material } of living.materials) {
    await acts.post('/materials', material.title, { ...material, product: `ext:${product}`, isPublished: true });
  }
}

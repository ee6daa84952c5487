import { createClient, type Client } from '../sdk/index.ts';

/** Addresses of a sandbox brand in which money has moved. */
export interface Lab {
  readonly order: string;
  readonly unpaid: string;
  readonly plan: string;
  readonly draft: string;
  readonly person: string;
  readonly partner: string;
  readonly withdrawal: string;
  readonly moneyCase: string;
  readonly design: string;
}

const cny = (yuan: number) => ({ amount: String(yuan * 100), currency: 'CNY' });

/** A brand with a plan, three partners, one about to fall a level, a card with a privilege, orders in every state, a withdrawal and a case; one name is as long as names get. */
export async function seedLab(url: string): Promise<Lab> {
  await (await clientOf(url)).brands.create({ slug: 'lab', name: '山前茶事 沙盒', sandbox: true, policy: 'CN' });
  const client = await clientOf(url, 'lab');
  const long = '欧阳婉清·一个名字特别特别长的老顾客朋友四十个字左右到这里为止还要再长一点点';
  for (const [externalId, name] of Object.entries({ first: '林小雨', second: long, third: 'محمد علي', buyer: '李雷 🍵' })) {
    await client.people.create({ externalId, name });
  }
  const chain = ['first', 'second', 'third', 'buyer'];
  for (const [at, referrer] of chain.slice(0, -1).entries()) {
    await client.referrals.create({ person: `ext:${chain[at + 1] ?? ''}`, referrer: `ext:${referrer}` });
  }
  await client.products.create({ externalId: 'tea', name: '古树普洱 357 克', ladderRole: 'core', price: cny(398), cost: cny(140) });
  await client.products.create({
    externalId: 'gift',
    name: 'Aged tea in a box',
    ladderRole: 'premium',
    price: cny(12_880),
    cost: cny(5200),
  });
  const rule = { measure: 'sales', windowDays: 90, graceDays: 60, reach: cny(5000), keep: cny(2000) } as const;
  await client.partnerLevels.create({ id: 'gold', label: '金牌', rank: 2, rule });
  const partners = [];
  for (const person of ['first', 'second', 'third'])
    partners.push(await client.partners.create({ person: `ext:${person}`, level: 'gold' }));
  const levels = [
    { depth: 1, ratePpm: 100_000 },
    { depth: 2, ratePpm: 40_000 },
  ];
  const override = { when: { product: 'ext:gift' }, depth: 1, ratePpm: 150_000 };
  const plan = await client.commissionPlans.create({ name: 'Two levels', levels, overrides: [override] });
  await client.commissionPlans.publish(plan.id, { acknowledge: { risk: true, legalContact: 'counsel' } });
  const draft = await client.commissionPlans.create({
    name: 'Too much',
    levels: [...levels, { depth: 3, ratePpm: 900_000 }],
    hold: { days: 1 },
  });

  const order = await sell(client, 'buyer', [
    { product: 'ext:tea', quantity: 2 },
    { product: 'ext:gift', quantity: 1 },
  ]);
  await client.orders.receive(order, {});
  await client.orders.refund(order, { lines: [{ line: 1, amount: cny(100) }] });
  await sell(client, 'third', [{ product: 'ext:gift', quantity: 1 }]);
  const unpaid = await client.orders.place({ person: 'ext:first', lines: [{ product: 'ext:tea', quantity: 1 }] });
  const { now } = await client.brand.get();
  await client.sandbox.setClock({ now: new Date(Date.parse(now) + 16 * 86_400_000).toISOString() });
  const later = await sell(client, 'buyer', [{ product: 'ext:tea', quantity: 1 }]);
  await client.orders.receive(later, {});
  await client.orders.receive(await sell(client, 'third', [{ product: 'ext:tea', quantity: 1 }]), {});
  await client.products.create({ externalId: 'club', name: 'Club', ladderRole: 'membership', price: cny(10) });
  const card = await client.cards.create({ product: 'ext:club', kind: 'pass', term: { unit: 'year' } });
  await client.privileges.create({ name: 'A seat by the window', kind: 'service', cells: [{ card: card.id, cap: 2 }] });
  await sell(client, 'third', [{ product: 'ext:club', quantity: 1 }]);
  await client.orders.claim(later, { lines: [1], reason: 'one cake is broken' });

  const payee = { legalName: '穆罕默德', idNumber: '310101199001010011', account: '6222020000000001', bornOn: '1990-01-01' };
  await client.people.updatePayee('ext:third', payee);
  const withdrawal = await client.people.withdraw('ext:third', { amount: cny(50) });
  const moneyCase = await client.cases.open({ kind: 'review', person: 'ext:second', reason: 'many orders of one address' });
  const person = await client.people.get('ext:third');
  const design = await client.designs.create({ name: '茶山的商业设计', template: 'milk-tea' });
  const steps = { '1': { owner: '林小雨', due: '2026-01-31', note: '先把红线看一遍' } };
  await client.designs.update(design.id, { version: design.version, document: { ...design.document, steps } });
  return {
    order,
    unpaid: unpaid.id,
    plan: plan.id,
    draft: draft.id,
    person: person.id,
    partner: partners[1]?.id ?? '',
    withdrawal: withdrawal.id,
    moneyCase: moneyCase.id,
    design: design.id,
  };
}

/** An order paid in full. */
async function sell(client: Client, person: string, lines: { product: string; quantity: number }[]): Promise<string> {
  const placed = await client.orders.place({ person: `ext:${person}`, lines });
  await client.orders.pay(placed.id, { amount: placed.total });
  return placed.id;
}

/** A client as the console on this computer has one. */
export async function clientOf(url: string, brand?: string): Promise<Client> {
  const session = await fetch(`${url}/api/v1/session`);
  const cookie = session.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ');
  const withCookie: typeof fetch = async (address, init) => {
    const headers = new Headers(init?.headers);
    headers.set('cookie', cookie);
    return await fetch(address, { ...init, headers });
  };
  return createClient({ baseUrl: url, fetch: withCookie, ...(brand === undefined ? {} : { brand }) });
}

import type { Client } from '../sdk/index.ts';
import { clientOf } from './lab.ts';

const cny = (fen: number) => ({ amount: String(fen), currency: 'CNY' });

/** A trial shop with something on every step, a friend's price, an adviser, and a name as long as names get. */
export async function seedStorefront(url: string, slug: string): Promise<void> {
  await (await clientOf(url)).brands.create({ slug, name: '山前茶事', sandbox: true, policy: 'CN' });
  const client = await clientOf(url, slug);
  await client.products.create({
    externalId: 'guide',
    name: '冲茶小册子',
    kind: 'virtual',
    ladderRole: 'fan',
    price: cny(0),
    delivery: { kind: 'text', text: '水温 95 度，第一泡 10 秒。\nPour at 95 °C, ten seconds.' },
  });
  await client.products.create({
    externalId: 'taste',
    name: '三泡试喝装',
    ladderRole: 'entry',
    price: cny(1990),
    cost: cny(600),
    stock: 7,
    description: '三款茶各一泡，够你知道自己喜欢哪一种。',
  });
  const tea = await client.products.create({
    externalId: 'tea',
    name: '古树普洱',
    ladderRole: 'core',
    price: cny(39_800),
    cost: cny(14_000),
  });
  await client.products.addSku(tea.id, { externalId: 'tea-357', name: '357 克饼', stock: 3 });
  await client.products.addSku(tea.id, { externalId: 'tea-100', name: '100 克小沱', price: cny(12_800), cost: cny(4000), stock: 0 });
  const ticket = await client.products.create({
    externalId: 'class',
    name: '线上茶课（赠答疑）',
    kind: 'virtual',
    ladderRole: 'core',
    price: cny(6900),
    delivery: { kind: 'codes' },
  });
  await client.products.addCodes(ticket.id, { codes: ['TEA-7F3K-22QX', 'TEA-9M1P-84LC'] });
  await client.products.create({
    externalId: 'long',
    name: '一个名字特别特别长的礼盒：送给远方朋友的春天第一批头采明前龙井🍵 with a note written by hand محمد علي',
    ladderRole: 'premium',
    price: cny(12_345_678_900),
    cost: cny(1_000_000),
  });
  // Not for everybody yet: whoever stands in the tier buys it first.
  const tier = await client.tiers.create({ name: '银叶', reach: 500, keep: 100 });
  await client.privileges.create({ name: '新茶先买', kind: 'access', acts: 'earlyAccess', cells: [{ tier: tier.id }] });
  await client.privileges.create({ name: '包邮', kind: 'price', acts: 'freeShipping', cells: [{ tier: tier.id }] });
  const inTwoWeeks = new Date(Date.now() + 14 * 86_400_000).toISOString();
  await client.products.create({
    externalId: 'first',
    name: '明年头采',
    ladderRole: 'premium',
    price: cny(26_800),
    cost: cny(9000),
    earlyUntil: inTwoWeeks,
  });
  await client.priceRules.create({ name: '朋友介绍', kind: 'referral', ladderRole: 'entry', price: cny(1490) });
  await client.coupons.create({ code: 'SPRING', off: cny(500) });
  await client.orderSettings.update({
    shipping: cny(800),
    freeShippingFrom: cny(9900),
    adviser: { name: '小满', text: '每天 9 点到 21 点在', url: 'https://example.com/adviser' },
  });
  await client.paymentAccounts.create({ provider: 'test' });
}

/** Sells somebody a card that costs less than the one cup it gives a day. */
export async function sellSmallCard(client: Client, person: string): Promise<void> {
  await client.products.create({ externalId: 'cup', name: '一杯茶', ladderRole: 'entry', price: cny(1500), cost: cny(300) });
  await client.products.create({ externalId: 'small', name: '小月卡', ladderRole: 'membership', price: cny(900) });
  await client.cards.create({
    product: 'ext:small',
    kind: 'pass',
    term: { unit: 'month' },
    grant: { item: 'ext:cup', units: 1, per: 'day' },
  });
  await client.outlets.create({ name: '一号店' });
  const { id } = await client.orders.place({ person, lines: [{ product: 'ext:small', quantity: 1 }] });
  await client.orders.pay(id, { amount: cny(900), provider: 'manual' });
}

import { clientOf } from './lab.ts';
import type { Language } from './words.ts';

const cny = (yuan: number) => ({ amount: String(yuan * 100), currency: 'CNY' });

/** A trial brand in the words of one language, and who walks through it. */
export interface Teahouse {
  readonly slug: string;
  readonly brand: string;
  readonly card: string;
  readonly tea: string;
  readonly cup: string;
  /** what a friend gets before their first order, with it, and whoever brought them for it */
  readonly gifts: { readonly before: string; readonly after: string; readonly onReferral: string };
  /** what the card costs, the tea, and the tea for friends, in yuan */
  readonly prices: { readonly card: number; readonly tea: number; readonly friend: number };
  /** of the price, to whoever introduced the buyer */
  readonly sharePpm: number;
  readonly first: string;
  readonly second: string;
  readonly legalName: string;
}

const ours = { prices: { card: 99, tea: 3980, friend: 3480 }, sharePpm: 200_000 };

const teahouses: Readonly<Record<Language, Teahouse>> = {
  'zh-CN': {
    ...ours,
    slug: 'shanqian',
    brand: '山前茶事',
    card: '每日一杯 · 月卡',
    tea: '2012 年老白茶 整饼',
    cup: '今日手冲',
    gifts: { before: '友人茶笺', after: '竹制茶则', onReferral: '手绘茶盏' },
    first: '林小雨',
    second: '陈默',
    legalName: '林小雨',
  },
  en: {
    ...ours,
    slug: 'hillside',
    brand: 'Hillside Tea',
    card: 'A cup a day, for a month',
    tea: 'White tea of 2012, whole cake',
    cup: 'Cup of the day',
    gifts: { before: 'A letter on tea', after: 'Bamboo tea scoop', onReferral: 'Hand-painted cup' },
    first: 'Rain Lin',
    second: 'Mo Chen',
    legalName: 'Lin Xiaoyu',
  },
};

const said = {
  'zh-CN': {
    guide: '冲茶小册子',
    guideText: '水温 95 度，第一泡 10 秒。',
    teaText: '福鼎高山白毫银针压制，干仓十年。\n汤色杏黄，入口有枣香。',
    friendPrice: '朋友介绍',
    plan: '老朋友计划',
    level: '知茶人',
    adviser: { name: '小满', text: '每天 9 点到 21 点在', url: 'https://example.com/adviser' },
    letter: '这家店从一张茶桌开始。桌子不大，坐下的人都还记得彼此。你来了，桌子就大了一点。',
    founder: '阿山',
    kit: ['一只盖碗', '三泡试喝', '一张手写的卡片'],
    mentor: '小满',
    lesson: '怎样说茶，才对得起朋友',
    lessonText: '只说自己喝过的。\n\n不说治病，不说升值。',
    ask: '可以说这款茶能治失眠吗？',
    answers: ['可以', '不可以'],
    material: '给朋友的一段话',
    materialText: '我自己喝了三个月的一饼老白茶，枣香很足，送给长辈也合适。',
    outlet: '龙井路店',
  },
  en: {
    guide: 'A little book of brewing',
    guideText: 'Water at 95 °C, ten seconds for the first cup.',
    teaText: 'Silver needle from the hills of Fuding, pressed and kept dry for ten years.\nApricot in the cup, dates on the tongue.',
    friendPrice: 'Brought by a friend',
    plan: 'Old friends',
    level: 'Tea friend',
    adviser: { name: 'Manman', text: 'There from 9 to 21 every day', url: 'https://example.com/adviser' },
    letter: 'This shop began with one table. It was small, and whoever sat at it is still remembered. With you it has grown a little.',
    founder: 'Shan',
    kit: ['A lidded cup', 'Three teas to taste', 'A card written by hand'],
    mentor: 'Manman',
    lesson: 'How to speak of tea to a friend',
    lessonText: 'Speak only of what you drink yourself.\n\nNothing about healing, nothing about rising prices.',
    ask: 'May you say that this tea cures sleeplessness?',
    answers: ['Yes', 'No'],
    material: 'A few words for a friend',
    materialText: 'A white tea I have been drinking for three months. It tastes of dates, and it makes a good present.',
    outlet: 'Longjing Road',
  },
} as const;

/** Everything the journey needs of its brand: a ladder, a card, a ceremony, a price for friends, a plan, and who helps. */
export async function openTeahouse(url: string, language: Language): Promise<Teahouse> {
  const house = teahouses[language];
  const words = said[language];
  await (await clientOf(url)).brands.create({ slug: house.slug, name: house.brand, sandbox: true, policy: 'CN' });
  const client = await clientOf(url, house.slug);
  const text = words.guideText;
  await client.products.create({
    externalId: 'guide',
    name: words.guide,
    kind: 'virtual',
    ladderRole: 'fan',
    price: cny(0),
    delivery: { kind: 'text', text },
  });
  await client.products.create({ externalId: 'cup', name: house.cup, ladderRole: 'entry', kind: 'service', price: cny(28), cost: cny(6) });
  await client.products.create({
    externalId: 'tea',
    name: house.tea,
    ladderRole: 'premium',
    price: cny(house.prices.tea),
    cost: cny(1500),
    stock: 24,
    description: words.teaText,
  });
  await client.products.create({
    externalId: 'month',
    name: house.card,
    ladderRole: 'membership',
    kind: 'service',
    price: cny(house.prices.card),
  });
  await client.cards.create({
    product: 'ext:month',
    kind: 'pass',
    term: { unit: 'month', count: 1 },
    grant: { item: 'ext:cup', units: 1, per: 'day' },
  });
  await client.ceremony.write({
    steps: [
      { step: 'pledge' },
      { step: 'letter', text: words.letter, name: words.founder },
      { step: 'number' },
      { step: 'welcome' },
      { step: 'kit', points: [...words.kit] },
      { step: 'privilege' },
      { step: 'mentor', name: words.mentor },
    ],
  });
  await client.priceRules.create({ name: words.friendPrice, kind: 'referral', product: 'ext:tea', price: cny(house.prices.friend) });
  const scoop = { kind: 'goods', price: cny(38), cost: cny(8), stock: 60, ladderRole: 'companion' } as const;
  await client.products.create({ externalId: 'scoop', name: house.gifts.after, ...scoop });
  await client.products.create({ externalId: 'bowl', name: house.gifts.onReferral, ...scoop, price: cny(68), cost: cny(16) });
  await client.products.create({
    externalId: 'letter',
    name: house.gifts.before,
    kind: 'virtual',
    price: cny(0),
    delivery: { kind: 'text', text: words.letter },
  });
  await client.happyDeal.update({
    isOn: true,
    before: { product: 'ext:letter', cost: cny(0) },
    after: { product: 'ext:scoop' },
    onReferral: { product: 'ext:bowl' },
  });
  await client.partnerLevels.create({ id: 'friend', label: words.level, rank: 1 });
  const plan = await client.commissionPlans.create({ name: words.plan, levels: [{ depth: 1, ratePpm: house.sharePpm }] });
  await client.commissionPlans.publish(plan.id, { acknowledge: { risk: true, legalContact: 'counsel' } });
  await client.lessons.create({
    title: words.lesson,
    body: words.lessonText,
    questions: [{ ask: words.ask, answers: [...words.answers], right: 1 }],
    isPublished: true,
  });
  await client.materials.create({ title: words.material, body: words.materialText, product: 'ext:tea', isPublished: true });
  await client.orderSettings.update({ adviser: words.adviser });
  await client.outlets.create({ name: words.outlet });
  await client.points.updateRules({ isOn: true, checkIn: { points: 1, streaks: [{ days: 7, points: 10 }] } });
  await client.paymentAccounts.create({ provider: 'test' });
  return house;
}

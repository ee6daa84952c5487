import { minorDigits } from '../../../kit/money/index.ts';
import en from '../content/cells.en.json' with { type: 'json' };
import zh from '../content/cells.zh-CN.json' with { type: 'json' };
import ladders from '../content/ladders.json' with { type: 'json' };
import treasure from '../content/treasure-map.json' with { type: 'json' };
import type { SaidJson } from '../diagnosis-api.ts';
import { bandOf, mechanismOf, monthsAtRisk, type CellFigure, type Mechanism } from '../model/cells.ts';
import { filled, type SaidFacts } from '../model/say.ts';
import { majorText, plainText } from '../model/say-number.ts';
import { CONTACTS_PER_PERSON, type CellText, type GrowthLadder, type GrowthStage } from '../model/template.ts';
import { sum, type World } from './cell-world.ts';

type Language = 'zh-CN' | 'en';
type Code = keyof typeof en;

const words: Record<Language, Record<Code, string>> = { 'zh-CN': zh, en };
const PPM = 1_000_000;
const NAMES_TOLD = 3;
const HALF = 0.5;

/** What of a cell is told: its figure, the sentences under it, and where it would be recorded. */
interface Told {
  readonly figure: CellFigure | null;
  readonly said: SaidJson[];
  readonly screen: string;
}

/** A sentence about a cell. */
export function sentence(code: Code, facts: SaidFacts, language: Language): SaidJson {
  return { code, facts: { ...facts }, text: filled(words[language][code], facts, language) };
}

/** How many a month move on through what a cell holds, of all who could; where those who could are not known, of all who did. */
function through(world: World, stage: GrowthStage, own: CellText, by: number): CellFigure {
  const { months, events } = world.observed[stage];
  if (stage === 'fan' && !world.knowsFans) {
    const moved = world.moves.get(stage)?.moved ?? 0;
    return { kind: 'share', value: moved > 0 ? by / moved : 0, goal: null, isLessBetter: false, of: moved };
  }
  const goal = own.targetRatePpm === undefined || stage === 'partner' ? null : own.targetRatePpm / PPM;
  return { kind: 'rate', value: months > 0 ? by / months : 0, goal, isLessBetter: false, of: Math.max(months, events) };
}

function strangersToo(world: World, stage: GrowthStage): SaidJson[] {
  return stage === 'fan' && !world.knowsFans ? [sentence('strangers', {}, world.language)] : [];
}

/** How each ladder's cell is told. */
export const TELL: Readonly<Record<GrowthLadder, (world: World, stage: GrowthStage, own: CellText, key: string) => Told>> = {
  product: productTold,
  team: teamTold,
  scene: sceneTold,
  method: methodTold,
};

function moneyOf({ ctx, language }: World, minor: number): string {
  return majorText(minor / 10 ** minorDigits(ctx.tenant.currency), ctx.tenant.currency, language);
}

function productTold(world: World, stage: GrowthStage, own: CellText): Told {
  const names = world.products.get(stage) ?? [];
  const say = (code: Code, facts: SaidFacts) => sentence(code, facts, world.language);
  if (names.length === 0) return { figure: null, said: [say('product.none', {})], screen: 'ladder' };
  const list = world.language === 'en' ? ', ' : '、';
  const named = names.slice(0, NAMES_TOLD).join(list) + (names.length > NAMES_TOLD ? '…' : '');
  const [moves, trade] = [world.moves.get(stage), world.trade.get(stage)];
  const sold = { units: trade?.productUnits ?? 0, sales: moneyOf(world, trade?.productSales ?? 0), names: named };
  if (trade && trade.orders > 0 && trade.lined === 0) {
    return { figure: null, said: [say('product.noLines', { orders: trade.orders, names: named })], screen: 'orders' };
  }
  if (stage === 'partner') {
    if (!trade || trade.productOrders === 0)
      return { figure: null, said: [say('product.nothingSold', { names: named })], screen: 'products' };
    const value = trade.productSales / 10 ** minorDigits(world.ctx.tenant.currency);
    return {
      figure: { kind: 'money', value, goal: null, isLessBetter: false, of: trade.productOrders },
      said: [say('product.sold', sold)],
      screen: 'products',
    };
  }
  const by = moves?.byProduct ?? 0;
  if (stage === 'prospect' && by === 0) return { figure: null, said: [say('product.notTaken', { names: named })], screen: 'ladder' };
  const said = say(stage === 'prospect' ? 'product.given' : 'product.through', { by, moved: moves?.moved ?? 0, ...sold });
  return { figure: through(world, stage, own, by), said: [said, ...strangersToo(world, stage)], screen: 'ladder' };
}

function sceneTold(world: World, stage: GrowthStage, own: CellText): Told {
  const say = (code: Code, facts: SaidFacts) => sentence(code, facts, world.language);
  const scene = own.scene?.trim() ?? '';
  if (scene === '') return { figure: null, said: [say('scene.unnamed', {})], screen: world.designScreen };
  const [moves, trade] = [world.moves.get(stage), world.trade.get(stage)];
  const by = moves?.byScene ?? 0;
  if (!trade?.scened && by === 0) {
    const orders = trade?.orders ?? 0;
    return { figure: null, said: [say(orders === 0 ? 'scene.noOrders' : 'scene.noRecord', { orders })], screen: 'orders' };
  }
  const { sceneOrders: orders = 0, sceneSales = 0, scened = 0, orders: all = 0 } = trade ?? {};
  const said = [
    say('scene.through', { by, moved: moves?.moved ?? 0, orders, sales: moneyOf(world, sceneSales) }),
    ...(orders > 0 ? [averageSaid(world, scene, sceneSales / orders)] : []),
    ...(all > 0 && scened < all ? [say('scene.partly', { knownShare: scened / all })] : []),
    ...strangersToo(world, stage),
  ];
  if (stage === 'partner') {
    const value = sceneSales / 10 ** minorDigits(world.ctx.tenant.currency);
    return { figure: { kind: 'money', value, goal: null, isLessBetter: false, of: orders }, said, screen: 'orders' };
  }
  return { figure: through(world, stage, own, by), said, screen: 'orders' };
}

/** What an order in a scene is worth beside the prices that close there; bands are in yuan, another currency has none. */
function averageSaid(world: World, scene: string, minor: number): SaidJson {
  const { currency } = world.ctx.tenant;
  const band = currency === ladders.currency ? bandOf(scene) : null;
  const average = moneyOf(world, minor);
  if (band === null) return sentence('scene.own', { average }, world.language);
  const value = minor / 10 ** minorDigits(currency);
  const money = (one: number) => majorText(one, currency, world.language);
  const told = band.upTo === null ? `${money(band.from)}+` : `${money(band.from)}–${money(band.upTo)}`;
  const code = band.upTo !== null && value > band.upTo ? 'scene.above' : value < band.from ? 'scene.below' : 'scene.average';
  return sentence(code, { average, band: told }, world.language);
}

/** A share that leaves a stage each month without being seen to; whoever is a member, partner or prospect is seen to leave. */
function lossOf({ plan }: World, stage: GrowthStage): number {
  return stage === 'fan' ? plan.gF : stage === 'customer' ? plan.g1 : stage === 'repeat' ? plan.g2 : 0;
}

function teamTold(world: World, stage: GrowthStage, own: CellText, key: string): Told {
  const say = (code: Code, facts: SaidFacts) => sentence(code, facts, world.language);
  const stays = world.care.get(stage) ?? [];
  const tasks = world.tasks.get(key);
  const tasksSaid = tasks ? [say('team.tasks', tasks)] : [];
  const months = sum(stays, (stay) => monthsAtRisk(stay.begins, stay.ends, lossOf(world, stage)));
  if (stays.length === 0 || months <= 0) return { figure: null, said: [say('team.noRecord', {}), ...tasksSaid], screen: 'plan/scripts' };
  const cared = stays.filter((stay) => stay.hasMoved).length;
  const { months: all, events } = world.observed[stage];
  const knowsOthers = stage !== 'fan' || world.knowsFans;
  const [othersMonths, othersMoved] = [all - months, events - cared];
  const caredShare = cared / Math.max(months, cared);
  const others = knowsOthers && othersMonths >= 1 && othersMoved >= 0 ? othersMoved / Math.max(othersMonths, othersMoved) : null;
  const { heads = 0 } = world.speakers.get(stage) ?? {};
  const people = world.people.get(stage) ?? 0;
  const perHead = heads > 0 ? people / heads : 0;
  const isLeaving = stage === 'partner';
  const code = others === null ? 'team.caredOnly' : isLeaving ? 'team.left' : 'team.cared';
  const goal = isLeaving ? world.plan.gP : own.targetRatePpm === undefined ? null : own.targetRatePpm / PPM;
  return {
    figure: { kind: 'rate', value: caredShare, goal, isLessBetter: isLeaving, of: Math.max(months, stays.length) },
    said: [
      say(code, { people: stays.length, caredShare, othersShare: others ?? 0 }),
      ...(heads > 0 ? [say('team.load', { heads, perHead: Math.round(perHead), most: CONTACTS_PER_PERSON })] : []),
      ...tasksSaid,
    ],
    screen: 'plan/scripts',
  };
}

function methodTold(world: World, stage: GrowthStage, own: CellText): Told {
  const mechanism = mechanismOf(stage, own.offer ?? '');
  const told = METHODS[mechanism](world, stage, own);
  const orders = world.trade.get(stage)?.methodOrders ?? 0;
  const node = treasure.methods.find(({ id }) => id === mechanism);
  return {
    figure: told.figure,
    said: [...told.said, ...(orders > 0 && mechanism !== 'queue' ? [sentence('method.orders', { orders }, world.language)] : [])],
    screen: told.screen ?? node?.screen ?? 'plan',
  };
}

type MethodTold = Omit<Told, 'screen'> & { readonly screen?: string };

const METHODS: Readonly<Record<Mechanism, (world: World, stage: GrowthStage, own: CellText) => MethodTold>> = {
  virus({ language, methods, planned }) {
    const { opens, linked, brought } = methods;
    if (opens === 0 && brought === 0) return { figure: null, said: [sentence('method.virusNone', {}, language)] };
    const facts = { brought, planned: Math.round(planned.broughtPeople), opens };
    const said =
      opens === 0
        ? sentence('method.virusUnopened', facts, language)
        : sentence('method.virus', { ...facts, perThousand: Math.round((linked / opens) * 1000) }, language);
    const of = Math.max(brought, planned.broughtPeople);
    return { figure: { kind: 'count', value: brought, goal: planned.broughtPeople, isLessBetter: false, of }, said: [said] };
  },
  happyDeal(world) {
    const { giftCost, giftFriends } = world.methods;
    if (giftFriends === 0) return { figure: null, said: [sentence('method.happyDealNone', {}, world.language)] };
    const { currency } = world.ctx.tenant;
    const value = giftCost / giftFriends / 10 ** minorDigits(currency);
    const facts = {
      cost: moneyOf(world, giftCost / giftFriends),
      friends: giftFriends,
      planned: majorText(world.plan.G, currency, world.language),
    };
    return {
      figure: { kind: 'money', value, goal: world.plan.G, isLessBetter: true, of: giftFriends },
      said: [sentence('method.happyDeal', facts, world.language)],
    };
  },
  progress(world, stage, own) {
    const days = own.maxDays;
    if (days === undefined)
      return { figure: null, said: [sentence('method.progressNone', {}, world.language)], screen: world.designScreen };
    const { moved = 0, inTime = 0 } = world.moves.get(stage) ?? {};
    return {
      figure: { kind: 'share', value: moved > 0 ? inTime / moved : 0, goal: HALF, isLessBetter: false, of: moved },
      said: [sentence('method.progress', { moved, inTime, days }, world.language)],
    };
  },
  queue(world, stage, own) {
    const orders = world.trade.get(stage)?.methodOrders ?? 0;
    const { moved = 0, byMethod: by = 0 } = world.moves.get(stage) ?? {};
    if (orders === 0 && by === 0) return { figure: null, said: [sentence('method.queueNone', {}, world.language)], screen: 'orders' };
    const said = [sentence('method.queue', { by, moved, orders }, world.language), ...strangersToo(world, stage)];
    return { figure: through(world, stage, own, by), said, screen: 'orders' };
  },
  privilege({ language, methods, people }) {
    const members = (people.get('member') ?? 0) + (people.get('partner') ?? 0);
    if (methods.privileges === 0) return { figure: null, said: [sentence('method.privilegeNone', {}, language)] };
    const users = methods.privilegeUsers;
    return {
      figure: { kind: 'share', value: members > 0 ? Math.min(1, users / members) : 0, goal: HALF, isLessBetter: false, of: members },
      said: [sentence('method.privilege', { users, members }, language)],
    };
  },
  store(world) {
    const { language, plan, ctx, methods } = world;
    const months = world.observed.member.months + world.observed.partner.months;
    if (months <= 0) return { figure: null, said: [sentence('method.storeNone', {}, language)], screen: 'cards' };
    const sales = (world.trade.get('member')?.sales ?? 0) + (world.trade.get('partner')?.sales ?? 0);
    const { currency } = ctx.tenant;
    const value = ((sales / 10 ** minorDigits(currency)) * 1000) / months;
    const goal = plan.lM * plan.aM * 1000;
    const facts = { spend: majorText(value, currency, language), planned: majorText(goal, currency, language) };
    const said =
      methods.categoryBuyers > 0
        ? sentence('method.store', { ...facts, perMember: plainText(methods.categories / methods.categoryBuyers, language) }, language)
        : sentence('method.storePlain', facts, language);
    return { figure: { kind: 'money', value, goal, isLessBetter: false, of: months }, said: [said] };
  },
  referral(world) {
    const { own, brought } = world.firstBuyers;
    const all = own + brought;
    if (all === 0) return { figure: null, said: [sentence('method.referralNone', {}, world.language)] };
    const facts = {
      broughtShare: brought / all,
      plannedShare: world.planned.broughtShare ?? 0,
      active: world.methods.activePartners,
      partners: world.people.get('partner') ?? 0,
      sales: moneyOf(world, world.methods.partnerSales),
    };
    return {
      figure: { kind: 'share', value: brought / all, goal: world.planned.broughtShare, isLessBetter: false, of: all },
      said: [sentence('method.referral', facts, world.language)],
    };
  },
};

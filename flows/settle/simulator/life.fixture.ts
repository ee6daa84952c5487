import assert from 'node:assert/strict';
import type { Ctx } from '../../../kit/ctx.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { createProduct, productsForSale, restock } from '../../../rooms/catalog/index.ts';
import { createDesign, freezeCard, loadCards, takeUnits, unfreezeCard } from '../../../rooms/membership/index.ts';
import { findOrder } from '../../../rooms/orders/index.ts';
import { updatePointsRules } from '../../../rooms/points/api.ts';
import { setPointsRules } from '../../../rooms/points/index.ts';
import { updateHappyDeal } from '../../../rooms/pricing/api.ts';
import { setHappyDeal } from '../../../rooms/pricing/index.ts';
import { findPeople } from '../../../rooms/relations/index.ts';
import { giveBefore } from '../../happy-deal/give-before.ts';
import { releaseDueNow } from '../release-due.ts';
import { settleOne } from '../index.ts';
import { KINDS } from './cards.fixture.ts';
import { PIECES, type LifeStep } from './life-steps.fixture.ts';
import type { ModelDeal } from './gifts.fixture.ts';
import type { Model } from './model.fixture.ts';
import type { CardName } from './orders.fixture.ts';
import type { ModelRule } from './points.fixture.ts';

const money = (amount: bigint) => ({ amount: amount.toString(), currency: 'CNY' });

/** What the simulated brand sells as cards and gives away. */
export async function openLife(ctx: Ctx): Promise<void> {
  for (const [externalId, { days, each, isDaily, bonus, isBalance }] of Object.entries(KINDS)) {
    await createProduct(ctx, { externalId, name: externalId, ladderRole: 'membership' });
    await createDesign(ctx, {
      product: `ext:${externalId}`,
      kind: isBalance ? 'balance' : 'pass',
      term: { unit: 'day', count: days },
      ...(isBalance ? { bonus: money(bonus) } : { grant: { units: Number(each), per: isDaily ? 'day' : 'term' } }),
    });
  }
  for (const [externalId, stock] of [...PIECES, ['box', null] as const])
    await createProduct(ctx, { externalId, name: externalId, ...(stock === null ? {} : { stock }) });
}

/** The step on the model. */
export function tellLife(model: Model, step: LifeStep): string {
  switch (step.do) {
    case 'rule':
      model.points.rule = step.rule;
      return 'done';
    case 'deal':
      model.gifts.deal = step.deal;
      return 'done';
    case 'restock':
      model.gifts.pieces.set(step.product, (model.gifts.pieces.get(step.product) ?? 0) + step.pieces);
      model.due();
      return 'done';
    case 'before':
      return model.giveBefore(step.person);
    case 'visit':
    case 'adjust': {
      const said =
        step.do === 'visit' ? model.points.visit(step.person, model.now) : model.points.adjust(step.person, step.points, model.now);
      model.points.settleDebts(model.now);
      return said;
    }
    case 'win':
      return model.win(step.id);
    case 'cancel':
      return model.cancel(step.ref);
    case 'serve':
      return model.serve(step.ref, step.id, step);
    case 'cardBack':
      return model.giveCardBack(step.id, step);
    default:
      return tellCard(model, step);
  }
}

function tellCard(model: Model, step: Extract<LifeStep, { do: 'take' | 'freeze' | 'unfreeze' | 'giveCard' }>): string {
  const card = model.cards.find(step.ref, step.line, step.nth);
  if (!card) return 'memberCard.notFound';
  if (step.do === 'giveCard') return model.cards.give(card, step.to, model.now);
  const said = step.do === 'take' ? model.cards.take(card, step.units, model.now) : model.cards[step.do](card, model.now);
  if (said === 'done') model.due();
  return said;
}

/** The step on the product. */
export async function enactLife(ctx: Ctx, step: LifeStep, nameOf: (ref: string) => string): Promise<string> {
  switch (step.do) {
    case 'rule':
      await setPointsRules(ctx, updatePointsRules.parse(ruleText(step.rule)));
      return 'done';
    case 'deal':
      await setHappyDeal(ctx, updateHappyDeal.parse(dealText(step.deal)));
      return 'done';
    case 'restock': {
      const product = (await productsForSale(ctx, [`ext:${step.product}`])).get(`ext:${step.product}`);
      await restock(ctx, [{ skuId: product?.skus[0]?.skuId ?? assert.fail(step.product), quantity: step.pieces, note: null }]);
      await releaseDueNow(ctx);
      return 'done';
    }
    case 'before': {
      const person = (await findPeople(ctx, [step.person])).get(step.person);
      return (await giveBefore(ctx, person?.personId ?? assert.fail(step.person))) ?? 'done';
    }
    case 'take':
      await takeUnits(ctx, { cardId: await cardId(ctx, step, nameOf), units: step.units });
      await releaseDueNow(ctx);
      return 'done';
    case 'freeze':
    case 'unfreeze':
      await (step.do === 'freeze' ? freezeCard : unfreezeCard)(ctx, { cardId: await cardId(ctx, step, nameOf) });
      await releaseDueNow(ctx);
      return 'done';
    case 'giveCard':
    case 'cardBack': {
      const [order, card] = [nameOf(step.ref), await cardId(ctx, step, nameOf)];
      const back = { order, card, lines: [], shipping: 0n, cause: 'refund' } as const;
      const outcome =
        step.do === 'giveCard'
          ? await settleOne(ctx, { kind: 'giveCard', order, card, to: `ext:${step.to}` })
          : await settleOne(ctx, { kind: 'giveRefund', externalId: step.id, ...back });
      return 'isRepeat' in outcome && outcome.isRepeat ? 'repeat' : 'done';
    }
    default:
      return assert.fail(`${step.do} is a command of the settler`);
  }
}

async function cardId(ctx: Ctx, { ref, line, nth }: CardName, nameOf: (ref: string) => string): Promise<Uuid> {
  const cards = await loadCards(ctx, { orderIds: [await findOrder(ctx, nameOf(ref))] });
  const card = cards.find((one) => one.line === line && one.nth === nth && one.ended !== 'given');
  return card?.cardId ?? assert.fail(`no card ${ref} ${line}.${nth}`);
}

function ruleText(rule: ModelRule): Record<string, unknown> {
  return {
    isOn: rule.isOn,
    worth: { points: Number(rule.worth.points), amount: money(rule.worth.amount) },
    earn: { points: Number(rule.earn.points), per: money(rule.earn.amount) },
    times: [{ ladderRole: 'membership', timesPpm: Number(rule.cardTimes) }],
    mostPpm: Number(rule.mostPpm),
    expiryDays: rule.expiryDays,
    graceDays: rule.graceDays,
    checkIn: { points: Number(rule.visit) },
    friendPoints: Number(rule.friend),
    growthPer: rule.growth === 0n ? null : money(rule.growth),
  };
}

function dealText({ isOn, gifts }: ModelDeal): Record<string, unknown> {
  const all = (['before', 'after', 'onReferral'] as const).map((kind) => {
    const gift = gifts[kind];
    return [kind, gift ? { product: `ext:${gift.product}`, cost: money(gift.cost), most: gift.most } : null];
  });
  return { isOn, ...Object.fromEntries(all) };
}

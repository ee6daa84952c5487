import assert from 'node:assert/strict';
import type { Ctx } from '../../../kit/ctx.ts';
import { listMemberCards } from '../../../rooms/membership/index.ts';
import { growthOf, pointsOf } from '../../../rooms/points/index.ts';
import type { KnownPerson } from '../../../rooms/relations/index.ts';
import { stateOf } from './cards.fixture.ts';
import type { Model } from './model.fixture.ts';
import { isOpen } from './points.fixture.ts';

/** Every lot, card and gift as it stands must be as the model has it. */
export async function compareLife(ctx: Ctx, model: Model): Promise<void> {
  const { lots, cards, gifts } = await ctx.sql.one<{ lots: string[]; cards: string[]; gifts: string[] }>`
    SELECT ARRAY(SELECT concat_ws(' ', person.external_id, lot.source, CASE WHEN placed.external_id LIKE 'o%' THEN placed.external_id ELSE '#' END, coalesce(lot.line, -1), lot.granted,
                                  lot.points_left, lot.reserved, lot.used, lot.taken_back, lot.owed,
                                  coalesce((extract(epoch FROM lot.spendable_at) * 1000)::bigint, -1),
                                  coalesce((extract(epoch FROM lot.expires_at) * 1000)::bigint, -1))
                   FROM points.lot AS lot
                   JOIN relations.person AS person ON person.tenant_id = ${ctx.tenantId} AND person.person_id = lot.person_id
                   LEFT JOIN orders.customer_order AS placed ON placed.tenant_id = ${ctx.tenantId} AND placed.order_id = lot.order_id
                  WHERE lot.tenant_id = ${ctx.tenantId}
                  ORDER BY lot.lot_id) AS lots,
           ARRAY(SELECT concat_ws(' ', person.external_id, placed.external_id, card.line, card.nth, card.given_from IS NOT NULL, card.fee_amount,
                                  card.refunded_amount, card.used, card.consumed, card.liability_amount, coalesce(card.ended, '-'),
                                  coalesce((extract(epoch FROM card.from_at) * 1000)::bigint, 0),
                                  coalesce((extract(epoch FROM card.to_at) * 1000)::bigint, 0), card.unit_count, card.frozen_days,
                                  card.frozen_on IS NOT NULL)
                   FROM membership.card AS card
                   JOIN relations.person AS person ON person.tenant_id = ${ctx.tenantId} AND person.person_id = card.person_id
                   JOIN orders.customer_order AS placed ON placed.tenant_id = ${ctx.tenantId} AND placed.order_id = card.order_id
                  WHERE card.tenant_id = ${ctx.tenantId}
                  ORDER BY card.card_id) AS cards,
           ARRAY(SELECT concat_ws(' ', promise.kind, person.external_id, friend.external_id, product.external_id,
                                  coalesce(placed.external_id, '-'), promise.state, coalesce(promise.because, '-'),
                                  coalesce((extract(epoch FROM promise.due_at) * 1000)::bigint, -1))
                   FROM pricing.gift_promise AS promise
                   JOIN relations.person AS person ON person.tenant_id = ${ctx.tenantId} AND person.person_id = promise.person_id
                   JOIN relations.person AS friend ON friend.tenant_id = ${ctx.tenantId} AND friend.person_id = promise.friend_id
                   JOIN catalog.product AS product ON product.tenant_id = ${ctx.tenantId} AND product.product_id = promise.product_id
                   LEFT JOIN orders.customer_order AS placed ON placed.tenant_id = ${ctx.tenantId} AND placed.order_id = promise.order_id
                  WHERE promise.tenant_id = ${ctx.tenantId}
                  ORDER BY promise.promise_id) AS gifts`;
  assert.deepEqual(lots, lotsOf(model), 'lots of points');
  assert.deepEqual(cards, cardsOf(model), 'cards');
  assert.deepEqual(gifts, giftsOf(model), 'gifts');
}

function lotsOf(model: Model): string[] {
  return model.points.lots.map((lot) => {
    const ref = lot.ref === null || lot.ref.includes('#') ? '#' : lot.ref;
    const counts = [lot.granted, lot.left, lot.reserved, lot.used, lot.takenBack, lot.owed];
    return [lot.person, lot.source, ref, lot.line ?? -1, ...counts, lot.spendableAt ?? -1, lot.expiresAt ?? -1].join(' ');
  });
}

function cardsOf(model: Model): string[] {
  return model.cards.all.map((card) => {
    const money = [card.fee, card.refunded, card.used, card.consumed, card.worth];
    const time = [card.from, card.to, card.units, card.frozenDays, card.frozenOn === null ? 'f' : 't'];
    return [card.person, card.ref, card.line, card.nth, card.isGift ? 't' : 'f', ...money, card.end ?? '-', ...time].join(' ');
  });
}

function giftsOf(model: Model): string[] {
  return model.gifts.promises.map((one) =>
    [one.kind, one.person, one.friend, one.product, one.ref ?? '-', one.state, one.because ?? '-', one.dueAt ?? -1].join(' '),
  );
}

/** What people are told of their points and cards. */
export async function readsOfLife(ctx: Ctx, model: Model, people: ReadonlyMap<string, KnownPerson>): Promise<void> {
  const grown = await growthOf(
    ctx,
    [...people.values()].map((person) => person.personId),
  );
  for (const [name, { personId }] of people) {
    const said = await pointsOf(ctx, personId);
    const lots = model.points.free(name, model.now);
    const coming = lots.filter((lot) => !isOpen(lot, model.now)).reduce((sum, lot) => sum + lot.left - lot.reserved, 0n);
    const kept = model.points.lots.reduce((sum, lot) => sum + (lot.person === name ? lot.reserved : 0n), 0n);
    const owed = model.points.debts.reduce((sum, debt) => sum + (debt.person === name ? debt.left : 0n), 0n);
    assert.deepEqual(
      [said.balance, said.coming, said.kept, said.owed, said.growth],
      [model.points.spendable(name, model.now), coming, kept, owed, model.points.grown.get(name) ?? 0n].map(String),
      `points of ${name}`,
    );
    assert.equal(grown.get(personId) ?? 0n, model.points.grown.get(name) ?? 0n, `growth of ${name}`);
    const { data } = await listMemberCards(ctx, { limit: 200, personId });
    assert.deepEqual(
      data.map((card) => [card.state, card.refund?.amount.amount ?? null].join(' ')).toReversed(),
      model.cards.all.filter((card) => card.person === name).map((card) => shownOf(model, card)),
      `cards of ${name}`,
    );
  }
}

function shownOf(model: Model, card: Model['cards']['all'][number]): string {
  const state = stateOf(card, model.now);
  const back = model.cards.worthNow(card, model.now);
  const isOver = card.paidAt === null || card.end !== null;
  return [state === 'chargedBack' ? 'refunded' : state, isOver ? null : typeof back === 'string' ? 0n : back].join(' ');
}

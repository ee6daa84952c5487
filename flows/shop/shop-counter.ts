import type { z } from 'zod';
import type { Ctx } from '../../kit/ctx.ts';
import { assert, DomainError } from '../../kit/errors/index.ts';
import type { Counter, Served } from '../../kit/http/index.ts';
import { parseId, type Uuid } from '../../kit/ids/index.ts';
import type { placeShopOrder } from '../../rooms/orders/api.ts';
import {
  addressesById,
  addressMissing,
  addressNotFound,
  confirmableLines,
  insertDestinations,
  nothingShipped,
  orderNotFound,
  ordersForBuyers,
  type AddressRecord,
} from '../../rooms/orders/index.ts';
import { minor } from '../money-answers.ts';
import { settle, type MoneyCommand } from '../settle/index.ts';
import { cartCommand, needsAddress, shopTerms, type ShopTerms } from './cart.ts';
import { openQuota } from './quota.ts';

/** What a buyer asks: to buy a cart, to call an order off, to say that it arrived. `order` as they wrote it. */
export type ShopAsk =
  | { readonly kind: 'place'; readonly personId: Uuid; readonly cart: z.output<typeof placeShopOrder> }
  | { readonly kind: 'cancel' | 'receive'; readonly personId: Uuid; readonly order: string };

/**
 * Where buyers' commands are settled; those that come together share a transaction. Whatever belongs to somebody else is not there. Each
 * is answered with the order as its buyer sees it.
 */
export const shopCounter: Counter<ShopAsk> = {
  name: 'shop',
  async serve(ctx, asks) {
    const wishes = await wishesOf(ctx, asks);
    const passed = wishes.flatMap((wish) => (wish.kind === 'passed' ? [wish] : []));
    const outcomes = await settle(
      ctx,
      passed.map((wish) => wish.command),
    );
    const made = passed.flatMap((wish, i) => {
      const outcome = outcomes[i];
      return outcome?.kind === 'order' && !outcome.isRepeat ? [{ orderId: outcome.orderId, ...wish }] : [];
    });
    await insertDestinations(
      ctx,
      made.flatMap(({ orderId, deliver }) => (deliver ? [{ orderId, ...deliver }] : [])),
    );
    const replies = await ordersForBuyers(
      ctx,
      outcomes.flatMap((outcome) => (outcome.kind === 'order' ? [outcome.orderId] : [])),
    );
    let turn = 0;
    return wishes.map((wish): Served => {
      if (wish.kind === 'refused') return wish;
      const outcome = outcomes[turn++];
      if (outcome?.kind === 'refused') return outcome;
      assert(outcome?.kind === 'order', 'a buyer’s command is about an order');
      return { kind: 'done', reply: replies.get(outcome.orderId) };
    });
  },
};

type Wish =
  | { readonly kind: 'refused'; readonly error: DomainError }
  | {
      readonly kind: 'passed';
      readonly command: MoneyCommand;
      /** of a new order */
      readonly deliver: { readonly address: AddressRecord | null; readonly note: string | null } | null;
    };

/** What the asks name, read together; what belongs to somebody else is not there. */
async function wishesOf(ctx: Ctx, asks: readonly ShopAsk[]): Promise<Wish[]> {
  const carts = asks.flatMap((ask) => (ask.kind === 'place' ? [ask.cart] : []));
  const admit = await openQuota(ctx, [...new Set(asks.flatMap((ask) => (ask.kind === 'place' ? [ask.personId] : [])))]);
  const [terms, addresses, orders] = await Promise.all([
    carts.length > 0 ? shopTerms(ctx, carts) : null,
    addressesById(
      ctx,
      carts.flatMap((cart) => parseId('address', cart.address ?? '') ?? []),
    ),
    confirmableLines(
      ctx,
      asks.flatMap((ask) => (ask.kind === 'place' ? [] : (parseId('order', ask.order) ?? []))),
    ),
  ]);
  return asks.map((ask): Wish => {
    try {
      if (ask.kind !== 'place') return about(ask, orders);
      assert(terms, 'carts have terms');
      const wish = placing(ctx, ask, { terms, addresses });
      admit(ask.personId);
      return wish;
    } catch (error) {
      if (error instanceof DomainError) return { kind: 'refused', error };
      throw error;
    }
  });
}

function placing(
  ctx: Ctx,
  { personId, cart }: Extract<ShopAsk, { kind: 'place' }>,
  { terms, addresses }: { terms: ShopTerms; addresses: Awaited<ReturnType<typeof addressesById>> },
): Wish {
  const command = cartCommand(personId, cart, terms, minor(ctx, cart.balance, '/balance') || undefined);
  const address = cart.address === undefined ? null : (addresses.get(parseId('address', cart.address) ?? '') ?? null);
  if (cart.address !== undefined && address?.personId !== personId) throw addressNotFound('/address');
  if (address === null && needsAddress(cart, terms)) throw addressMissing();
  const expect = cart.expect === undefined ? {} : { expect: minor(ctx, cart.expect, '/expect') };
  return { kind: 'passed', command: { ...command, ...expect, ...traceOf(address) }, deliver: { address, note: cart.note || null } };
}

/** Where it goes is compared with where others' orders go, as a hash (rules.md B3). */
function traceOf(address: AddressRecord | null): { address?: string } {
  return address === null ? {} : { address: `${address.region} ${address.street}` };
}

function about(ask: Exclude<ShopAsk, { kind: 'place' }>, orders: Awaited<ReturnType<typeof confirmableLines>>): Wish {
  const found = orders.get(parseId('order', ask.order) ?? '');
  if (found?.order.personId !== ask.personId) throw orderNotFound();
  if (ask.kind === 'cancel') return { kind: 'passed', command: { kind: 'cancelOrder', order: ask.order, reason: 'buyer' }, deliver: null };
  const { order, lines } = found;
  if (order.paidAt !== null && lines.length === 0 && order.receivedAt === null) throw nothingShipped();
  return {
    kind: 'passed',
    command: { kind: 'confirmReceipt', order: ask.order, at: null, lines: lines.length > 0 ? lines : null },
    deliver: null,
  };
}

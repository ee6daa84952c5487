import assert from 'node:assert/strict';
import { after } from 'node:test';
import { DomainError } from '../../kit/errors/index.ts';
import { parseId, publicId } from '../../kit/ids/index.ts';
import { keepTestSecrets, makeTestTenant, openTestDb, type TestTenant } from '../../kit/testing/index.ts';
import { createProduct } from '../../rooms/catalog/index.ts';
import type { CreateCard, MemberCard } from '../../rooms/membership/api.ts';
import { createDesign, createOutlet, listMemberCards, loadCards, redeem, showCode, takeUnits } from '../../rooms/membership/index.ts';
import { balancesOf } from '../../rooms/ledger/index.ts';
import { createPerson, findPerson, stagesOf } from '../../rooms/relations/index.ts';
import { diagnose } from '../doctor/index.ts';
import { replayBrands } from '../doctor/replay.ts';
import { registerFlows } from '../index.ts';
import { settleOne, type MoneyCommand } from './index.ts';
import { releaseDueNow } from './release-due.ts';
import { placing } from './settle.fixture.ts';

registerFlows();
const { db, close } = await openTestDb();
export { db };
keepTestSecrets();
after(close);

export const at = (text: string) => new Date(text);

/** A brand that sells cups at 10.00 (cost 5.00), and a card of each kind: a month of cups at 90.00, a balance of 100.00 + 20.00. */
export async function shop(over: Parameters<typeof makeTestTenant>[1] = {}, opened = at('2026-01-01T00:00:00Z')) {
  const brand: TestTenant = await makeTestTenant(db, { policy: 'CN', ...over });
  const outlet = await brand.write(async (ctx) => {
    await createProduct(ctx, { externalId: 'cup', name: 'Cup', price: cny('1000'), cost: cny('500') });
    for (const [externalId, price] of [
      ['month', '9000'],
      ['balance', '10000'],
      ['life', '36000'],
    ] as const) {
      await createProduct(ctx, { externalId, name: externalId, ladderRole: 'membership', price: cny(price) });
    }
    for (const who of ['amy', 'bob']) await createPerson(ctx, { externalId: who, name: who });
    const cards: CreateCard[] = [
      { product: 'ext:month', kind: 'pass', term: { unit: 'month' }, grant: { item: 'ext:cup', units: 1, per: 'day' } },
      { product: 'ext:balance', kind: 'balance', term: { unit: 'year' }, bonus: cny('2000') },
      { product: 'ext:life', kind: 'pass', term: { unit: 'lifetime' }, grant: { units: 1, per: 'month' }, spreadMonths: 36 },
    ];
    for (const card of cards) await createDesign(ctx, card);
    return publicId('outlet', await createOutlet(ctx, { name: 'Old town' }));
  }, opened);

  const run = async (when: string, command: MoneyCommand) => await brand.write((ctx) => settleOne(ctx, command), at(when));
  const cards = async (when: string, person = 'amy'): Promise<MemberCard[]> => {
    const found = await brand.read(async (ctx) => {
      const { person_id: personId } = await findPerson(ctx, `ext:${person}`);
      return await listMemberCards(ctx, { limit: 50, personId });
    }, at(when));
    return found.data.toReversed();
  };
  return {
    brand,
    run,
    async buy(
      when: string,
      order: string,
      product: string,
      { quantity = 1n, person = 'amy' }: { quantity?: bigint; person?: string } = {},
    ) {
      const [line] = placing(order, person, [0n]).lines;
      assert.ok(line);
      const lines = [{ ...line, product: `ext:${product}`, quantity, unitPrice: null }];
      await run(when, { ...placing(order, person, [0n]), lines });
      const total = { month: 9000n, balance: 10000n, life: 36000n }[product] ?? 0n;
      const pay = { kind: 'recordPayment', order: `ext:${order}`, provider: 'manual', externalId: `p-${order}`, at: null } as const;
      // A payment that is told twice is one.
      for (const _ of [1, 2]) await run(when, { ...pay, amount: total * quantity });
    },
    cards,
    async card(when: string, person = 'amy'): Promise<MemberCard> {
      const [card] = await cards(when, person);
      return card ?? assert.fail('no card');
    },
    /** a piece of a pass over the counter, money of a balance */
    async take(when: string, { id, person }: MemberCard, units?: bigint) {
      return await brand.write(async (ctx) => {
        if (units !== undefined) return await takeUnits(ctx, { cardId: uuid(id), units });
        const personId = parseId('person', person) ?? assert.fail(person);
        const shown = await showCode(ctx, personId, id).catch((error: unknown) => {
          if (error instanceof DomainError) return null;
          throw error;
        });
        // Whoever is shown no code can take nothing either.
        if (!shown) return await takeUnits(ctx, { cardId: uuid(id), units: 1n });
        await redeem(ctx, { code: shown.code, outlet });
        const [card] = await loadCards(ctx, { cardIds: [uuid(id)] });
        const use = card?.uses.toSorted((a, b) => b.period - a.period)[0] ?? assert.fail('nothing taken');
        return { period: use.period, used: use.used, left: BigInt(card?.unitsEach ?? 0) - use.used };
      }, at(when));
    },
    async due(when: string): Promise<void> {
      await brand.write(releaseDueNow, at(when));
    },
    async refund(when: string, card: MemberCard, externalId: string | null = null): Promise<void> {
      const what = { order: card.order, externalId, lines: [], shipping: 0n, cause: 'refund', card: uuid(card.id) } as const;
      await run(when, { kind: 'giveRefund', ...what });
    },
    async owed(person = 'amy'): Promise<bigint> {
      return await brand.read(async (ctx) => {
        const { person_id: id } = await findPerson(ctx, `ext:${person}`);
        return (await balancesOf(ctx, [id])).get(id)?.prepaid ?? 0n;
      });
    },
    /** `to at` of each step of somebody's stage history, oldest first */
    async stages(person = 'amy'): Promise<string[]> {
      return await brand.read(async (ctx) => {
        const { person_id: id } = await findPerson(ctx, `ext:${person}`);
        return (await stagesOf(ctx, id, { limit: 50 })).data.map((step) => `${step.to} ${step.at}`);
      });
    },
    /** The books say what the cards say, and the book lived again says the same. */
    async isSound(): Promise<void> {
      const { findings } = await diagnose(db, brand.tenant.slug);
      const broken = findings.filter((finding) => !finding.ok && finding.tenant === brand.tenant.slug);
      assert.deepEqual(
        broken.map((finding) => JSON.stringify(finding)),
        [],
      );
      const [replay] = (await replayBrands(db, brand.tenant.slug)).brands;
      assert.deepEqual(replay?.differences, []);
    },
  };
}

export const cny = (amount: string) => ({ amount, currency: 'CNY' });
export const uuid = (id: string) => parseId('memberCard', id) ?? assert.fail(id);
export const refusal = async (work: Promise<unknown>) =>
  await work.then(
    () => 'done',
    (error: { code?: string }) => error.code,
  );

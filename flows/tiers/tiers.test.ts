import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { publicId, type Uuid } from '../../kit/ids/index.ts';
import { makeTestTenant, openTestDb } from '../../kit/testing/index.ts';
import { createProduct } from '../../rooms/catalog/index.ts';
import { createDesign, createTier, inboxOf, rankedTiers, tierHistoryOf, tiersInForce, updateTier } from '../../rooms/membership/index.ts';
import { createPriceRule } from '../../rooms/pricing/index.ts';
import { setPointsRules } from '../../rooms/points/index.ts';
import { updatePointsRules } from '../../rooms/points/api.ts';
import { createPerson, findPeople } from '../../rooms/relations/index.ts';
import { diagnose } from '../doctor/index.ts';
import { replayBrands } from '../doctor/replay.ts';
import { registerFlows } from '../index.ts';
import { mergeRecords } from '../merge-people.ts';
import { settleOne, type MoneyCommand } from '../settle/index.ts';
import { releaseDueNow } from '../settle/release-due.ts';
import { placing } from '../settle/settle.fixture.ts';
import { reviewTiers } from './review-tiers.ts';

registerFlows();
const { db, close } = await openTestDb();
after(close);

const cny = (amount: string) => ({ amount, currency: 'CNY' });
const at = (text: string) => new Date(`${text}T04:00:00Z`);

/** A brand with a year's card at 100.00, one growth for every yuan, silver from 200 (kept by 100) and gold from 1,000 (kept by 500). */
async function brandWithTiers() {
  const brand = await makeTestTenant(db, { policy: 'CN' });
  const tiers = await brand.write(async (ctx) => {
    await createProduct(ctx, { externalId: 'thing', name: 'Thing', price: cny('10000'), ladderRole: 'entry' });
    await createProduct(ctx, { externalId: 'card', name: 'Card', price: cny('10000'), ladderRole: 'membership' });
    await createDesign(ctx, { product: 'ext:card', kind: 'pass', term: { unit: 'year' }, grant: { units: 1, per: 'term' } });
    for (const who of ['amy', 'bob']) await createPerson(ctx, { externalId: who, name: who });
    await setPointsRules(ctx, updatePointsRules.parse({ isOn: true }));
    await createTier(ctx, { name: 'Silver', reach: 200, keep: 100 });
    await createTier(ctx, { name: 'Gold', reach: 1_000, keep: 500 });
    return await rankedTiers(ctx);
  }, at('2025-01-01'));
  const idOf = async (who: string): Promise<Uuid> =>
    await brand.read(async (ctx) => (await findPeople(ctx, [who])).get(who)?.personId ?? assert.fail(who));
  const run = async (day: string, command: MoneyCommand) => await brand.write((ctx) => settleOne(ctx, command), at(day));
  const order = async (day: string, name: string, product: string, price: bigint | null, who = 'amy') => {
    const [line] = placing(name, who, [0n]).lines;
    assert(line);
    const lines = [{ ...line, product: `ext:${product}`, unitPrice: price }];
    return await run(day, { ...placing(name, who, [0n]), lines });
  };
  const pay = async (day: string, name: string, amount: bigint) =>
    await run(day, { kind: 'recordPayment', order: `ext:${name}`, amount, provider: 'manual', externalId: `p-${name}`, at: null });
  const buy = async (day: string, name: string, amount: bigint, { product = 'thing', who = 'amy' } = {}): Promise<void> => {
    await order(day, name, product, amount, who);
    await pay(day, name, amount);
  };
  const review = async (day: string): Promise<void> => {
    await brand.write(async (ctx) => {
      await releaseDueNow(ctx);
      await reviewTiers(ctx);
    }, at(day));
  };
  const forced = async (day: string, who = 'amy'): Promise<string | null> => {
    const personId = await idOf(who);
    return await brand.read(async (ctx) => {
      const held = (await tiersInForce(ctx, [personId])).get(personId);
      const known = (await tierHistoryOf(ctx, personId)).find((one) => one.tier.id === held);
      return known?.tier.name ?? null;
    }, at(day));
  };
  const story = async (who = 'amy'): Promise<string[]> => {
    const personId = await idOf(who);
    const rows = await brand.read(async (ctx) => await tierHistoryOf(ctx, personId));
    return rows
      .toReversed()
      .map(
        (row) => `${row.tier.name} by ${row.gainedBy} ${row.from.slice(0, 10)} to ${row.to?.slice(0, 10) ?? '…'} ${row.ended ?? 'stands'}`,
      );
  };
  const told = async (who = 'amy'): Promise<string[]> => {
    const personId = await idOf(who);
    const { data } = await brand.read(async (ctx) => await inboxOf(ctx, personId, { limit: 50 }));
    return data.toReversed().flatMap((notice) => (notice.kind.startsWith('tier.') ? [`${notice.kind} ${notice.at.slice(0, 10)}`] : []));
  };
  const sound = async (): Promise<void> => {
    const { findings } = await diagnose(db, brand.tenant.slug);
    assert.deepEqual(
      findings.filter((finding) => !finding.ok && finding.tenant !== null).map(({ id, rows }) => ({ id, rows })),
      [],
    );
    assert.deepEqual((await replayBrands(db, brand.tenant.slug)).brands[0]?.differences, []);
  };
  return { brand, tiers, run, order, pay, buy, review, forced, story, told, sound, idOf };
}

test('growth lifts a member at once, nobody else; a tier sleeps without a card, wakes within ninety days and is over after them', async () => {
  const shop = await brandWithTiers();
  await shop.buy('2025-01-02', 'o1', 90_000n);
  assert.deepEqual([await shop.forced('2025-01-02'), await shop.story()], [null, []]);
  await shop.buy('2025-01-10', 'c1', 10_000n, { product: 'card' });
  assert.deepEqual([await shop.forced('2025-01-10'), await shop.told()], ['Gold', ['tier.gained 2025-01-10']]);
  // The card runs to the end of 9 January 2026.
  assert.equal(await shop.forced('2026-01-09'), 'Gold');
  assert.equal(await shop.forced('2026-01-11'), null);
  await shop.buy('2026-03-01', 'c2', 10_000n, { product: 'card' });
  assert.equal(await shop.forced('2026-03-01'), 'Gold');
  const late = await brandWithTiers();
  await late.buy('2025-01-10', 'c1', 30_000n, { product: 'card' });
  await late.review('2026-04-01');
  assert.deepEqual(await late.story(), ['Silver by growth 2025-01-10 to … stands']);
  // Nobody looked in between: bought again after ninety days the tier is over all the same.
  assert.equal(await late.forced('2026-04-20'), null);
  await late.buy('2026-04-20', 'c2', 10_000n, { product: 'card' });
  assert.deepEqual(await late.story(), ['Silver by growth 2025-01-10 to 2026-04-09 lapsed']);
  assert.deepEqual([await late.forced('2026-04-20'), (await late.told()).at(-1)], [null, 'tier.lapsed 2026-04-20']);
  await shop.sound();
  await late.sound();
});

test('a year that brings too little is told sixty days before and costs one step; one that brings enough is another year', async () => {
  const shop = await brandWithTiers();
  await shop.buy('2025-01-10', 'c1', 10_000n, { product: 'card' });
  await shop.buy('2025-02-01', 'o1', 90_000n);
  assert.deepEqual(await shop.story(), ['Gold by growth 2025-02-01 to … stands']);
  await shop.review('2025-12-02');
  assert.deepEqual(await shop.told(), ['tier.gained 2025-02-01'], 'sixty days are not begun');
  await shop.review('2025-12-04');
  assert.deepEqual((await shop.told()).at(-1), 'tier.warning 2025-12-04');
  await shop.buy('2025-12-20', 'c2', 10_000n, { product: 'card' });
  await shop.review('2026-02-01');
  assert.equal(await shop.forced('2026-02-01'), 'Gold', 'the sixty days run');
  await shop.review('2026-02-03');
  assert.deepEqual(await shop.story(), ['Gold by growth 2025-02-01 to 2026-02-03 fell', 'Silver by fell 2026-02-03 to … stands']);
  await shop.buy('2026-06-01', 'o2', 10_000n);
  await shop.review('2027-02-03');
  assert.deepEqual((await shop.story()).at(-1), 'Silver by kept 2027-02-03 to … stands');
  await shop.sound();
});

test('whoever makes good in time stays, and whoever gives back what lifted them has sixty days', async () => {
  const shop = await brandWithTiers();
  await shop.buy('2025-01-10', 'c1', 10_000n, { product: 'card' });
  await shop.buy('2025-02-01', 'o1', 90_000n);
  await shop.run('2025-03-01', {
    kind: 'giveRefund',
    order: 'ext:o1',
    externalId: 'r1',
    lines: [{ line: 1, amount: 90_000n }],
    shipping: 0n,
    cause: 'refund',
  });
  assert.deepEqual(await shop.told(), ['tier.gained 2025-02-01', 'tier.warning 2025-03-01']);
  assert.equal(await shop.forced('2025-03-01'), 'Gold');
  await shop.review('2025-04-29');
  assert.equal(await shop.forced('2025-04-29'), 'Gold');
  await shop.review('2025-04-30');
  assert.deepEqual([await shop.forced('2025-04-30'), (await shop.told()).at(-1)], ['Silver', 'tier.lost 2025-04-30']);
  const other = await brandWithTiers();
  await other.buy('2025-01-10', 'c1', 20_000n, { product: 'card' });
  await other.review('2025-11-20');
  await other.buy('2025-12-01', 'o1', 10_000n);
  assert.deepEqual(await other.told(), ['tier.gained 2025-01-10', 'tier.warning 2025-11-20', 'tier.kept 2025-12-01']);
  await shop.sound();
  await other.sound();
});

test('an order fixes the price and the points of the tier in force when it is placed, whatever becomes of the tier', async () => {
  const shop = await brandWithTiers();
  const [silver] = shop.tiers;
  assert(silver);
  const tier = await shop.brand.write(async (ctx) => {
    const id = publicId('tier', silver.tierId);
    await createPriceRule(ctx, { name: 'Silver', kind: 'tier', tier: id, offPpm: 100_000 });
    await setPointsRules(ctx, updatePointsRules.parse({ times: [{ tier: id, timesPpm: 3_000_000 }] }));
    await assert.rejects(createPriceRule(ctx, { name: 'None', kind: 'tier', tier: 'gold', offPpm: 100_000 }), { code: 'tier.notFound' });
    return id;
  }, at('2025-01-02'));
  await shop.order('2025-01-03', 'before', 'thing', null);
  await shop.buy('2025-01-10', 'c1', 20_000n, { product: 'card' });
  await shop.order('2025-01-11', 'after', 'thing', null);
  // Asleep: the card is over, the tier is not.
  await shop.order('2026-02-01', 'asleep', 'thing', null);
  const rows = await shop.brand.read(
    async (ctx) =>
      await ctx.sql<{ said: string }>`
        SELECT concat_ws(' ', co.external_id, line.unit_price, terms.tier, earning.rate_points) AS said
          FROM orders.customer_order AS co
          JOIN orders.line AS line ON line.tenant_id = ${ctx.tenantId} AND line.order_id = co.order_id
          JOIN points.order_terms AS terms ON terms.tenant_id = ${ctx.tenantId} AND terms.order_id = co.order_id
          JOIN points.earning AS earning ON earning.tenant_id = ${ctx.tenantId} AND earning.order_id = co.order_id
         WHERE co.tenant_id = ${ctx.tenantId} AND co.external_id <> 'c1'
         ORDER BY co.placed_at`,
  );
  assert.deepEqual(
    rows.map((row) => row.said),
    ['before 10000 1000000', `after 9000 ${tier} 3000000`, 'asleep 10000 1000000'],
  );
  await shop.pay('2026-02-02', 'after', 9_000n);
  await shop.sound();
});

test('two records that become one stand in the higher of their tiers, and a tier somebody stands in is not taken away', async () => {
  const shop = await brandWithTiers();
  await shop.buy('2025-01-10', 'c1', 20_000n, { product: 'card' });
  await shop.buy('2025-01-11', 'c2', 100_000n, { product: 'card', who: 'bob' });
  const [amy, bob] = [await shop.idOf('amy'), await shop.idOf('bob')];
  await shop.brand.write((ctx) => mergeRecords(ctx, { person: amy, other: bob }, { isTrial: false }), at('2025-02-01'));
  const survivor = (await shop.story('amy')).length > 0 ? 'amy' : 'bob';
  assert.deepEqual(await shop.story(survivor), [
    'Silver by growth 2025-01-10 to 2025-02-01 merged',
    'Gold by growth 2025-01-11 to … stands',
  ]);
  const [silver, gold] = shop.tiers;
  assert(silver && gold);
  await shop.brand.write(async (ctx) => {
    await assert.rejects(updateTier(ctx, gold, { retired: true }), { code: 'tier.inUse' });
    await assert.rejects(updateTier(ctx, silver, { reach: 1_000 }), { code: 'tier.exists' });
    await assert.rejects(updateTier(ctx, silver, { keep: 201 }), { code: 'tier.keepAboveReach' });
    await updateTier(ctx, silver, { retired: true });
  }, at('2025-02-02'));
  await shop.sound();
});

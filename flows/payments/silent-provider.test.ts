import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { lockLane } from '../../kit/db/lane.ts';
import { DomainError } from '../../kit/errors/index.ts';
import type { Ctx } from '../../kit/ctx.ts';
import { publicId } from '../../kit/ids/index.ts';
import { OutsideError } from '../../kit/outside/index.ts';
import { keepSecretsIn } from '../../kit/secrets/index.ts';
import { makeTestTenant, openTestDb, type TestDb, type TestTenant } from '../../kit/testing/index.ts';
import { createProduct } from '../../rooms/catalog/index.ts';
import { adaptersOf, createAccount, intentReply, listIntents, type Adapter } from '../../rooms/payments/index.ts';
import { addPeople } from '../../rooms/relations/index.ts';
import { registerFlows } from '../index.ts';
import { settleOne } from '../settle/index.ts';
import { turnPaymentsOf } from './clockwork.ts';
import { paymentsHost } from './host.ts';
import { openIntent } from './open-intent.ts';

let t: TestDb;
let folder: string;
before(async () => {
  t = await openTestDb();
  registerFlows();
  folder = await mkdtemp(join(tmpdir(), 'zihuan-silent-'));
  keepSecretsIn(folder);
});
after(async () => {
  await t.close();
  await rm(folder, { recursive: true, force: true });
});

/** A sandbox brand with the built-in provider and one order of 128.00. @returns its public id */
async function brandWithOrder(): Promise<{ brand: TestTenant; order: string }> {
  const brand = await makeTestTenant(t.db);
  const order = await brand.write(async (ctx) => {
    await createAccount(ctx, { provider: 'test' }, 'http://127.0.0.1');
    const lane = await lockLane(ctx);
    await addPeople(ctx, lane, [{ externalId: 'buyer', seenAtMs: ctx.now.getTime() }]);
    await lane.save();
    const { productId } = await createProduct(ctx, { externalId: 'tea', name: 'Tea', price: { amount: '12800', currency: 'CNY' } });
    const line = {
      product: publicId('product', productId),
      sku: null,
      quantity: 1n,
      unitPrice: null,
      discount: 0n,
      upgradeCredit: 0n,
      tax: 0n,
    };
    const outcome = await settleOne(ctx, {
      kind: 'placeOrder',
      externalId: null,
      person: 'ext:buyer',
      lines: [line],
      discount: 0n,
      shipping: 0n,
      coupon: null,
      scene: null,
      method: null,
      channel: null,
      placedAt: null,
    });
    return publicId('order', outcome.kind === 'order' ? outcome.orderId : '');
  });
  return { brand, order };
}

function hostWith(over: Partial<Adapter>, now: () => Date) {
  const real = adaptersOf(t.db, { now });
  return paymentsHost(t.db, { now, adapters: { ...real, test: { ...real.test, ...over } } });
}

const runIn =
  (brand: TestTenant) =>
  async <T>(how: 'read' | 'write', work: (ctx: Ctx) => Promise<T>) =>
    await brand[how](work, new Date());

test('when the provider does not answer, the attempt stands, and money that came all the same is found', async () => {
  const { brand, order } = await brandWithOrder();
  const clock = { at: Date.now() };
  const now = (): Date => new Date(clock.at);
  const real = adaptersOf(t.db, { now }).test;
  const host = hostWith(
    {
      async createIntent(account, charge) {
        await real.createIntent(account, charge);
        throw new OutsideError('timeout', 'the answer was lost');
      },
      async query(account, charge) {
        const found = { eventId: 'q', kind: 'paid', amount: 12_800n, currency: 'CNY', merchantId: 'test' } as const;
        const event = { ...found, orderRef: charge.reference, refundRef: null, providerRef: 'p-1', at: now() };
        return { kind: 'paid', event };
      },
    },
    now,
  );
  await assert.rejects(openIntent(host, runIn(brand), order, { provider: 'test' }), { code: 'provider.silent' });
  const [intent] = (await brand.read((ctx) => listIntents(ctx, order, { limit: 10 }))).data;
  assert.deepEqual([intent?.state, intent?.pay], ['open', null]);
  clock.at += 600_000;
  await turnPaymentsOf(host, brand.tenant.id);
  assert.equal((await brand.read((ctx) => intentReply(ctx, intent?.id ?? ''))).state, 'paid');
});

test('when the provider refuses, the attempt has failed and says why', async () => {
  const { brand, order } = await brandWithOrder();
  const host = hostWith(
    {
      async createIntent() {
        throw new DomainError('provider.refused', { why: 'NO_AUTH' });
      },
    },
    () => new Date(),
  );
  await assert.rejects(openIntent(host, runIn(brand), order, { provider: 'test' }), { code: 'provider.refused' });
  assert.deepEqual(
    (await brand.read((ctx) => listIntents(ctx, order, { limit: 10 }))).data.map((one) => one.state),
    ['failed'],
  );
});

test('nobody pays an order twice, or one that is not there', async () => {
  const { brand, order } = await brandWithOrder();
  const host = hostWith({}, () => new Date());
  await brand.write((ctx) =>
    settleOne(ctx, { kind: 'recordPayment', order, amount: 12_800n, provider: 'manual', externalId: null, at: null }),
  );
  await assert.rejects(openIntent(host, runIn(brand), order, { provider: 'test' }), { code: 'paymentIntent.nothingDue' });
  await assert.rejects(openIntent(host, runIn(brand), 'ext:nobody', { provider: 'test' }), { code: 'order.notFound' });
  const other = await brandWithOrder();
  await assert.rejects(openIntent(host, runIn(other.brand), order, { provider: 'test' }), { code: 'order.notFound' });
});

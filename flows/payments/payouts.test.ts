import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { listenWithin } from '../../kit/events/index.ts';
import { newId } from '../../kit/ids/index.ts';
import { OutsideError } from '../../kit/outside/index.ts';
import { keepSecretsIn } from '../../kit/secrets/index.ts';
import { makeTestTenant, openTestDb, type TestDb, type TestTenant } from '../../kit/testing/index.ts';
import {
  adaptersOf,
  createAccount,
  differences,
  keepEvents,
  PAYOUT_ENDED,
  requestPayout,
  standingAccount,
  unparkEvent,
  type Adapter,
  type PayoutEnded,
  type ProviderEvent,
  type Standing,
} from '../../rooms/payments/index.ts';
import { publicId } from '../../kit/ids/index.ts';
import { turnPaymentsOf } from './clockwork.ts';
import { paymentsHost } from './host.ts';

let t: TestDb;
let folder: string;
const ended: PayoutEnded[] = [];
before(async () => {
  t = await openTestDb();
  folder = await mkdtemp(join(tmpdir(), 'zihuan-payouts-'));
  keepSecretsIn(folder);
  listenWithin<PayoutEnded>(PAYOUT_ENDED, async (_, { payload }) => void ended.push(payload));
});
after(async () => {
  await t.close();
  await rm(folder, { recursive: true, force: true });
});

/** What the provider does when it is asked to pay, and what it says afterwards. */
type Fate = 'paid' | 'failed' | 'later' | 'laterFailed' | 'silentPaid' | 'silent' | 'crash';
const FATES: readonly Fate[] = ['paid', 'failed', 'later', 'laterFailed', 'silentPaid', 'silent', 'crash'];

/** A provider that counts what it truly paid, whatever it answers. */
function counting(fates: Map<string, Fate>) {
  const real = adaptersOf(t.db);
  const sent: string[] = [];
  const paid: string[] = [];
  const known = new Map<string, Standing>();
  let isBack = false;
  const done = (reference: string): Standing => ({ kind: 'done', providerRef: `p_${reference}` });
  const adapter: Adapter = {
    ...real.test,
    payouts: {
      async send(_, { reference }) {
        sent.push(reference);
        const fate = fates.get(reference);
        if (fate === 'silent') throw new OutsideError('timeout', 'silent');
        if (fate === 'failed') known.set(reference, { kind: 'failed', why: 'no' });
        if (fate === 'paid' || fate === 'silentPaid' || fate === 'crash') {
          paid.push(reference);
          known.set(reference, done(reference));
        }
        if (fate === 'later' || fate === 'laterFailed') known.set(reference, { kind: 'pending', providerRef: null });
        if (fate === 'silentPaid') throw new OutsideError('unreachable', 'ECONNRESET');
        if (fate === 'crash') throw new Error('the process ended here');
        return known.get(reference) ?? { kind: 'unheardOf' };
      },
      async query(_, { reference }) {
        const fate = fates.get(reference);
        if (isBack && fate === 'later' && !paid.includes(reference)) {
          paid.push(reference);
          known.set(reference, done(reference));
        }
        if (isBack && fate === 'laterFailed') known.set(reference, { kind: 'failed', why: 'account closed' });
        return known.get(reference) ?? { kind: 'unheardOf' };
      },
    },
  };
  return { adapters: { ...real, test: adapter }, sent, paid, comeBack: () => void (isBack = true) };
}

async function brandWithProvider(): Promise<TestTenant> {
  const brand = await makeTestTenant(t.db);
  await brand.write((ctx) => createAccount(ctx, { provider: 'test' }, 'http://127.0.0.1'));
  return brand;
}

async function statesOf(brand: TestTenant): Promise<Map<string, string>> {
  const rows = await t.db.tenantRead(
    brand.tenant.id,
    (sql) =>
      sql<{ id: string; state: string }>`
        SELECT payout.payout_id::text AS id, payout.state FROM payments.payout AS payout WHERE payout.tenant_id = ${brand.tenant.id}`,
  );
  return new Map(rows.map(({ id, state }) => [id, state]));
}

test('M4: whatever the provider answers or the process does, nobody is paid twice and nothing unknown is sent again', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...FATES), { minLength: 1, maxLength: 12 }), async (chosen) => {
      const brand = await brandWithProvider();
      const payouts = chosen.map((fate) => ({ payoutId: newId(), fate }));
      const fates = new Map(payouts.map(({ payoutId, fate }) => [payoutId.replaceAll('-', ''), fate]));
      const provider = counting(fates);
      const clock = { at: Date.now() };
      const host = paymentsHost(t.db, { now: () => new Date(clock.at), adapters: provider.adapters });
      const turn = () =>
        turnPaymentsOf(host, brand.tenant.id).catch((error: Error) => assert.match(error.message, /the process ended here/));
      for (const { payoutId } of payouts) {
        // Told twice, as a caller that lost the answer would.
        for (let i = 0; i < 2; i++) {
          await brand.write((ctx) => requestPayout(ctx, { payoutId, provider: 'test', amount: 100n, payee: { name: '林' } }));
        }
      }
      for (let round = 0; round < 3; round++) {
        clock.at += 7 * 3_600_000;
        await Promise.all([turn(), turn()]);
      }
      provider.comeBack();
      for (let round = 0; round < 2; round++) {
        clock.at += 7 * 3_600_000;
        await turn();
      }
      assert.equal(new Set(provider.sent).size, provider.sent.length, 'each left once');
      assert.equal(new Set(provider.paid).size, provider.paid.length);
      const states = await statesOf(brand);
      const expected: Record<Fate, string> = {
        paid: 'paid',
        failed: 'failed',
        later: 'paid',
        laterFailed: 'failed',
        silentPaid: 'paid',
        silent: 'unknown',
        crash: 'paid',
      };
      for (const { payoutId, fate } of payouts) {
        assert.equal(states.get(payoutId), expected[fate], fate);
        const told = ended.filter((one) => one.payoutId === payoutId).map((one) => one.isPaid);
        assert.deepEqual(told, expected[fate] === 'unknown' ? [] : [expected[fate] === 'paid'], `${fate}: told once`);
      }
      const listed = (await brand.read((ctx) => differences(ctx))).map((one) => one.kind).toSorted();
      const due = chosen.flatMap((fate) =>
        expected[fate] === 'unknown' ? ['payoutUnknown'] : expected[fate] === 'failed' ? ['payoutFailed'] : [],
      );
      assert.deepEqual(listed, due.toSorted());
    }),
    { numRuns: 25 },
  );
});

test('who is paid out, and where to, is stored sealed', async () => {
  const brand = await brandWithProvider();
  await brand.write((ctx) =>
    requestPayout(ctx, { payoutId: newId(), provider: 'test', amount: 1n, payee: { account: '6222021234567890' } }),
  );
  const rows = await t.db.ownerTx((sql) => sql.text<{ row: string }>('SELECT payout::text AS row FROM payments.payout AS payout'));
  assert.ok(rows.length > 0 && rows.every(({ row }) => !row.includes('6222021234567890')));
});

test('W6: an event that cannot be applied is tried eight times, parked, and applied when a human asks; others go past it', async () => {
  const brand = await brandWithProvider();
  const clock = { at: Date.now() };
  const host = paymentsHost(t.db, { now: () => new Date(clock.at) });
  const event: ProviderEvent = {
    eventId: 'poison',
    kind: 'paid',
    amount: 5n,
    currency: 'CNY',
    merchantId: 'test',
    orderRef: 'nobody',
    refundRef: null,
    providerRef: 'p-1',
    at: new Date(clock.at),
  };
  const keep = (over: Partial<ProviderEvent>) =>
    brand.write(async (ctx) => {
      const told = { event: { ...event, ...over }, source: 'webhook', body: '{}' } as const;
      return (await keepEvents(ctx, await standingAccount(ctx, 'test'), [told]))[0] ?? null;
    });
  // A kind that no code knows: a bug of ours, as it were.
  const poison = (await keep({ kind: 'paid' })) ?? '';
  await t.db.tenantTx(
    brand.tenant.id,
    (sql) =>
      sql.exec`UPDATE payments.inbox AS inbox SET event = jsonb_set(inbox.event, '{kind}', '"nonsense"') WHERE inbox.tenant_id = ${brand.tenant.id} AND inbox.inbox_id = ${poison}`,
  );
  await keep({ eventId: 'good', providerRef: 'p-2' });
  const state = async (): Promise<Record<string, string>> => {
    const rows = await t.db.tenantRead(
      brand.tenant.id,
      (sql) =>
        sql<{ event_id: string; state: string }>`
          SELECT inbox.event_id, coalesce(inbox.outcome, CASE WHEN inbox.parked_at IS NULL THEN 'waiting' ELSE 'parked' END) || ' ' || inbox.attempts AS state
            FROM payments.inbox AS inbox WHERE inbox.tenant_id = ${brand.tenant.id}`,
    );
    return Object.fromEntries(rows.map((row) => [row.event_id, row.state]));
  };
  clock.at = Date.now() + 1;
  await turnPaymentsOf(host, brand.tenant.id);
  assert.deepEqual(await state(), { poison: 'waiting 1', good: 'unapplied 1' });
  for (let i = 0; i < 12; i++) {
    clock.at += 7 * 3_600_000;
    await turnPaymentsOf(host, brand.tenant.id);
  }
  assert.equal((await state())['poison'], 'parked 8');
  assert.deepEqual(
    (await brand.read((ctx) => differences(ctx))).map((one) => one.kind),
    ['eventParked'],
  );
  await t.db.tenantTx(
    brand.tenant.id,
    (sql) =>
      sql.exec`UPDATE payments.inbox AS inbox SET event = jsonb_set(inbox.event, '{kind}', '"paid"') WHERE inbox.tenant_id = ${brand.tenant.id} AND inbox.inbox_id = ${poison}`,
  );
  await brand.write((ctx) => unparkEvent(ctx, publicId('providerEvent', poison)));
  clock.at += 1000;
  await turnPaymentsOf(host, brand.tenant.id);
  assert.equal((await state())['poison'], 'unapplied 1');
  await assert.rejects(
    brand.write((ctx) => unparkEvent(ctx, publicId('providerEvent', poison))),
    { code: 'providerEvent.processed' },
  );
});

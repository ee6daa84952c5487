import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import fc from 'fast-check';
import type { Ctx } from '../../kit/ctx.ts';
import { newId, type Uuid } from '../../kit/ids/index.ts';
import { makeTestTenant, openTestDb } from '../../kit/testing/index.ts';
import { balancesOf, brokenSeal, journal, move, netted, post, rollUp, type Posting } from './index.ts';
import { trialBalance } from './queries/trial-balance.ts';

const { db, close } = await openTestDb();
after(close);

const at = new Date('2026-05-01T00:00:00Z');
const payment = (sourceId: Uuid, personId: Uuid, amount: bigint, seq = 0): Posting => ({
  source: 'commission',
  sourceId,
  kind: 'accrual',
  seq,
  at,
  entries: [...move(amount, { account: 'commission:expense' }, { account: 'available', personId })],
});

const brand = async () => await makeTestTenant(db);

test('what is posted shows in the balances, in the trial balance and in the journal', async () => {
  const { write } = await brand();
  const person = newId();
  await write((ctx) => post(ctx, [payment(newId(), person, 700n), payment(newId(), person, 300n)]));
  await write(async (ctx) => {
    assert.equal((await balancesOf(ctx, [person])).get(person)?.available, 1000n);
    const trial = await trialBalance(ctx, { byKind: true });
    assert.equal(trial.balanced, true);
    assert.deepEqual(
      trial.accounts.map((line) => [line.account, line.balance.amount]),
      [
        ['commission:expense', '1000'],
        ['person:*:available', '-1000'],
      ],
    );
    const page = await journal(ctx, { limit: 1, personId: person });
    assert.equal(page.data.length, 1);
    assert.equal(page.data[0]?.entries.length, 2);
    const rest = await journal(ctx, { limit: 5, cursor: page.next ?? '', personId: person });
    assert.deepEqual([rest.data.length, rest.next], [1, null]);
    assert.equal((await journal(ctx, { limit: 5, account: 'sales', personId: null })).data.length, 0);
  });
});

test('totals rolled up before, between and after postings never change a balance', async () => {
  const { write } = await brand();
  const person = newId();
  const seen: bigint[] = [];
  for (let i = 0; i < 3; i++) {
    await write((ctx) => post(ctx, [payment(newId(), person, 5n)]));
    if (i !== 1) await write(rollUp);
    seen.push(await write(async (ctx) => (await balancesOf(ctx, [person])).get(person)?.available ?? 0n));
  }
  assert.deepEqual(seen, [5n, 10n, 15n]);
  assert.equal(await write(rollUp), 0n);
  assert.equal((await write((ctx) => trialBalance(ctx, { byKind: false }))).balanced, true);
});

test('a posting that is not balanced is refused by the database too', async () => {
  const { write } = await brand();
  const off: Posting = { ...payment(newId(), newId(), 5n), entries: [{ account: 'sales', personId: null, amount: 5n }] };
  await assert.rejects(
    write((ctx) => post(ctx, [off])),
    /not balanced/,
  );
  await assert.rejects(
    write((ctx) => raw(ctx, { amounts: '{5,-4}' })),
    { code: '23514' },
  );
});

test('the same posting is written once', async () => {
  const { write } = await brand();
  const [source, person] = [newId(), newId()];
  await write((ctx) => post(ctx, [payment(source, person, 5n)]));
  await assert.rejects(
    write((ctx) => post(ctx, [payment(source, person, 5n)])),
    { code: '23505' },
  );
  await write((ctx) => post(ctx, [payment(source, person, 5n, 1)]));
});

test('nothing takes an available balance below nothing', async () => {
  const { write } = await brand();
  const person = newId();
  const take = (amount: bigint): Posting => ({
    source: 'withdrawal',
    sourceId: newId(),
    kind: 'request',
    seq: 0,
    at,
    entries: move(amount, { account: 'available', personId: person }, { account: 'payout:clearing' }),
  });
  await write((ctx) => post(ctx, [payment(newId(), person, 100n)]));
  await assert.rejects(
    write((ctx) => post(ctx, [take(101n)])),
    { code: '23514' },
  );
  const tries = await Promise.allSettled(Array.from({ length: 5 }, () => write((ctx) => post(ctx, [take(100n)]))));
  assert.equal(tries.filter((one) => one.status === 'fulfilled').length, 1);
  assert.equal((await write((ctx) => balancesOf(ctx, [person]))).get(person)?.available, 0n);
});

test('the runtime role cannot write around the function, change the past or post for another brand', async () => {
  const one = await brand();
  const other = await brand();
  await one.write((ctx) => post(ctx, [payment(newId(), newId(), 5n)]));
  for (const attempt of [
    (ctx: Ctx) => ctx.sql.exec`UPDATE ledger.entry AS entry SET amount = 1 WHERE entry.tenant_id = ${ctx.tenantId}`,
    (ctx: Ctx) => ctx.sql.exec`DELETE FROM ledger.entry AS entry WHERE entry.tenant_id = ${ctx.tenantId}`,
    (ctx: Ctx) => ctx.sql.exec`UPDATE ledger.balance AS balance SET amount = 9 WHERE balance.tenant_id = ${ctx.tenantId}`,
    (ctx: Ctx) => raw(ctx, { tenantId: other.tenant.id }),
  ]) {
    await assert.rejects(one.write(attempt), { code: '42501' });
  }
});

test('the chain shows which batch was tampered with', async () => {
  const { write, tenant } = await brand();
  for (let i = 0; i < 3; i++) await write((ctx) => post(ctx, [payment(newId(), newId(), 5n), payment(newId(), newId(), 7n)]));
  assert.equal(await write(brokenSeal), null);
  await db.ownerTx(
    (sql) =>
      sql.exec`UPDATE ledger.entry AS entry SET amount = entry.amount * 2 WHERE entry.tenant_id = ${tenant.id} AND entry.entry BETWEEN 5 AND 6`,
  );
  assert.equal(await write(brokenSeal), 2n);
});

test('netting keeps every account of a posting at its sum', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom('sales', 'shipping', 'available'), fc.bigInt({ min: -50n, max: 50n })), { maxLength: 12 }),
      (parts) => {
        const entries = parts.map(([account, amount]) => ({ account, personId: null, amount }) as Parameters<typeof netted>[0][number]);
        const sum = (list: typeof entries, account: string) =>
          list.filter((entry) => entry.account === account).reduce((total, entry) => total + entry.amount, 0n);
        for (const account of ['sales', 'shipping', 'available']) assert.equal(sum(netted(entries), account), sum(entries, account));
      },
    ),
  );
});

async function raw(ctx: Ctx, { tenantId, amounts }: { tenantId?: Uuid; amounts?: string }): Promise<number> {
  return await ctx.sql.exec`
    SELECT ledger.post(${tenantId ?? ctx.tenantId}, ${at}, ${1n}, ${1n}, ${Buffer.alloc(32)}, ${'{order}'}::text[], ${`{${newId()}}`}::uuid[],
                       ${'{x}'}::text[], ${'{0}'}::int[], ${`{${at.toISOString()}}`}::timestamptz[], ${'{2}'}::int[], ${'{1,1}'}::int[],
                       ${'{sales,shipping}'}::text[], ${'{NULL,NULL}'}::uuid[], ${amounts ?? '{5,-5}'}::bigint[])`;
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diagnose, replayBrands } from './doctor.ts';
import { payoutShop } from './payouts.fixture.ts';
import { testServer } from './server.fixture.ts';

const server = await testServer();
const shop = payoutShop(server);

/** The books hold, and lived again they are the same to the last entry. */
async function isSound(slug: string): Promise<void> {
  const { findings } = await diagnose(server.db, slug);
  assert.deepEqual(
    findings.filter((finding) => !finding.ok && finding.id !== 'K.durable').map((finding) => [finding.id, finding.rows]),
    [],
  );
  const { brands } = await replayBrands(server.db, slug);
  assert.deepEqual(brands[0]?.differences, []);
}

interface Statement {
  earned: { amount: string };
  netted: { amount: string };
  owed: { amount: string };
  closing: { amount: string };
  debts: { order: string; amount: { amount: string }; left: { amount: string } }[];
}

test('of what is earned no more than the brand says pays a debt, the oldest first; the rest can be taken out (S4)', async () => {
  const { ok, sale, paidOut, refund, purse, ask, call, keys, refused } = await shop('half');
  const orders = [await sale('cat', 100), await sale('cat', 40)];
  await paidOut('bob', 1_400);
  await refund(orders[0] ?? '', 10_000);
  await refund(orders[1] ?? '', 4_000);
  assert.deepEqual(await purse('bob'), ['0', '0', '0', '1400']);
  for (const maxNetPct of [0, 101, 33.3]) {
    assert.deepEqual(await refused('PATCH', '/payout-settings', { maxNetPct }), [422, 'input.invalid']);
  }
  await ok('PATCH', '/payout-settings', { maxNetPct: 33 });
  await sale('cat', 100);
  // 33 % of 10.00 pay the debt, never more.
  assert.deepEqual(await purse('bob'), ['0', '670', '0', '1070']);
  const asked = await ask('bob', 600);
  await ok('POST', `/withdrawals/${asked.id}/reject`, { reason: 'wrong account' });
  assert.deepEqual(await purse('bob'), ['0', '472', '0', '872']);
  const statement = (await ok('GET', '/people/ext:bob/statement')).as<Statement>();
  assert.deepEqual(
    [statement.earned.amount, statement.netted.amount, statement.owed.amount, statement.closing.amount],
    ['2400', '528', '872', '-400'],
  );
  assert.deepEqual(
    statement.debts.map((debt) => [debt.amount.amount, debt.left.amount]),
    [
      ['1000', '472'],
      ['400', '400'],
    ],
  );
  await isSound('half');
  const found = async (statement: string): Promise<boolean> => {
    await server.db.ownerTx((sql) => sql.text(`UPDATE partners.net_dial SET max_net_pct = ${statement}`));
    return (await diagnose(server.db, 'half')).findings.some((finding) => finding.id === 'S4.netted' && !finding.ok);
  };
  assert.deepEqual([await found('32'), await found('33')], [true, false]);
  await ok('PATCH', '/payout-settings', { maxNetPct: 100 });
  assert.deepEqual(await purse('bob'), ['0', '472', '0', '872']);
  await sale('cat', 50);
  assert.deepEqual(await purse('bob'), ['0', '472', '0', '372']);
  await ok('PATCH', '/payout-settings', { maxNetPct: 10 });
  const opened = await ok('POST', '/cases', { person: 'ext:bob', reason: 'a look' });
  await ok('POST', `/cases/${String(opened.body['id'])}/close`, { outcome: 'release', reason: 'fine' });
  assert.deepEqual(await purse('bob'), ['0', '425', '0', '325']);
  const again = await ask('bob', 425);
  await ok('POST', `/withdrawals/${again.id}/approve`, {}, keys.operator);
  await ok('POST', `/withdrawals/${again.id}/settle`, {});
  assert.equal((await call('GET', '/ledger/trial-balance')).body['balanced'], true);
  await isSound('half');
});

interface Case {
  id: string;
  kind: string;
  person: { externalId: string };
  held: { amount: string };
  facts: Record<string, unknown>;
}

test('from the moment pay is stopped what is affected is held, pinned or not; what was somebody’s before stays (P8)', async () => {
  const { ok, sale, place, purse, refused, call, refund } = await shop('stopped');
  const before = await sale('cat', 100);
  const pinned = await place('cat', 100);
  assert.deepEqual(
    [await purse('bob'), await purse('amy')],
    [
      ['1000', '1000', '0', '0'],
      ['500', '500', '0', '0'],
    ],
  );
  assert.deepEqual(await refused('PATCH', '/payout-settings', { stopPay: { fromDepth: 2 } }), [422, 'input.invalid']);
  const settings = await ok('PATCH', '/payout-settings', { stopPay: { fromDepth: 2, reason: 'a letter of the regulator' } });
  assert.deepEqual(settings.body['stopPay'], { fromDepth: 2, reason: 'a letter of the regulator' });
  await ok('POST', `/orders/ext:${pinned}/receipt`, {});
  const fresh = await sale('cat', 20);
  assert.deepEqual(
    [await purse('bob'), await purse('amy')],
    [
      ['0', '2200', '0', '0'],
      ['0', '500', '600', '0'],
    ],
  );
  const { data } = (await ok('GET', '/cases?kind=stopPay')).as<{ data: Case[] }>();
  assert.deepEqual(
    data.map(({ person, held, facts }) => [person.externalId, held.amount, facts['by'], facts['fromDepth'], facts['reason']]),
    [['amy', '600', 'brand', 2, 'a letter of the regulator']],
  );
  // The line that is held says so.
  const lines = (await call('GET', `/orders/ext:${fresh}/commissions`)).as<{ data: { depth: number; isHeld: boolean }[] }>();
  assert.deepEqual(
    lines.data.toSorted((a, b) => a.depth - b.depth).map((line) => line.isHeld),
    [false, true],
  );
  await refund(before, 10_000);
  await refund(fresh, 2_000);
  assert.deepEqual(await purse('amy'), ['0', '0', '500', '0']);
  await ok('PATCH', '/payout-settings', { stopPay: null });
  await sale('cat', 20);
  assert.deepEqual(await purse('amy'), ['0', '100', '500', '0']);
  await isSound('stopped');
  await ok('POST', `/cases/${data[0]?.id}/close`, { outcome: 'release', reason: 'the regulator agreed' });
  assert.deepEqual(await purse('amy'), ['0', '600', '0', '0']);
  await isSound('stopped');
});

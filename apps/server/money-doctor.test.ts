import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { diagnose } from './doctor.ts';
import { payoutShop } from './payouts.fixture.ts';
import { testServer } from './server.fixture.ts';

const server = await testServer();
const shop = payoutShop(server);
let tenantId = '';

before(async () => {
  const { ok, sale, place, refund, paidOut, ask } = await shop('books');
  await ok('POST', '/products', { externalId: 'card', name: 'Card', ladderRole: 'membership', price: { amount: '5000', currency: 'CNY' } });
  await ok('POST', '/orders', { externalId: 'm1', person: 'ext:cat', lines: [{ product: 'ext:card', quantity: 1 }] });
  await ok('POST', '/orders/ext:m1/payments', { amount: { amount: '5000', currency: 'CNY' } });
  const first = await sale('cat', 100);
  await paidOut('bob', 1_000);
  await refund(first, 2_500);
  await sale('cat', 33);
  await place('cat', 7);
  await ok('POST', '/cases', { person: 'ext:amy', reason: 'a look' });
  const voided = await sale('cat', 20);
  const opened = await ok('POST', '/cases', { person: 'ext:amy', order: `ext:${voided}`, reason: 'made up' });
  await ok('POST', `/cases/${String(opened.body['id'])}/close`, { outcome: 'void', reason: 'made up' });
  await ask('bob', 10);
  await ok('POST', '/people', { externalId: 'bob2' });
  await ok('POST', '/people', { externalId: 'dan' });
  await ok('POST', '/referrals', { person: 'ext:dan', referrer: 'ext:bob2' });
  await sale('dan', 30);
  await place('dan', 11);
  await ok('POST', '/people/ext:bob/merge', { other: 'ext:bob2' });
  const [row] = await server.db.ownerTx((sql) =>
    sql.text<{ id: string }>(`SELECT t.tenant_id AS id FROM identity.tenant AS t WHERE t.slug = 'books'`),
  );
  tenantId = row?.id ?? '';
  await server.db.tenantTx(tenantId, (sql) => sql.exec`SELECT ledger.roll_up(${tenantId})`);
});

/** Ids of the money checks that fail. */
async function broken(): Promise<string[]> {
  const { findings } = await diagnose(server.db, 'books');
  return findings.filter((finding) => !finding.ok && /^(I([1-9]|10)|S[46])\./.test(finding.id)).map((finding) => finding.id);
}

test('the books of a brand that sold, refunded, paid out, held, voided and merged hold', async () => {
  assert.deepEqual(await broken(), []);
});

const faults: { what: string; sql: string; undo: string; finds: string }[] = [
  {
    what: 'an entry that grew by a fen',
    sql: `UPDATE ledger.entry SET amount = amount + 1 WHERE tenant_id = $1 AND entry = 1`,
    undo: `UPDATE ledger.entry SET amount = amount - 1 WHERE tenant_id = $1 AND entry = 1`,
    finds: 'I1.balanced',
  },
  {
    what: 'two entries that grew against each other',
    sql: `UPDATE ledger.entry SET amount = amount * 2 WHERE tenant_id = $1 AND txn = 1`,
    undo: `UPDATE ledger.entry SET amount = amount / 2 WHERE tenant_id = $1 AND txn = 1`,
    finds: 'I3.chain',
  },
  {
    what: 'a balance that lost a fen',
    sql: `UPDATE ledger.balance SET amount = amount - 1 WHERE tenant_id = $1 AND amount > 0`,
    undo: `UPDATE ledger.balance AS b SET amount = e.amount FROM (SELECT person_id, account, CASE WHEN account = 'receivable' THEN sum(amount) ELSE -sum(amount) END AS amount
             FROM ledger.entry WHERE tenant_id = $1 AND person_id IS NOT NULL GROUP BY person_id, account) AS e
            WHERE b.tenant_id = $1 AND b.person_id = e.person_id AND b.account = e.account`,
    finds: 'I2.balances',
  },
  {
    what: 'an account whose total forgot a fen',
    sql: `UPDATE ledger.account_total SET debit = debit + 1 WHERE tenant_id = $1 AND account = 'sales'`,
    undo: `UPDATE ledger.account_total SET debit = debit - 1 WHERE tenant_id = $1 AND account = 'sales'`,
    finds: 'I2.accounts',
  },
  {
    what: 'a balance below nothing',
    sql: `UPDATE ledger.entry SET amount = -amount WHERE tenant_id = $1 AND account = 'held'`,
    undo: `UPDATE ledger.entry SET amount = -amount WHERE tenant_id = $1 AND account = 'held'`,
    finds: 'I4.notNegative',
  },
  {
    what: 'a withdrawal that is settled and left no trace in the books',
    sql: `UPDATE partners.withdrawal SET amount = amount + 5 WHERE tenant_id = $1 AND state = 'requested'`,
    undo: `UPDATE partners.withdrawal SET amount = amount - 5 WHERE tenant_id = $1 AND state = 'requested'`,
    finds: 'I5.clearing',
  },
  {
    what: 'a commission that was confirmed without its money',
    sql: `UPDATE partners.commission SET state = 'confirmed', due_at = '2026-01-01', confirmed_at = '2026-01-01' WHERE tenant_id = $1 AND state = 'pending'
             AND payee_id = (SELECT min(payee_id::text)::uuid FROM partners.commission WHERE tenant_id = $1 AND state = 'pending')`,
    undo: `UPDATE partners.commission SET state = 'pending', due_at = NULL, confirmed_at = NULL WHERE tenant_id = $1 AND confirmed_at = '2026-01-01'`,
    finds: 'I5.purses',
  },
  {
    what: 'a case that holds more than there is',
    sql: `UPDATE partners.case_item SET held = held + 1 WHERE tenant_id = $1 AND held > 0`,
    undo: `UPDATE partners.case_item SET held = held - 1 WHERE tenant_id = $1 AND held > 0`,
    finds: 'I5.held',
  },
  {
    what: 'a commission that is said to be paid',
    sql: `UPDATE partners.commission SET state = 'paid' WHERE tenant_id = $1 AND state = 'confirmed' AND case_id IS NULL`,
    undo: `UPDATE partners.commission SET state = 'confirmed' WHERE tenant_id = $1 AND state = 'paid' AND reversed = 0`,
    finds: 'I5.paid',
  },
  {
    what: 'a second payee of one depth',
    sql: `INSERT INTO partners.commission SELECT tenant_id, order_id, '00000000-0000-7000-8000-000000000001', line, depth, rate_ppm, base, amount, reversed, due_at, confirmed_at,
                 case_id, role, rule, state, share_num, share_den FROM partners.commission WHERE tenant_id = $1 AND state = 'pending' AND depth = 1 LIMIT 1`,
    undo: `DELETE FROM partners.commission WHERE tenant_id = $1 AND payee_id = '00000000-0000-7000-8000-000000000001'`,
    finds: 'I6.onePayee',
  },
  {
    what: 'a business that was paid without an invoice',
    sql: `UPDATE partners.withdrawal SET tax_method = 'invoice' WHERE tenant_id = $1 AND state = 'settled'`,
    undo: `UPDATE partners.withdrawal SET tax_method = 'none' WHERE tenant_id = $1 AND state = 'settled'`,
    finds: 'S6.invoice',
  },
  {
    what: 'a commission above the cap of its plan',
    sql: `UPDATE partners.plan SET document = jsonb_set(document, '{capPpm}', '120000') WHERE tenant_id = $1`,
    undo: `UPDATE partners.plan SET document = jsonb_set(document, '{capPpm}', 'null') WHERE tenant_id = $1`,
    finds: 'I7.cap',
  },
  {
    what: 'a refund that took too little back',
    sql: `UPDATE partners.commission SET reversed = reversed - 1 WHERE tenant_id = $1 AND reversed > 0 AND state <> 'reversed'`,
    undo: `UPDATE partners.commission SET reversed = reversed + 1 WHERE tenant_id = $1 AND reversed > 0 AND state <> 'reversed'`,
    finds: 'I8.remaining',
  },
  {
    what: 'a pending commission that was confirmed once',
    sql: `UPDATE partners.commission SET confirmed_at = '2030-01-01' WHERE tenant_id = $1 AND state = 'pending'`,
    undo: `UPDATE partners.commission SET confirmed_at = NULL WHERE tenant_id = $1 AND state = 'pending'`,
    finds: 'I8.states',
  },
  {
    what: 'a payment that vanished',
    sql: `UPDATE orders.payment SET amount = amount - 1 WHERE tenant_id = $1 AND external_id = 'p-o1'`,
    undo: `UPDATE orders.payment SET amount = amount + 1 WHERE tenant_id = $1 AND external_id = 'p-o1'`,
    finds: 'I9.payments',
  },
  {
    what: 'a membership whose money is owed to nobody',
    sql: `UPDATE orders.line SET is_prepaid = false WHERE tenant_id = $1 AND is_prepaid`,
    undo: `UPDATE orders.line AS l SET is_prepaid = true FROM orders.customer_order AS o WHERE l.tenant_id = $1 AND o.tenant_id = $1 AND o.order_id = l.order_id AND o.external_id = 'm1'`,
    finds: 'I10.prepaid',
  },
];

for (const fault of faults) {
  test(`${fault.what} is found`, async () => {
    await server.db.ownerTx((sql) => sql.text(fault.sql, [tenantId]));
    assert.ok((await broken()).includes(fault.finds), `${(await broken()).join(' ')}`);
    await server.db.ownerTx((sql) => sql.text(fault.undo, [tenantId]));
    assert.deepEqual(await broken(), []);
  });
}

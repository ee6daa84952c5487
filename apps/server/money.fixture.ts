import assert from 'node:assert/strict';
import type { TestServer, Told } from './server.fixture.ts';

export interface MoneyJson {
  amount: string;
  currency: string;
}

export interface CommissionJson {
  line: number;
  depth: number;
  state: string;
  amount: MoneyJson;
  reversed: MoneyJson;
}

export const DAY_MS = 86_400_000;

export function cny(amount: number | bigint): MoneyJson {
  return { amount: amount.toString(), currency: 'CNY' };
}

/**
 * A sandbox brand that sells: tea at 100.00, five cups at 10.00; amy was introduced by bob, bob by cat, and a plan pays 10 % and 5 % after
 * a hold of seven days.
 */
export async function moneyShop(server: TestServer, slug: string) {
  const brand = await server.brand(slug);
  const key = brand.keys.owner;
  let now = Math.ceil(server.clock.at / 60_000) * 60_000;
  const call = async (method: string, path: string, body?: unknown): Promise<Told> =>
    await server.call(method, path, body === undefined ? { key } : { key, body });
  const ok = async (method: string, path: string, body?: unknown): Promise<Told> => {
    const told = await call(method, path, body);
    assert.ok(told.status < 300, `${method} ${path}: ${told.text}`);
    return told;
  };
  const refused = async (method: string, path: string, body: unknown, status: number, code: string): Promise<Told> => {
    const told = await call(method, path, body);
    assert.deepEqual([told.status, told.body['code']], [status, code], `${method} ${path}: ${told.text}`);
    return told;
  };
  await ok('POST', '/products', { externalId: 'tea', name: 'Tea', ladderRole: 'entry', price: cny(10_000) });
  await ok('POST', '/products', { externalId: 'cup', name: 'Cup', ladderRole: 'entry', price: cny(1_000), stock: 5 });
  for (const externalId of ['cat', 'bob', 'amy']) await ok('POST', '/people', { externalId });
  await ok('POST', '/referrals', { person: 'ext:bob', referrer: 'ext:cat' });
  await ok('POST', '/referrals', { person: 'ext:amy', referrer: 'ext:bob' });
  const plan = await ok('POST', '/commission-plans', {
    name: 'Ten and five',
    levels: [
      { depth: 1, ratePpm: 100_000 },
      { depth: 2, ratePpm: 50_000 },
    ],
    payees: { stages: ['prospect', 'fan', 'customer', 'repeat', 'member', 'partner'], onIneligible: 'brand' },
    hold: { days: 7, from: 'receipt' },
  });
  await ok('POST', `/commission-plans/${String(plan.body['id'])}/publish`, {});
  const [row] = await server.db.ownerTx(
    async (sql) => await sql.text<{ tenant_id: string }>('SELECT tenant_id FROM identity.tenant WHERE slug = $1', [slug]),
  );
  return {
    key,
    keys: brand.keys,
    tenantId: row?.tenant_id ?? '',
    call,
    ok,
    refused,
    /** Moves the brand's clock on. */
    async later(ms: number): Promise<void> {
      now += ms;
      await ok('POST', '/sandbox/clock', { now: new Date(now).toISOString() });
    },
    /** Places an order for amy and pays it. */
    async sold(externalId: string, lines: unknown[] = [{ product: 'ext:tea', quantity: 1 }]): Promise<void> {
      const placed = await ok('POST', '/orders', { externalId, person: 'ext:amy', lines });
      await ok('POST', `/orders/ext:${externalId}/payments`, {
        amount: placed.as<{ total: MoneyJson }>().total,
        externalId: `pay-${externalId}`,
      });
    },
    /** Pieces free to sell of a product with one variant. */
    async free(product: string): Promise<number | undefined> {
      return (await ok('GET', `/products/ext:${product}`)).as<{ stock: { free: number } | null }>().stock?.free;
    },
    async account(account: string): Promise<string> {
      const trial = (await ok('GET', '/ledger/trial-balance')).as<{
        balanced: boolean;
        accounts: { account: string; balance: MoneyJson }[];
      }>();
      assert.equal(trial.balanced, true);
      return trial.accounts.find((line) => line.account === account)?.balance.amount ?? '0';
    },
    async commissions(externalId: string): Promise<CommissionJson[]> {
      return (await ok('GET', `/orders/ext:${externalId}/commissions`)).as<{ data: CommissionJson[] }>().data;
    },
    async balances(person: string): Promise<Record<'pending' | 'available' | 'held' | 'receivable', MoneyJson>> {
      return (await ok('GET', `/people/ext:${person}/balances`)).as();
    },
  };
}

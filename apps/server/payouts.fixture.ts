import assert from 'node:assert/strict';
import type { TestServer, Told } from './server.fixture.ts';

export interface MoneyJson {
  amount: string;
  currency: string;
}
interface Balances {
  pending: MoneyJson;
  available: MoneyJson;
  held: MoneyJson;
  receivable: MoneyJson;
}
export interface WithdrawalJson {
  id: string;
  state: string;
  amount: MoneyJson;
  net: MoneyJson;
  fee: MoneyJson;
  tax: { method: string; amount: MoneyJson; isEstimate: boolean };
}
export const cny = (amount: number | bigint): MoneyJson => ({ amount: amount.toString(), currency: 'CNY' });

/** Opens brands in which amy introduced bob and bob introduced cat, and ten percent goes to depth 1, five to depth 2. */
export function payoutShop(server: TestServer) {
  return async (slug: string) => await openShop(server, slug);
}

async function openShop(server: TestServer, slug: string) {
  const brand = await server.brand(slug);
  const call = async (method: string, path: string, body?: unknown, key = brand.keys.owner): Promise<Told> =>
    await server.call(method, path, body === undefined ? { key } : { key, body });
  const ok = async (method: string, path: string, body?: unknown, key?: string): Promise<Told> => {
    const told = await call(method, path, body, key);
    assert.ok(told.status < 300, `${method} ${path}: ${told.text}`);
    return told;
  };
  const refused = async (method: string, path: string, body: unknown, key?: string): Promise<[number, unknown]> => {
    const told = await call(method, path, body, key);
    return [told.status, told.body['code']];
  };
  await ok('POST', '/products', { externalId: 'tea', name: 'Tea', price: cny(100) });
  for (const externalId of ['amy', 'bob', 'cat']) await ok('POST', '/people', { externalId });
  await ok('POST', '/referrals', { person: 'ext:bob', referrer: 'ext:amy' });
  await ok('POST', '/referrals', { person: 'ext:cat', referrer: 'ext:bob' });
  const plan = await ok('POST', '/commission-plans', {
    name: 'two levels',
    levels: [
      { depth: 1, ratePpm: 100_000 },
      { depth: 2, ratePpm: 50_000 },
    ],
    payees: { stages: ['prospect', 'fan', 'customer', 'repeat', 'member', 'partner'] },
    hold: { days: 0 },
  });
  await ok('POST', `/commission-plans/${String(plan.body['id'])}/publish`, {});
  let orders = 0;
  /** An order of `yuan` by somebody, paid. */
  async function place(person: string, yuan: number): Promise<string> {
    orders += 1;
    const id = `o${orders}`;
    await ok('POST', '/orders', { externalId: id, person: `ext:${person}`, lines: [{ product: 'ext:tea', quantity: yuan }] });
    await ok('POST', `/orders/ext:${id}/payments`, { amount: cny(yuan * 100), provider: 'manual', externalId: `p-${id}` });
    return id;
  }
  /** An order of `yuan` by somebody, paid and received. */
  async function sale(person: string, yuan: number): Promise<string> {
    const id = await place(person, yuan);
    await ok('POST', `/orders/ext:${id}/receipt`, {});
    return id;
  }
  const refund = async (order: string, fen: number): Promise<Told> =>
    await ok('POST', `/orders/ext:${order}/refunds`, { lines: [{ line: 1, amount: cny(fen) }] });
  async function purse(person: string): Promise<[string, string, string, string]> {
    const has = (await ok('GET', `/people/ext:${person}/balances`)).as<Balances>();
    return [has.pending.amount, has.available.amount, has.held.amount, has.receivable.amount];
  }
  const ask = async (person: string, fen: number, key?: string): Promise<WithdrawalJson> =>
    (await ok('POST', `/people/ext:${person}/withdrawals`, { amount: cny(fen) }, key)).as<WithdrawalJson>();
  async function paidOut(person: string, fen: number): Promise<WithdrawalJson> {
    const { id } = await ask(person, fen);
    await ok('POST', `/withdrawals/${id}/approve`, {}, brand.keys.operator);
    return (await ok('POST', `/withdrawals/${id}/settle`, {})).as<WithdrawalJson>();
  }
  async function states(order: string): Promise<string[]> {
    const { data } = (await ok('GET', `/orders/ext:${order}/commissions`)).as<{
      data: { payee: string; state: string; depth: number }[];
    }>();
    return data.toSorted((a, b) => a.depth - b.depth).map((row) => row.state);
  }
  async function account(name: string): Promise<bigint> {
    const { accounts, balanced } = (await ok('GET', '/ledger/trial-balance')).as<{
      accounts: { account: string; balance: MoneyJson }[];
      balanced: boolean;
    }>();
    assert.equal(balanced, true);
    return BigInt(accounts.find((line) => line.account === name)?.balance.amount ?? 0);
  }
  /** What somebody was told in their inbox, the first first. */
  async function told(person: string): Promise<string[]> {
    const { inbox } = (await ok('GET', `/people/ext:${person}/export`)).as<{
      inbox: { kind: string; facts: Record<string, MoneyJson> }[];
    }>();
    return inbox.map(({ kind, facts }) => [kind, facts['amount']?.amount, facts['owed']?.amount].filter(Boolean).join(' ')).toReversed();
  }
  return { ...brand, told, call, ok, refused, place, sale, refund, purse, ask, paidOut, states, account };
}

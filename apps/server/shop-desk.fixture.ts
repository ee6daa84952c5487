import assert from 'node:assert/strict';
import type { ShopOrder, ShopPayment } from '../../rooms/orders/api.ts';
import type { ShopFront } from '../../rooms/pricing/api.ts';
import type { Shopper, TestServer } from './server.fixture.ts';

export const yuan = (amount: number) => ({ amount: String(Math.round(amount * 100)), currency: 'CNY' });

/** Where parcels go. */
export const home = { name: '陈一', phone: '13800000002', region: '上海市 徐汇区', street: '漕溪北路 1 号' };

/** One thing of a shelf. */
export function at(products: ShopFront['sections'][number]['products'], id: string): ShopFront['sections'][number]['products'][number] {
  const found = products.find((product) => product.id === id);
  assert.ok(found);
  return found;
}

/** What staff and shoppers of a brand do all day, with every answer looked at. */
export function shopDesk(server: TestServer, brand: { slug: string; key: string }) {
  async function staff<T>(method: string, path: string, body?: unknown): Promise<T> {
    const told = await server.call(method, path, { key: brand.key, ...(body === undefined ? {} : { body }) });
    assert.ok(told.status < 300, `${method} ${path}: ${told.text}`);
    return told.as<T>();
  }

  async function ok<T>(shopper: Shopper, method: string, path: string, body?: unknown): Promise<T> {
    const told = await shopper.call(method, path, body === undefined ? {} : { body });
    assert.ok(told.status < 300, `${method} ${path}: ${told.text}`);
    return told.as<T>();
  }

  async function refused(shopper: Shopper, path: string, body: unknown, status: number, code: string): Promise<Record<string, unknown>> {
    const told = await shopper.call('POST', path, { body });
    assert.deepEqual([told.status, told.body['code']], [status, code], `${path}: ${told.text}`);
    return told.body;
  }

  const make = async (body: Record<string, unknown>) => (await staff<{ id: string }>('POST', '/products', body)).id;
  async function buy(shopper: Shopper, product: string, { quantity = 1, isPaid = true } = {}): Promise<ShopOrder> {
    const addresses = await ok<{ data: { id: string }[] }>(shopper, 'GET', '/addresses');
    const address = addresses.data[0]?.id ?? (await ok<{ id: string }>(shopper, 'POST', '/addresses', home)).id;
    const order = await ok<ShopOrder>(shopper, 'POST', '/orders', { lines: [{ product, quantity }], address });
    if (!isPaid) return order;
    const payment = await ok<ShopPayment>(shopper, 'POST', `/orders/${order.id}/pay`, {});
    await ok(shopper, 'POST', `/payments/${payment.id}/test`, { do: 'pay' });
    return await ok<ShopOrder>(shopper, 'GET', `/orders/${order.id}`);
  }

  return { staff, ok, refused, make, buy };
}

import assert from 'node:assert/strict';
import type { Uuid } from '../../kit/ids/index.ts';
import { newId, parseId } from '../../kit/ids/index.ts';
import type { Shopper, TestServer } from './server.fixture.ts';

/** A card in a person's hand, as it lies in the books once it is paid: `days` long from the day before yesterday, one piece a day. */
export async function handCard(
  server: TestServer,
  brand: { slug: string; keys: { owner: string } },
  person: Pick<Shopper, 'id'>,
  over: { days?: number; each?: number; fee?: number; price?: string } = {},
): Promise<Uuid> {
  const key = brand.keys.owner;
  const mark = newId().slice(-8);
  const make = async (externalId: string, ladderRole: string, amount: string): Promise<Uuid> => {
    const body = { externalId: `${externalId}-${mark}`, name: externalId, ladderRole, price: { amount, currency: 'CNY' } };
    const told = await server.call('POST', '/products', { key, body });
    assert.equal(told.status, 201, told.text);
    return parseId('product', String(told.body['id'])) ?? '';
  };
  const item = await make('Cup of tea', 'entry', over.price ?? '1500');
  const product = await make('Month card', 'membership', String(over.fee ?? 3900));
  const [tenant] = await server.db.ownerTx(
    async (sql) =>
      await sql<{ tenant_id: Uuid }>`
      SELECT tenant_directory.tenant_id FROM identity.tenant_directory AS tenant_directory WHERE tenant_directory.slug = ${brand.slug}`,
  );
  assert(tenant);
  const tenantId = tenant.tenant_id;
  const personId = parseId('person', person.id) ?? '';
  const days = over.days ?? 30;
  const [design, card] = [newId(), newId()];
  const from = new Date(server.clock.at - 2 * 86_400_000);
  const to = new Date(from.getTime() + days * 86_400_000);
  const startsOn = from.toISOString().slice(0, 10);
  await server.db.tenantTx(tenantId, async (sql) => {
    await sql.exec`
      INSERT INTO membership.design (tenant_id, design_id, product_id, kind, term_unit, term_count, item_product_id, units_each, per, bonus_amount,
                                     spread_months, on_sale, created_at, updated_at)
      VALUES (${tenantId}, ${design}, ${product}, 'pass', 'day', ${days}, ${item}, ${over.each ?? 1}, 'day', 0, 1, true, ${from}, ${from})`;
    await sql.exec`
      INSERT INTO membership.card (tenant_id, card_id, design_id, product_id, person_id, order_id, line, nth, kind, term_unit, term_count,
                                   item_product_id, units_each, per, bonus_amount, spread_months, fee_amount, refunded_amount, paid_at, from_at,
                                   to_at, starts_on, frozen_days, unit_count, used, periods_booked, consumed, liability_amount, recorded_at)
      VALUES (${tenantId}, ${card}, ${design}, ${product}, ${personId}, ${newId()}, 1, 1, 'pass', 'day', ${days}, ${item}, ${over.each ?? 1}, 'day',
              0, 1, ${over.fee ?? 3900}, 0, ${from}, ${from}, ${to}, ${startsOn}::date, 0, ${days * (over.each ?? 1)}, 0, 0, 0,
              ${over.fee ?? 3900}, ${from})`;
    const { last } = await sql.one<{ last: number }>`
      SELECT coalesce(max(member.number), 0)::int AS last FROM membership.member AS member WHERE member.tenant_id = ${tenantId}`;
    await sql.exec`
      INSERT INTO membership.member (tenant_id, person_id, number, joined_at)
      VALUES (${tenantId}, ${personId}, ${last + 1}, ${from})
          ON CONFLICT (tenant_id, person_id) DO NOTHING`;
  });
  return card;
}

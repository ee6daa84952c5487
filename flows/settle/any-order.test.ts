import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Ctx } from '../../kit/ctx.ts';
import { openImportBench } from '../import.fixture.ts';
import { releaseDueNow } from './release-due.ts';
import { settle, type MoneyCommand } from './index.ts';
import { placing, shopOf } from './settle.fixture.ts';

const bench = await openImportBench();
after(bench.close);

const NOW = new Date('2026-01-15T04:00:00Z');
const MUCH_LATER = new Date('2026-03-01T04:00:00Z');
const EVENTS = ['paid', 'shipped', 'received', 'partRefund', 'refund', 'chargeback'] as const;
type Event = 'created' | (typeof EVENTS)[number];

/** What is told about the order of buyer `i`. */
function commandOf(event: Event, i: number): MoneyCommand {
  const order = `ext:o${i}`;
  const refund = (amount: bigint, cause: 'refund' | 'chargeback' = 'refund'): MoneyCommand => ({
    kind: 'giveRefund',
    order,
    externalId: `${event}${i}`,
    lines: [{ line: 1, amount }],
    shipping: 0n,
    cause,
  });
  switch (event) {
    case 'created':
      return placing(`o${i}`, `b${i}`, [9_999n, 5_000n]);
    case 'paid':
      return { kind: 'recordPayment', order, amount: 14_999n, provider: 'manual', externalId: `p${i}`, at: null };
    case 'shipped':
      return { kind: 'shipLines', order, lines: null, carrier: 'SF', number: null };
    case 'received':
      return { kind: 'confirmReceipt', order, at: null, lines: null };
    case 'partRefund':
      return refund(3_333n);
    case 'refund':
      return refund(3_333n);
    case 'chargeback':
      return refund(3_333n, 'chargeback');
  }
}

function permutations<T>(all: readonly T[]): T[][] {
  if (all.length <= 1) return [[...all]];
  return all.flatMap((first, i) => permutations([...all.slice(0, i), ...all.slice(i + 1)]).map((rest) => [first, ...rest]));
}

const TOO_EARLY = new Set(['order.notFound', 'order.unpaid']);

for (const holdDays of [7, 0]) {
  test(`whatever happens to an order may be told in any order: with a hold of ${holdDays} days all 720 ways end the same, to the fen`, async () => {
    // The order itself may be told of at any place among them.
    const ways = permutations<Event>(EVENTS).map((way, i) => way.toSpliced(i % (EVENTS.length + 1), 0, 'created'));
    assert.equal(ways.length, 720);
    const brand = await shopOf(bench, { buyers: ways.length, holdDays });
    const waiting = ways.map((): Event[] => []);
    const tell = async (events: { way: number; event: Event }[]): Promise<void> => {
      const outcomes = await brand.write(
        (ctx) =>
          settle(
            ctx,
            events.map(({ way, event }) => commandOf(event, way)),
          ),
        NOW,
      );
      outcomes.forEach((outcome, at) => {
        const told = events[at];
        if (outcome.kind !== 'refused' || !told) return;
        assert.ok(TOO_EARLY.has(outcome.error.code), `${ways[told.way]?.join(' ')}: ${told.event} ${outcome.error.code}`);
        waiting[told.way]?.push(told.event);
      });
    };
    for (let step = 0; step <= EVENTS.length; step++) {
      await tell(ways.map((way, i) => ({ way: i, event: way[step] ?? 'created' })));
      // What came too early is told again, in the order it came.
      const again = waiting.flatMap((events, way) => events.splice(0).map((event) => ({ way, event })));
      if (again.length > 0) await tell(again);
    }
    for (let left = 1; left > 0;) {
      const again = waiting.flatMap((events, way) => events.splice(0).map((event) => ({ way, event })));
      left = again.length;
      if (left > 0) await tell(again);
    }
    const ends = await brand.read(endOf);
    assert.equal(ends.length, ways.length);
    const different = new Set(ends.map((end) => end.what));
    assert.equal(different.size, 1, [...different].slice(0, 3).join('\n'));

    // Everything once more, days later: nothing moves.
    const late = await brand.write(
      (ctx) =>
        settle(
          ctx,
          ways.flatMap((way, i) => way.map((event) => commandOf(event, i))),
        ),
      NOW,
    );
    for (const outcome of late) assert.ok('isRepeat' in outcome && outcome.isRepeat, JSON.stringify(outcome));
    assert.deepEqual(await brand.read(endOf), ends);

    await brand.write(releaseDueNow, MUCH_LATER);
    const released = await brand.read(endOf);
    assert.deepEqual(
      [...new Set(released.map((end) => end.what))],
      [
        'net 5000 refunded 9999 received true shipped true line1 reversed 1199/1199 line2 confirmed 0/600 pending 0 available 600 receivable 0',
      ],
    );
    assert.deepEqual(await brand.read(booksOf), { all: 0n, provider: 5_000n * 720n, payable: 0n, unapplied: 0n });
  });
}

async function endOf(ctx: Ctx): Promise<{ order: string; what: string }[]> {
  return await ctx.sql`
    SELECT ord.external_id AS order,
           'net ' || ord.net_amount || ' refunded ' || ord.refunded_amount || ' received ' || (ord.received_at IS NOT NULL) || ' shipped ' || (ord.shipped_at IS NOT NULL)
             || ' ' || (SELECT string_agg('line' || c.line || ' ' || c.state || ' ' || c.reversed || '/' || c.amount, ' ' ORDER BY c.line)
                          FROM partners.commission AS c WHERE c.tenant_id = ${ctx.tenantId} AND c.order_id = ord.order_id)
             || ' pending ' || (SELECT -coalesce(sum(e.amount), 0) FROM ledger.entry AS e
                                 WHERE e.tenant_id = ${ctx.tenantId} AND e.person_id = referral.object_id AND e.account = 'pending')
             || ' available ' || coalesce((SELECT b.amount FROM ledger.balance AS b
                                            WHERE b.tenant_id = ${ctx.tenantId} AND b.person_id = referral.object_id AND b.account = 'available'), 0)
             || ' receivable ' || coalesce((SELECT b.amount FROM ledger.balance AS b
                                             WHERE b.tenant_id = ${ctx.tenantId} AND b.person_id = referral.object_id AND b.account = 'receivable'), 0) AS what
      FROM orders.customer_order AS ord
      JOIN relations.referral AS referral
        ON referral.tenant_id = ${ctx.tenantId} AND referral.subject_id = ord.person_id AND referral.to_at IS NULL
     WHERE ord.tenant_id = ${ctx.tenantId}
     ORDER BY ord.external_id`;
}

async function booksOf(ctx: Ctx): Promise<Record<string, bigint>> {
  return await ctx.sql.one`
    SELECT coalesce(sum(e.amount), 0)::bigint AS all,
           coalesce(sum(e.amount) FILTER (WHERE e.account = 'provider:manual'), 0)::bigint AS provider,
           coalesce(sum(e.amount) FILTER (WHERE e.account = 'refund:payable'), 0)::bigint AS payable,
           coalesce(sum(e.amount) FILTER (WHERE e.account = 'customer:unapplied'), 0)::bigint AS unapplied
      FROM ledger.entry AS e
     WHERE e.tenant_id = ${ctx.tenantId}`;
}

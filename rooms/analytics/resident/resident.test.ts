import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { zoneOf } from '../../../kit/time/index.ts';
import { testsOf } from './filter.ts';
import { allOf, pageOf, SORTS, type Sort } from './page.ts';
import { Resident, type NodeRow } from './resident.ts';

const id = (n: number): string => `01900000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;

interface Member {
  readonly parent: number;
  readonly own: bigint;
  readonly orders: number;
}

// The referrer may be a newer person: node i takes anyone but those below it.
const forest = fc
  .array(
    fc.record({
      pick: fc.nat(),
      own: fc.bigInt({ min: -500n, max: 9000n }),
      orders: fc.nat(4),
      isWide: fc.boolean(),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((draws) => {
    const shuffled = draws.map((_, i) => i).sort((a, b) => ((a * 7919 + draws.length) % 101) - ((b * 7919 + draws.length) % 101));
    const place = new Map(shuffled.map((node, i) => [node, i]));
    return draws.map((draw, node): Member => {
      const earlier = shuffled.slice(0, place.get(node) ?? 0);
      const parent = draw.pick % 3 === 0 || earlier.length === 0 ? -1 : (earlier[draw.pick % earlier.length] as number);
      return { parent, own: draw.isWide ? draw.own * 1_000_000_000_000_000n : draw.own, orders: draw.orders };
    });
  });

function rowOf(member: Member, node: number): NodeRow {
  const paidAt = member.orders > 0 ? node * 86_400_000 : null;
  return {
    node,
    isHere: true,
    personId: id(node),
    parent: member.parent,
    sourceId: null,
    own: member.own,
    orders: member.orders,
    firstPaidAt: paidAt,
    lastPaidAt: paidAt,
    stage: member.orders > 1 ? 'repeat' : 'customer',
    stageSince: node,
  };
}

function residentOf(members: readonly Member[]): Resident {
  const resident = new Resident(zoneOf('Asia/Shanghai'));
  resident.put(members.map(rowOf));
  return resident;
}

function below(members: readonly Member[], node: number): number[] {
  const directs = members.flatMap((member, i) => (member.parent === node ? [i] : []));
  return directs.flatMap((direct) => [direct, ...below(members, direct)]);
}

test('worth is own, those introduced and everybody deeper, exact however large the amounts', () => {
  fc.assert(
    fc.property(forest, (members) => {
      const resident = residentOf(members);
      members.forEach((member, node) => {
        const everybody = below(members, node);
        const direct = everybody
          .filter((other) => members[other]?.parent === node)
          .reduce((sum, other) => sum + (members[other]?.own ?? 0n), 0n);
        const all = everybody.reduce((sum, other) => sum + (members[other]?.own ?? 0n), member.own);
        assert.deepEqual(resident.worthOf(node), {
          own: member.own,
          direct,
          indirect: all - direct - member.own,
          influence: all,
        });
        assert.equal(resident.downlineCount(node), everybody.length);
        assert.equal(resident.directCount(node), members.filter((other) => other.parent === node).length);
      });
    }),
  );
});

test('putting changed rows gives the same as loading everything afresh', () => {
  fc.assert(
    fc.property(forest, forest, (first, second) => {
      const resident = residentOf(first);
      for (const node of first.keys()) resident.worthOf(node);
      const changed =
        second.length >= first.length ? second : [...second, ...first.slice(second.length).map((member) => ({ ...member, parent: -1 }))];
      resident.put(changed.map(rowOf).reverse());
      const fresh = residentOf(changed);
      changed.forEach((_, node) => assert.deepEqual(resident.worthOf(node), fresh.worthOf(node)));
    }),
  );
});

test('pages of any sort put together are the whole list, ties in the order of ids', () => {
  fc.assert(
    fc.property(
      forest,
      fc.constantFrom(...SORTS),
      fc.constantFrom('asc', 'desc'),
      fc.integer({ min: 1, max: 7 }),
      (members, sort: Sort, order, limit) => {
        const resident = residentOf(members);
        const tests = testsOf(resident, { minOrders: 1 }, null);
        const whole = [...allOf(resident, tests, sort, order)];
        const paged: number[] = [];
        let after: { key: number; node: number } | null = null;
        do {
          const page = pageOf(resident, tests, { sort, order, limit, after });
          assert.equal(page.total, whole.length);
          paged.push(...page.nodes);
          after = page.next;
        } while (after);
        assert.deepEqual(paged, whole);
        assert.equal(whole.length, members.filter((member) => member.orders > 0).length);
      },
    ),
  );
});

test('people without an order come last, whichever way last orders are sorted', () => {
  const resident = residentOf([
    { parent: -1, own: 0n, orders: 0 },
    { parent: -1, own: 5n, orders: 1 },
    { parent: -1, own: 7n, orders: 2 },
  ]);
  const tests = testsOf(resident, {}, null);
  assert.deepEqual([...allOf(resident, tests, 'lastOrder', 'asc')], [1, 2, 0]);
  assert.deepEqual([...allOf(resident, tests, 'lastOrder', 'desc')], [2, 1, 0]);
});

test('a ring of referrals is refused as impossible', () => {
  const resident = residentOf([
    { parent: 1, own: 0n, orders: 0 },
    { parent: 0, own: 0n, orders: 0 },
  ]);
  assert.throws(() => resident.worthOf(0), /ring/);
});

test('an id survives the way into the arrays and back', () => {
  fc.assert(
    fc.property(fc.uuid(), (personId) => {
      const resident = new Resident(zoneOf('UTC'));
      resident.put([{ ...rowOf({ parent: -1, own: 0n, orders: 0 }, 3), personId }]);
      assert.equal(resident.personId(3), personId);
    }),
  );
});

test('an RFM pattern that cannot be read is refused', () => {
  const resident = residentOf([]);
  assert.throws(() => testsOf(resident, { rfm: 'r6f1m1' }, null), { code: 'filter.invalid' });
  assert.throws(() => testsOf(resident, { stage: 'vip' }, null), { code: 'filter.invalid' });
});

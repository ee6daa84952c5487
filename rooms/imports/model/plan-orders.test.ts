import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { day, fileOf, Shelf } from './plan-orders.fixture.ts';

test('rows with one order id are its lines; the order is their sum', () => {
  const shelf = new Shelf().take(
    fileOf({ order: 'A', amount: 100n, product: 'x' }, { order: 'B', amount: 5n }, { order: 'A', amount: 250n, product: 'y' }),
  );
  assert.equal(shelf.totals.orders, 2);
  assert.equal(shelf.order('A')?.charged, 350n);
  assert.deepEqual(
    shelf.linesOf('A').map((line) => line.product),
    ['x', 'y'],
  );
});

test('without an order id each row is an order, and exact doubles inside a file stay', () => {
  const shelf = new Shelf().take(fileOf({ person: 'p', amount: 100n }, { person: 'p', amount: 100n }));
  assert.equal(shelf.totals.orders, 2);
  assert.equal(shelf.sales, 200n);
});

test('a zero-amount order is kept', () => {
  assert.equal(new Shelf().take(fileOf({ order: 'A', person: 'p', amount: 0n })).totals.orders, 1);
});

test('a negative row is a return: no order, lowers sales, belongs to the person it names', () => {
  const shelf = new Shelf().take(fileOf({ order: 'C1', person: 'p', amount: -40n }));
  assert.deepEqual([shelf.totals.orders, shelf.totals.returns, shelf.totals.sales, shelf.totals.people], [0, 1, -40n, 1]);
});

test("a return row whose order is the id of an order lowers that order's net", () => {
  const shelf = new Shelf().take(fileOf({ order: 'A', amount: 100n }, { order: 'A', amount: -30n, at: day(5) }));
  assert.equal(shelf.order('A')?.net, 70n);
  assert.equal(shelf.returns[0]?.orderId, 'id000000');
  assert.equal(shelf.order('A')?.paidAt, day(0));
});

test('a return that came before its order is tied to it when the order comes, in the file or in a later import', () => {
  const inFile = new Shelf().take(fileOf({ order: 'A', amount: -30n, at: day(5) }, { order: 'A', amount: 100n }));
  const later = new Shelf().take(fileOf({ order: 'A', amount: -30n, at: day(5) })).take(fileOf({ order: 'A', amount: 100n }));
  for (const shelf of [inFile, later]) {
    assert.equal(shelf.order('A')?.net, 70n);
    assert.equal(shelf.totals.sales, 70n);
    assert.equal(shelf.totals.returns, 1);
  }
});

test('a return of a known order counts whichever file brings it, once', () => {
  const back = fileOf({ order: 'A', amount: -30n, at: day(9) });
  const shelf = new Shelf()
    .take(fileOf({ order: 'A', amount: 100n }))
    .take(back)
    .take(back);
  assert.equal(shelf.order('A')?.net, 70n);
  assert.equal(shelf.totals.returns, 1);
});

test("paidAt is the earliest at of the order's rows that are no returns", () => {
  const shelf = new Shelf().take(
    fileOf({ order: 'A', at: day(3), amount: 1n }, { order: 'A', at: day(1), amount: -1n }, { order: 'A', at: day(2), amount: 1n }),
  );
  assert.equal(shelf.order('A')?.paidAt, day(2));
});

test('the person is that of the first row that names one; a row that names another is rejected', () => {
  const shelf = new Shelf().take(
    fileOf(
      { order: 'A', amount: 1n },
      { order: 'A', amount: 2n, person: 'p' },
      { order: 'A', amount: 4n, person: 'q' },
      { order: 'A', amount: 8n, person: 'p' },
    ),
  );
  assert.equal(shelf.order('A')?.person, 'person p');
  assert.equal(shelf.order('A')?.charged, 11n);
  assert.deepEqual(shelf.lastPlan?.rejects, [{ row: 4, field: 'person', value: 'q', reason: 'person.other' }]);
});

test('a person met only in refused rows is not made', () => {
  const shelf = new Shelf().take(fileOf({ order: 'A', amount: 1n, person: 'p' }, { order: 'A', amount: 4n, person: 'q' }));
  assert.deepEqual([...shelf.people.keys()], ['p']);
});

test('a row in another currency is rejected', () => {
  const shelf = new Shelf().take(fileOf({ order: 'A', amount: 1n, currency: 'USD' }));
  assert.equal(shelf.lastPlan?.rejects[0]?.reason, 'currency.other');
});

test('the same file again is skipped whole', () => {
  const file = fileOf(
    { order: 'A', amount: 1n },
    { order: 'A', amount: 1n },
    { person: 'p', amount: 3n },
    { person: 'p', amount: 3n },
    { order: 'R', amount: -2n },
  );
  const shelf = new Shelf().take(file).take(file, { portion: 2 });
  assert.deepEqual(
    { ...shelf.totals },
    { accepted: 5, skipped: 5, rejected: 0, orders: 3, returns: 1, people: 1, sales: 6n, conflicts: 0 },
  );
});

test('of equal rows in an overlapping file only those beyond the known ones are new', () => {
  const row = { person: 'p', amount: 3n };
  const shelf = new Shelf().take(fileOf(row, row)).take(fileOf(row, row, row), { portion: 1 });
  assert.deepEqual([shelf.totals.skipped, shelf.orders.size], [2, 3]);
});

test('a known order id with other content is skipped and counted as a conflict; the first stays', () => {
  const shelf = new Shelf().take(fileOf({ order: 'A', amount: 100n, person: 'p' })).take(fileOf({ order: 'A', amount: 120n, person: 'q' }));
  assert.equal(shelf.order('A')?.charged, 100n);
  assert.deepEqual(shelf.lastPlan?.conflicts, [{ row: 2, order: 'A', was: '1.00', is: '1.20' }]);
  assert.equal(shelf.people.has('q'), false);
});

test('a run that goes on where another of the same file was killed joins its orders', () => {
  const file = fileOf({ order: 'A', amount: 1n }, { order: 'A', amount: 2n }, { order: 'A', amount: 2n });
  const shelf = new Shelf()
    .take(file.slice(0, 2), { run: 'killed', isUnfinished: true })
    .take(file, { run: 'again', sameFileAs: ['killed'] });
  assert.equal(shelf.order('A')?.charged, 5n);
  assert.equal(shelf.totals.conflicts, 0);
});

test('a row that fits --unpaid-when makes an unpaid order: kept, in no figure, and needs no at', () => {
  const shelf = new Shelf().take(fileOf({ order: 'A', person: 'p', amount: 100n, isUnpaid: true, at: null }));
  assert.deepEqual([shelf.totals.orders, shelf.totals.sales, shelf.order('A')?.paidAt], [1, 0n, null]);
  assert.equal(shelf.lastPlan?.orders[0]?.fact, null);
});

test('one unpaid row keeps the whole order unpaid, wherever it stands', () => {
  const rows = [
    { order: 'A', amount: 1n },
    { order: 'A', amount: 2n, isUnpaid: true, at: null },
    { order: 'A', amount: 4n },
  ];
  for (const file of [fileOf(...rows), fileOf(...rows.toReversed())]) assert.equal(new Shelf().take(file, { portion: 1 }).totals.sales, 0n);
});

test('net is what was charged minus what was given back; paid and refunded never make a return', () => {
  const shelf = new Shelf().take(fileOf({ order: 'A', amount: 100n, refunded: 100n }));
  assert.deepEqual([shelf.order('A')?.net, shelf.totals.returns, shelf.lastPlan?.orders[0]?.isRefunded], [0n, 0, true]);
});

test('a zero-amount order is never refunded in full', () => {
  assert.equal(new Shelf().take(fileOf({ order: 'A', amount: 0n })).lastPlan?.orders[0]?.isRefunded, false);
});

test('an order made from rows without product takes later rows with product as lines, never as sales, buyers or orders', () => {
  const shelf = new Shelf()
    .take(fileOf({ order: 'A', person: 'p', amount: 100n }))
    .take(fileOf({ order: 'A', product: 'x', amount: 60n }, { order: 'A', product: 'y', amount: 70n }), { portion: 1 });
  assert.deepEqual([shelf.order('A')?.charged, shelf.totals.sales, shelf.totals.orders, shelf.totals.accepted], [100n, 100n, 1, 3]);
  assert.deepEqual(
    shelf.linesOf('A').map((line) => line.product),
    [null, 'x', 'y'],
  );
});

test('once one file brought the lines, another file with other lines is a conflict', () => {
  const shelf = new Shelf()
    .take(fileOf({ order: 'A', amount: 100n }))
    .take(fileOf({ order: 'A', product: 'x', amount: 60n }))
    .take(fileOf({ order: 'A', product: 'z', amount: 60n }));
  assert.equal(shelf.totals.conflicts, 1);
});

test('header rows after lines are conflicts', () => {
  const shelf = new Shelf().take(fileOf({ order: 'A', product: 'x', amount: 60n })).take(fileOf({ order: 'A', amount: 100n }));
  assert.deepEqual([shelf.totals.conflicts, shelf.order('A')?.charged], [1, 60n]);
});

test('a row that only continues an order adds a line and nothing else; without its first row it is rejected', () => {
  const more = { order: 'A', product: 'y', amount: 0n, at: null, isContinuation: true };
  const shelf = new Shelf().take(fileOf({ order: 'A', product: 'x', amount: 100n }, more), { portion: 1 });
  assert.deepEqual([shelf.order('A')?.charged, shelf.order('A')?.paidAt, shelf.linesOf('A').length], [100n, day(0), 2]);
  assert.equal(new Shelf().take(fileOf(more)).lastPlan?.rejects[0]?.reason, 'order.firstRowMissing');
});

test('the first source a person comes with stays', () => {
  const paid = { kind: 'paid', name: 'ads' } as const;
  const shelf = new Shelf().take(
    fileOf({ person: 'p', amount: 1n, source: paid }, { person: 'p', amount: 2n, source: { kind: 'owned', name: null } }),
  );
  assert.deepEqual(shelf.lastPlan?.newPeople[0]?.source, paid);
  const later = new Shelf().take(fileOf({ person: 'p', amount: 1n })).take(fileOf({ person: 'p', amount: 2n, source: paid }));
  assert.deepEqual(
    later.lastPlan?.sourced.map(({ externalId, source }) => ({ externalId, source })),
    [{ externalId: 'p', source: paid }],
  );
});

test("a referrer counts from its order's at, and only in accepted rows", () => {
  const shelf = new Shelf().take(
    fileOf({ order: 'A', person: 'p', referrer: 'r', amount: 1n, at: day(4) }, { order: 'A', person: 'q', referrer: 's', amount: 1n }),
  );
  assert.deepEqual(shelf.lastPlan?.referrals, [{ row: 2, person: 'p', referrer: 'r', at: day(4) }]);
});

test('--on-conflict update takes later refunds, payments and states of known orders', () => {
  const shelf = new Shelf()
    .take(fileOf({ order: 'A', person: 'p', amount: 100n, status: 'shipped' }, { order: 'B', amount: 50n, isUnpaid: true, at: null }))
    .take(fileOf({ order: 'A', person: 'p', amount: 100n, refunded: 30n, status: 'refunded' }, { order: 'B', amount: 50n, at: day(2) }), {
      onConflict: 'update',
    });
  assert.equal(shelf.order('A')?.net, 70n);
  assert.equal(shelf.orders.get('A')?.order.status, 'refunded');
  assert.equal(shelf.order('B')?.paidAt, day(2));
  assert.equal(shelf.totals.sales, 120n);
  assert.equal(shelf.totals.conflicts, 0);
});

test('an order sold here is never changed by a file: further rows, newer rows and returns are conflicts', () => {
  for (const onConflict of ['keep', 'update'] as const) {
    const shelf = new Shelf().take(fileOf({ order: 'A', person: 'p', product: 'x', amount: 100n })).makeLive('A');
    shelf.take(
      fileOf(
        { order: 'A', person: 'p', product: 'x', amount: 100n, refunded: 30n },
        { order: 'A', product: 'y', amount: 5n },
        { order: 'A', amount: -40n },
        { order: 'B', amount: 1n },
      ),
      { onConflict },
    );
    assert.deepEqual([shelf.order('A')?.net, shelf.linesOf('A').length, shelf.returns.length], [100n, 1, 0], onConflict);
    assert.deepEqual([shelf.totals.conflicts, shelf.totals.orders], [3, 2], onConflict);
  }
});

test('--on-conflict update never takes an older export for a newer one', () => {
  const older = fileOf({ order: 'A', amount: 100n });
  const shelf = new Shelf().take(fileOf({ order: 'A', amount: 100n, refunded: 30n })).take(older, { onConflict: 'update' });
  assert.equal(shelf.order('A')?.net, 70n);
  assert.equal(shelf.totals.conflicts, 1);
});

test('--on-conflict update changes the line of the same product and leaves the others', () => {
  const shelf = new Shelf()
    .take(fileOf({ order: 'A', product: 'x', amount: 60n }, { order: 'A', product: 'y', amount: 40n }))
    .take(fileOf({ order: 'A', product: 'x', amount: 60n }, { order: 'A', product: 'y', amount: 40n, refunded: 40n }), {
      onConflict: 'update',
      portion: 1,
    });
  assert.deepEqual(
    shelf.linesOf('A').map((line) => line.refunded),
    [0n, 40n],
  );
  assert.deepEqual([shelf.order('A')?.net, shelf.totals.skipped], [60n, 1]);
});

const someRow = fc.record({
  order: fc.option(fc.constantFrom('A', 'B', 'C'), { nil: null }),
  person: fc.option(fc.constantFrom('p', 'q'), { nil: null }),
  at: fc.integer({ min: 0, max: 3 }).map(day),
  amount: fc.integer({ min: -3, max: 5 }).map((units) => BigInt(units) * 10n),
  refunded: fc.constantFrom(0n, 0n, 10n),
  product: fc.option(fc.constantFrom('x', 'y'), { nil: null }),
  isUnpaid: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
});

function pictureOf(shelf: Shelf): unknown {
  return {
    totals: shelf.totals,
    orders: [...shelf.orders.keys()].map((id) => [id, shelf.order(id), shelf.linesOf(id)]),
    returns: shelf.returns.map(({ externalId, personId, at, amount, orderId }) => [externalId, personId, at, amount, orderId !== null]),
    people: [...shelf.people.keys()],
  };
}

test('a file cut into portions of any size gives the same result as the file in one piece', () => {
  fc.assert(
    fc.property(fc.array(someRow, { maxLength: 25 }), fc.integer({ min: 1, max: 9 }), (rows, portion) => {
      const file = fileOf(...rows);
      const whole = new Shelf().take(file);
      assert.deepEqual(pictureOf(new Shelf().take(file, { portion })), pictureOf(whole));
      assert.equal(whole.totals.sales, whole.sales);
    }),
    { numRuns: 500 },
  );
});

test('whatever a file holds, taken in again after any kill it doubles nothing', () => {
  fc.assert(
    fc.property(fc.array(someRow, { maxLength: 25 }), fc.nat({ max: 25 }), fc.integer({ min: 1, max: 9 }), (rows, killedAt, portion) => {
      const file = fileOf(...rows);
      const whole = new Shelf().take(file);
      const killed = new Shelf()
        .take(file.slice(0, killedAt), { run: 'killed', isUnfinished: true })
        .take(file, { run: 'again', portion, sameFileAs: ['killed'] });
      assert.equal(killed.sales, whole.sales);
      assert.equal(killed.orders.size, whole.orders.size);
      assert.equal(killed.returns.length, whole.returns.length);
      assert.deepEqual([...killed.orders.keys()], [...whole.orders.keys()]);
    }),
    { numRuns: 500 },
  );
});

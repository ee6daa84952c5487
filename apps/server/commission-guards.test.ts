import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diagnose, replayBrands } from './doctor.ts';
import { cny, payoutShop } from './payouts.fixture.ts';
import { testServer } from './server.fixture.ts';

const server = await testServer();
const shop = payoutShop(server);

interface CommissionsJson {
  data: {
    payee: string;
    person: { externalId: string };
    depth: number;
    line: number;
    role: string;
    amount: { amount: string };
    reversed: { amount: string };
    state: string;
    heldFor: { kind: string } | null;
    trace: { outcome: string; promised: { amount: string }; level: string | null };
  }[];
  notPaid: { line: number; role: string; outcome: string; person: { externalId: string } | null }[];
}
interface CaseJson {
  id: string;
  kind: string;
  person: { externalId: string };
  facts: Record<string, unknown>;
}

const EVERYBODY = ['prospect', 'fan', 'customer', 'repeat', 'member', 'partner'];

/** The shop of payouts on a fixed day, and what these tests ask of it. */
async function opened(slug: string) {
  const brand = await shop(slug);
  const { ok } = brand;
  await ok('POST', '/sandbox/clock', { now: '2027-03-10T04:00:00Z' });
  return {
    ...brand,
    async toDay(day: string): Promise<void> {
      await ok('POST', '/sandbox/clock', { now: `${day}T04:00:00Z` });
    },
    async publish(plan: Record<string, unknown>): Promise<void> {
      const made = await ok('POST', '/commission-plans', { payees: { stages: EVERYBODY }, hold: { days: 0 }, ...plan });
      await ok('POST', `/commission-plans/${String(made.body['id'])}/publish`, {});
    },
    async inChina(): Promise<void> {
      await server.db.ownerTx(async (sql) => {
        await sql.exec`UPDATE identity.tenant AS tenant SET policy = 'CN' WHERE tenant.slug = ${slug}`;
        await sql.exec`
          UPDATE partners.plan AS plan SET acknowledgement = '{"risk":true,"legalContact":"counsel"}'
            FROM identity.tenant AS tenant WHERE tenant.tenant_id = plan.tenant_id AND tenant.slug = ${slug} AND plan.state = 'active'`;
      });
    },
    commissions: async (order: string): Promise<CommissionsJson> =>
      (await ok('GET', `/orders/ext:${order}/commissions`)).as<CommissionsJson>(),
    cases: async (): Promise<CaseJson[]> => (await ok('GET', '/cases')).as<{ data: CaseJson[] }>().data.toReversed(),
    /** everything the doctor looks at, and the same money lived again from its facts */
    async isSound(): Promise<void> {
      const { findings } = await diagnose(server.db, slug);
      assert.deepEqual(
        // The databases of tests do not wait for the disk.
        findings.filter((finding) => !finding.ok && finding.id !== 'K.durable'),
        [],
      );
      const [replayed] = (await replayBrands(server.db, slug)).brands;
      assert.deepEqual([replayed?.count, replayed?.differences], [0, []]);
    },
  };
}

/** `who amount state` of every row, deepest last. */
const rows = ({ data }: CommissionsJson): string[] =>
  data
    .toSorted((a, b) => a.line - b.line || a.depth - b.depth)
    .map((row) => `${row.person.externalId} ${row.role} ${row.amount.amount} ${row.state}`);

test('what exceeds a day of a person is held with a case; the next day begins anew and the month goes on', async () => {
  const s = await opened('caps');
  await s.publish({ name: 'capped', levels: [{ depth: 1, ratePpm: 100_000 }], caps: { personDay: cny(5_000), personMonth: cny(8_000) } });
  await s.sale('cat', 400);
  const over = await s.sale('cat', 400);
  assert.deepEqual(await s.purse('bob'), ['0', '5000', '3000', '0']);
  assert.deepEqual((await s.commissions(over)).data[0]?.heldFor?.kind, 'dailyCap');
  await s.toDay('2027-03-11');
  await s.sale('cat', 100);
  assert.deepEqual(await s.purse('bob'), ['0', '6000', '3000', '0']);
  await s.sale('cat', 300);
  assert.deepEqual(await s.purse('bob'), ['0', '8000', '4000', '0']);
  const [day, month] = await s.cases();
  assert.deepEqual([day?.kind, day?.facts['day'], day?.facts['cap'], day?.person.externalId], ['dailyCap', '2027-03-10', '5000', 'bob']);
  assert.deepEqual([month?.kind, month?.facts['month'], month?.facts['cap']], ['monthlyCap', '2027-03', '8000']);
  // What somebody looked at is theirs, and takes no room of the month.
  await s.ok('POST', `/cases/${day?.id}/close`, { outcome: 'release', reason: 'looked at' });
  await s.toDay('2027-04-01');
  await s.sale('cat', 500);
  assert.deepEqual(await s.purse('bob'), ['0', '16000', '1000', '0']);
  await s.isSound();
});

test('what one person earns from one buyer is limited by itself, and follows the buyer through a merge of records', async () => {
  const s = await opened('pairs');
  await s.publish({ name: 'paired', levels: [{ depth: 1, ratePpm: 100_000 }], caps: { pairMonth: cny(3_000), pairDay: cny(2_000) } });
  for (const externalId of ['dan', 'cat2']) await s.ok('POST', '/people', { externalId });
  await s.ok('POST', '/referrals', { person: 'ext:dan', referrer: 'ext:bob' });
  await s.ok('POST', '/referrals', { person: 'ext:cat2', referrer: 'ext:bob' });
  await s.sale('cat', 300);
  await s.sale('dan', 150);
  assert.deepEqual(await s.purse('bob'), ['0', '3500', '1000', '0']);
  await s.sale('cat2', 200);
  assert.deepEqual(await s.purse('bob'), ['0', '5500', '1000', '0']);
  await s.ok('POST', '/orders', { person: 'ext:cat2', lines: [{ product: 'ext:tea', quantity: 1 }], device: 'tablet' });
  // What a merge moved is known by its time alone: the machine's clock stands still here unless it is moved.
  server.clock.at += 1_000;
  await s.ok('POST', '/people/ext:cat/merge', { other: 'ext:cat2' });
  server.clock.at += 1_000;
  const left = (await s.ok('GET', '/people/ext:cat/export')).as<{ traces: { kind: string }[] }>().traces;
  assert.deepEqual(
    left.map((trace) => trace.kind),
    ['device'],
  );
  await s.toDay('2027-03-12');
  const over = await s.sale('cat', 100);
  assert.deepEqual(await s.purse('bob'), ['0', '5500', '2000', '0']);
  assert.deepEqual((await s.commissions(over)).data[0]?.heldFor?.kind, 'pairCap');
  const [held] = await s.cases();
  assert.deepEqual([held?.kind, typeof held?.facts['buyer']], ['pairCap', 'string']);
  await s.isSound();
});

test('whoever orders on the device, at the address or with the payer of the one who earns: held with a case (P6, B3)', async () => {
  const s = await opened('traces');
  await s.inChina();
  const order = async (id: string, person: string, traces: Record<string, string>, payer?: string): Promise<void> => {
    await s.ok('POST', '/orders', { externalId: id, person: `ext:${person}`, lines: [{ product: 'ext:tea', quantity: 100 }], ...traces });
    await s.ok('POST', `/orders/ext:${id}/payments`, { amount: cny(10_000), externalId: `pay-${id}`, ...(payer ? { payer } : {}) });
    await s.ok('POST', `/orders/ext:${id}/receipt`, {});
  };
  await order('own', 'bob', { device: 'phone-bob', address: '上海市 黄浦区，南京东路 100号' }, 'openid-bob');
  await order('plain', 'cat', { device: 'phone-cat' }, 'openid-cat');
  assert.deepEqual(await s.purse('bob'), ['0', '1000', '0', '0']);
  await order('device', 'cat', { device: 'phone-bob' });
  // What is in common stays in common: the next order need not come with it.
  await order('later', 'cat', {});
  assert.deepEqual(await s.purse('bob'), ['0', '1000', '2000', '0']);
  assert.deepEqual(
    (await s.commissions('device')).data.map((row) => [row.depth, row.heldFor?.kind ?? null]),
    [
      [1, 'sharedTraces'],
      [2, null],
    ],
  );
  for (const [id, traces, payer] of [
    ['address', { address: '上海市黄浦区南京东路１００号' }, undefined],
    ['payer', {}, 'openid-bob'],
  ] as const) {
    await s.ok('POST', '/people', { externalId: `new-${id}` });
    await s.ok('POST', '/referrals', { person: `ext:new-${id}`, referrer: 'ext:bob' });
    await order(id, `new-${id}`, traces, payer);
    assert.equal((await s.commissions(id)).data.find((row) => row.depth === 1)?.heldFor?.kind, 'sharedTraces', id);
  }
  const [held] = await s.cases();
  assert.deepEqual([held?.kind, held?.person.externalId, held?.facts['shared']], ['sharedTraces', 'bob', ['device']]);
  const bonds = await s.ok('GET', '/people/ext:cat/bonds');
  assert.deepEqual(bonds.as<{ attribution: { suspect: string[] } }>().attribution.suspect, ['device']);
  const kept = await server.db.ownerTx((sql) =>
    sql.text<{ row: string }>('SELECT f::text AS row FROM relations.fingerprint AS f UNION ALL SELECT i::text FROM kit.idempotency AS i'),
  );
  assert.ok(kept.every(({ row }) => !/phone-bob|openid|南京/.test(row)));
  await s.isSound();
  await s.ok('POST', '/people/ext:bob/erase', {});
  await s.ok('POST', '/people/ext:amy/erase', {});
  const left = await server.db.ownerTx((sql) =>
    sql.text<{ n: number }>(
      `SELECT count(*)::int AS n FROM relations.fingerprint AS f JOIN relations.person AS p USING (tenant_id, person_id) WHERE p.erased_at IS NOT NULL`,
    ),
  );
  assert.equal(left[0]?.n, 0);
});

test('in one batch, too, the traces of an order are known to the next; trials without limits hold nothing for them', async () => {
  const s = await opened('trials');
  for (const [id, person] of [
    ['one', 'bob'],
    ['two', 'cat'],
  ] as const) {
    await s.ok('POST', '/orders', {
      externalId: id,
      person: `ext:${person}`,
      lines: [{ product: 'ext:tea', quantity: 100 }],
      device: 'same',
    });
    await s.ok('POST', `/orders/ext:${id}/payments`, { amount: cny(10_000) });
    await s.ok('POST', `/orders/ext:${id}/receipt`, {});
  }
  assert.deepEqual(await s.purse('bob'), ['0', '1000', '0', '0']);
  assert.deepEqual(await s.cases(), []);
});

test('a gift takes the cap at its cost before anybody: 5.00, 21.97 and 0.00 of 89.90 (C7)', async () => {
  const s = await opened('gifts');
  await s.publish({
    name: 'generous',
    levels: [
      { depth: 1, ratePpm: 250_000 },
      { depth: 2, ratePpm: 80_000 },
    ],
    capPpm: 300_000,
  });
  await s.ok('POST', '/products', { externalId: 'cup', name: 'Cup', price: cny(2_000), cost: cny(500) });
  await s.ok('POST', '/products', { externalId: 'card', name: 'Card', price: cny(100) });
  const tea = { product: 'ext:tea', quantity: 1, unitPrice: cny(8_990) };
  const place = (externalId: string, lines: unknown[]) => s.ok('POST', '/orders', { externalId, person: 'ext:cat', lines });
  const placed = await place('with', [tea, { product: 'ext:cup', quantity: 1, gift: {} }]);
  assert.equal((placed.body['total'] as { amount: string }).amount, '8990');
  assert.equal(placed.as<{ lines: { price: { kind: string } }[] }>().lines[1]?.price.kind, 'gift');
  await s.ok('POST', '/orders/ext:with/payments', { amount: cny(8_990) });
  const found = await s.commissions('with');
  assert.deepEqual(rows(found), ['bob direct 2197 pending']);
  assert.deepEqual([found.data[0]?.trace.outcome, found.data[0]?.trace.promised.amount], ['giftFirst', '500']);
  assert.deepEqual(
    found.notPaid.filter((step) => step.line === 1).map((step) => [step.person?.externalId, step.outcome]),
    [['amy', 'trimmed']],
  );
  await s.refund('with', 4_495);
  assert.equal((await s.commissions('with')).data[0]?.reversed.amount, '1099');
  // The cost is spread over the lines by base: 300 of 9.00 on one of two thirds.
  await place('spread', [
    { ...tea, unitPrice: cny(2_000) },
    { ...tea, unitPrice: cny(1_000) },
    { product: 'ext:card', quantity: 3, gift: { cost: cny(150) } },
  ]);
  await s.ok('POST', '/orders/ext:spread/payments', { amount: cny(3_000) });
  assert.deepEqual(
    (await s.commissions('spread')).data.map((row) => [row.line, row.amount.amount, row.trace.promised.amount]),
    [
      [1, '300', '300'],
      [2, '150', '150'],
    ],
  );
  assert.deepEqual(await s.refused('POST', '/orders', { person: 'ext:cat', lines: [{ product: 'ext:cup', quantity: 1, gift: {} }] }), [
    409,
    'gift.alone',
  ]);
  assert.deepEqual(
    await s.refused('POST', '/orders', { person: 'ext:cat', lines: [tea, { product: 'ext:card', quantity: 1, gift: {} }] }),
    [409, 'gift.costUnknown'],
  );
  const priced = { product: 'ext:cup', quantity: 1, unitPrice: cny(1), gift: {} };
  assert.equal((await s.refused('POST', '/orders', { person: 'ext:cat', lines: [tea, priced] }))[0], 422);
  await s.isSound();
});

test('a service is paid by the level of whoever logged it, before the payment or after it, once a line, and never after the line is settled (C4)', async () => {
  const s = await opened('service');
  for (const id of ['silver', 'gold']) await s.ok('POST', '/partner-levels', { id, label: id });
  for (const externalId of ['sue', 'tom']) await s.ok('POST', '/people', { externalId });
  await s.ok('POST', '/partners', { person: 'ext:sue', level: 'gold' });
  await s.ok('POST', '/partners', { person: 'ext:tom', level: 'silver' });
  await s.publish({
    name: 'served',
    levels: [{ depth: 1, ratePpm: 100_000 }],
    roles: [
      {
        role: 'service',
        rates: [
          { partnerLevel: 'silver', ratePpm: 20_000 },
          { partnerLevel: 'gold', ratePpm: 50_000 },
        ],
      },
    ],
    capPpm: 140_000,
    hold: { days: 1 },
  });
  const place = async (externalId: string): Promise<void> => {
    const lines = [1, 2].map(() => ({ product: 'ext:tea', quantity: 100 }));
    await s.ok('POST', '/orders', { externalId, person: 'ext:cat', lines });
  };
  const pay = (id: string) => s.ok('POST', `/orders/ext:${id}/payments`, { amount: cny(20_000) });
  const act = (line: number, person: string, over: Record<string, unknown> = {}) => ({
    line,
    person: `ext:${person}`,
    what: 'installed',
    ...over,
  });
  await place('early');
  assert.equal((await s.ok('POST', '/orders/ext:early/services', act(1, 'sue', { externalId: 'act-1' }))).status, 201);
  assert.equal((await s.ok('POST', '/orders/ext:early/services', act(1, 'sue', { externalId: 'act-1' }))).status, 200);
  assert.deepEqual(await s.refused('POST', '/orders/ext:early/services', act(2, 'sue', { externalId: 'act-1' })), [409, 'service.exists']);
  await s.ok('POST', '/orders/ext:early/services', act(1, 'tom'));
  await pay('early');
  const early = await s.commissions('early');
  // The cap of 14 % leaves the service 4 of its 5 %.
  assert.deepEqual(rows(early), ['sue service 400 pending', 'bob direct 1000 pending', 'bob direct 1000 pending']);
  const service = early.notPaid.filter((step) => step.role === 'service');
  assert.deepEqual(
    service.map((step) => [step.line, step.outcome]),
    [
      [1, 'servedBefore'],
      [2, 'noService'],
    ],
  );
  // Paid already, half of the line given back, not yet received.
  await place('late');
  await pay('late');
  await s.refund('late', 5_000);
  const told = (await s.ok('POST', '/orders/ext:late/services', act(1, 'tom'))).as<{ person: { externalId: string }; what: string }>();
  assert.deepEqual([told.person.externalId, told.what], ['tom', 'installed']);
  const [row] = (await s.commissions('late')).data.filter((each) => each.role === 'service');
  assert.deepEqual([row?.amount.amount, row?.reversed.amount, row?.trace.level], ['200', '100', 'silver']);
  assert.deepEqual(await s.purse('tom'), ['100', '0', '0', '0']);
  // Whoever earns on the line already keeps that, even where a service would pay more.
  await s.ok('POST', '/partners', { person: 'ext:bob', level: 'gold' });
  await s.ok('POST', '/orders/ext:late/services', act(2, 'bob'));
  assert.deepEqual((await s.commissions('late')).notPaid.find((step) => step.role === 'service' && step.line === 2)?.outcome, 'betterRole');
  // Received: the hold of a service logged now ends with the hold of its line.
  await s.ok('POST', '/orders/ext:early/receipt', {});
  await s.ok('POST', '/orders/ext:early/services', act(2, 'tom'));
  assert.deepEqual(await s.purse('tom'), ['300', '0', '0', '0']);
  await s.toDay('2027-03-12');
  assert.deepEqual(
    [await s.purse('tom'), await s.purse('sue')],
    [
      ['100', '200', '0', '0'],
      ['0', '400', '0', '0'],
    ],
  );
  await place('settled');
  await pay('settled');
  await s.ok('POST', '/orders/ext:settled/receipt', {});
  await s.toDay('2027-03-14');
  assert.deepEqual(await s.refused('POST', '/orders/ext:settled/services', act(1, 'sue')), [409, 'service.tooLate']);
  assert.deepEqual(await s.refused('POST', '/orders/ext:settled/services', act(3, 'sue')), [422, 'line.unknown']);
  assert.deepEqual(await s.refused('POST', '/orders/ext:late/services', act(1, 'nobody')), [404, 'person.notFound']);
  assert.equal((await s.refused('POST', '/orders/ext:late/services', act(1, 'sue'), s.keys.readonly))[0], 403);
  const { data } = (await s.ok('GET', '/orders/ext:early/services')).as<{ data: { line: number; person: { externalId: string } }[] }>();
  assert.deepEqual(
    data.map((each) => `${each.line} ${each.person.externalId}`),
    ['1 sue', '1 tom', '2 tom'],
  );
  const before = await s.purse('sue');
  await place('trial');
  await pay('trial');
  await s.ok('POST', '/orders/ext:trial/services?dryRun=true', act(1, 'sue'));
  assert.deepEqual([await s.purse('sue'), (await s.ok('GET', '/orders/ext:trial/services')).body['data']], [before, []]);
  const active = (await s.ok('GET', '/commission-plans?state=active')).as<{ data: { id: string }[] }>().data[0]?.id;
  const { commissions } = (await s.ok('GET', `/commission-plans/${active}/rehearsal?from=2027-03-01&to=2027-04-01`)).as<{
    commissions: { amount: string };
  }>();
  // early 26.00, late 16.00 on what is left, settled and trial 20.00 each.
  assert.equal(commissions.amount, '8200');
  await s.isSound();
  const found = (await s.ok('GET', '/people/ext:sue/export')).as<{ services: { what: string }[] }>();
  assert.deepEqual(
    found.services.map((each) => each.what),
    ['installed'],
  );
  await s.ok('POST', '/people/ext:sue/erase', {});
  assert.equal((await s.ok('GET', '/orders/ext:early/services')).as<{ data: { what: string }[] }>().data[0]?.what, '');
});

test('the gauge counts the partners who paid more than they earned, also those who earned nothing (P21)', async () => {
  const s = await opened('losing');
  for (const externalId of ['amy', 'bob', 'cat']) await s.ok('POST', '/partners', { person: `ext:${externalId}` });
  const gauge = async () => {
    const { body } = await s.ok('GET', '/figures/gauge');
    return [body['partners'], body['paidMoreShare']];
  };
  assert.deepEqual(await gauge(), [3, '0.000000']);
  // cat buys for 100 and earns nothing; bob earns 10 of it and buys for 10: no more than he earned.
  const bought = await s.sale('cat', 100);
  await s.sale('bob', 10);
  assert.deepEqual(await gauge(), [3, '0.333333']);
  await s.sale('bob', 1);
  assert.deepEqual(await gauge(), [3, '0.666667']);
  // Given back is not paid: cat has lost nothing, bob has bought for 11 and earned nothing.
  await s.refund(bought, 10_000);
  assert.deepEqual(await gauge(), [3, '0.333333']);
});

interface Row {
  person: { externalId: string };
  orders: number;
  refundRate: string | null;
  bound: string | null;
  status: string;
  case: string | null;
}
interface Chains {
  data: Row[];
  paused: number;
}
interface BrakeJson extends CaseJson {
  held: { amount: string };
  commissions: number;
}

/** bob's friends give half of it back; eve's and everybody else's keep it. */
async function chained(slug: string) {
  const s = await opened(slug);
  const people = ['eve', ...Array.from({ length: 6 }, (_, i) => `b${i}`), ...Array.from({ length: 6 }, (_, i) => `e${i}`), 'walkin'];
  for (const externalId of people) await s.ok('POST', '/people', { externalId });
  for (let i = 0; i < 6; i += 1) {
    await s.ok('POST', '/referrals', { person: `ext:b${i}`, referrer: 'ext:bob' });
    await s.ok('POST', '/referrals', { person: `ext:e${i}`, referrer: 'ext:eve' });
  }
  let clock = Date.parse('2027-03-10T04:00:00Z');
  const pass = async (hours: number): Promise<void> => {
    clock += hours * 3_600_000;
    // The machine's clock goes on as well: what was opened is told from what was written before it.
    server.clock.at += 1_000;
    await s.ok('POST', '/sandbox/clock', { now: new Date(clock).toISOString() });
  };
  const chains = async (query = 'sort=harm'): Promise<Chains> => (await s.ok('GET', `/figures/chains?${query}`)).as<Chains>();
  const row = async (who: string): Promise<Row | undefined> => (await chains()).data.find((each) => each.person.externalId === who);
  const brakes = async (): Promise<BrakeJson[]> => (await s.ok('GET', '/cases?kind=harm&state=open')).as<{ data: BrakeJson[] }>().data;
  return { ...s, pass, chains, row, brakes };
}

test('whose friends give back far more than the brand is braked; a person lifts it, nothing is taken, and the same orders never brake again', async () => {
  const s = await chained('brake');
  await s.inChina();
  await s.sale('walkin', 1_000);
  const sold: string[] = [];
  for (let i = 0; i < 9; i += 1) sold.push(await s.sale(`b${i % 6}`, 10));
  for (let i = 0; i < 6; i += 1) await s.sale(`e${i}`, 30);
  for (const order of sold.slice(0, 5)) await s.refund(order, 1_000);
  await s.pass(2);
  // Nine orders of which five came back: fewer than ten say nothing.
  assert.deepEqual([(await s.row('bob'))?.status, await s.brakes()], ['few', []]);
  const before = await s.place('b0', 10);
  sold.push(before);
  const earned = await s.purse('bob');
  assert.deepEqual([(await s.row('bob'))?.status, (await s.row('bob'))?.orders], ['red', 10]);
  await s.pass(2);
  const [brake] = await s.brakes();
  assert.ok(brake);
  assert.deepEqual([brake.facts['orders'], brake.facts['bound'], brake.commissions], [10, '0.312204', 0]);
  const braked = await s.row('bob');
  assert.deepEqual([braked?.status, braked?.case, braked?.refundRate, braked?.bound], ['paused', brake.id, '0.500000', '0.312204']);
  assert.deepEqual([(await s.row('eve'))?.status, (await s.chains()).paused], ['few', 1]);
  assert.equal((await s.chains('sort=gratitude')).data[0]?.person.externalId, 'bob');
  // What bob has stays his; what he earns now waits.
  assert.deepEqual(await s.purse('bob'), earned);
  await s.ok('POST', `/orders/ext:${before}/receipt`, {});
  const purse = await s.purse('bob');
  server.clock.at += 1_000;
  await s.sale('b1', 20);
  assert.deepEqual((await s.purse('bob')).map(BigInt), [BigInt(purse[0]), BigInt(purse[1]), 200n, 0n]);
  const held = (await s.ok('GET', `/cases/${brake.id}`)).as<BrakeJson>();
  assert.deepEqual([held.held.amount, held.commissions], ['200', 1]);
  await s.ok('POST', '/people', { externalId: 'new' });
  assert.deepEqual(await s.refused('POST', '/referrals', { person: 'ext:new', referrer: 'ext:bob' }), [409, 'referral.paused']);
  await s.ok('POST', '/referrals', { person: 'ext:b0', referrer: 'ext:bob' });
  await s.ok('POST', '/referrals', { person: 'ext:new', referrer: 'ext:eve' });
  await s.pass(2);
  assert.equal((await s.brakes()).length, 1);
  const close = (outcome: string) => ({ outcome, reason: 'a bad batch of ours' });
  assert.deepEqual(await s.refused('POST', `/cases/${brake.id}/close`, close('void')), [409, 'case.nothingTaken']);
  assert.deepEqual(await s.refused('POST', `/cases/${brake.id}/close`, close('release'), s.keys.staff), [403, 'permission.denied']);
  await s.ok('POST', `/cases/${brake.id}/close`, close('release'));
  assert.deepEqual((await s.purse('bob')).map(BigInt), [0n, BigInt(purse[1]) + 200n, 0n, 0n]);
  await s.ok('POST', '/people', { externalId: 'newer' });
  assert.equal((await s.call('POST', '/referrals', { person: 'ext:newer', referrer: 'ext:bob' })).status, 201);
  // The same evidence never brakes again; what goes back after the lift does.
  await s.pass(2);
  const lifted = await s.row('bob');
  assert.deepEqual([await s.brakes(), lifted?.status, lifted?.refundRate], [[], 'few', '0.416667']);
  for (let i = 0; i < 6; i += 1) await s.refund(await s.sale(`b${i}`, 10), 1_000);
  await s.pass(2);
  const again = await s.brakes();
  assert.deepEqual([again.length, again[0]?.facts['orders']], [1, 12]);
  await s.ok('POST', `/cases/${again[0]?.id}/close`, close('release'));
  // After ninety days nobody remembers.
  await s.pass(91 * 24);
  assert.deepEqual((await s.chains()).data, []);
  await s.isSound();
});

test('a brand knows only its own chains, and trials without limits have no brakes', async () => {
  const lab = await chained('lab-chains');
  await lab.sale('walkin', 1_000);
  for (let i = 0; i < 10; i += 1) await lab.refund(await lab.sale(`b${i % 6}`, 10), 1_000);
  await lab.pass(2);
  assert.deepEqual([(await lab.row('bob'))?.status, await lab.brakes()], ['red', []]);
  const other = await chained('other-chains');
  assert.deepEqual((await other.chains()).data, []);
  const { person } = (await lab.chains()).data[0] as Row & { person: { id: string } };
  assert.equal((await other.call('GET', `/people/${person.id}/chain`)).status, 404);
  const chain = (await lab.ok('GET', '/people/ext:amy/chain')).as<{ generations: Record<string, unknown>[] }>();
  assert.deepEqual(
    chain.generations.map((each) => [each['depth'], each['people'], each['buyers'], each['returning'], each['refundRate']]),
    [
      [1, 1, 0, 0, null],
      [2, 7, 6, 4, '1.000000'],
    ],
  );
});

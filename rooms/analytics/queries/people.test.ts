import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { newId, publicId } from '../../../kit/ids/index.ts';
import { makeTestTenant, openTestDb, type TestDb, type TestTenant } from '../../../kit/testing/index.ts';
import { peopleList as peopleListShape, peopleQuery, segmentList, candidateList, whereWait, worthList } from '../api.ts';
import { addPeople, addReferrals, addSales, type TestPerson } from '../brand.fixture.ts';
import { createSegment, deleteSegment } from '../commands/segments.ts';
import { cutRfm } from '../commands/cut-rfm.ts';
import { candidates } from './candidates.ts';
import { figuresWaiting } from './figures-waiting.ts';
import { peopleCsv } from './people-csv.ts';
import { peopleList } from './people-list.ts';
import { segments } from './segments.ts';
import { directsOf, personWorth, worthOrders, worthRanking } from './worth.ts';

let house: TestDb;
let brand: TestTenant;
let ann: TestPerson;
let bob: TestPerson;
let cai: TestPerson;
let dan: TestPerson;

const DAY = 86_400_000;
const START = Date.UTC(2025, 10, 1, 4);

before(async () => {
  house = await openTestDb();
});
after(async () => {
  await house.close();
});
// ann brought bob, bob brought cai; dan stands alone and has no name.
beforeEach(async () => {
  brand = await makeTestTenant(house.db);
  [ann, bob] = (await brand.write((ctx) =>
    addPeople(ctx, [
      { externalId: 'a-1', name: 'ann' },
      { externalId: 'b-2', name: 'bob', facts: { sourceKind: 'paid' } },
    ]),
  )) as [TestPerson, TestPerson];
  [cai, dan] = (await brand.write((ctx) => addPeople(ctx, [{ externalId: 'c-3', name: 'cai', referrer: bob }, { externalId: 'd-4' }]))) as [
    TestPerson,
    TestPerson,
  ];
  await brand.write((ctx) => addReferrals(ctx, [{ person: bob, referrer: ann, knownAt: null }]));
  await brand.write((ctx) =>
    addSales(
      ctx,
      [
        order(ann, 0, 100n),
        order(bob, 1, 200n),
        order(bob, 9, 50n),
        order(cai, 3, 1000n),
        order(null, 4, 7n),
        order(bob, 20, 1n),
        order(bob, 40, 1n),
      ],
      [{ returnId: newId(), at: START + 5 * DAY, amount: 30n, person: cai }],
    ),
  );
});

function order(person: TestPerson | null, day: number, net: bigint) {
  return { orderId: newId(), paidAt: START + day * DAY, net, isRefunded: false, person };
}

const ask = (query: Record<string, string | number>) => brand.read((ctx) => peopleList(ctx, peopleQuery.parse(query)));
const found = async (query: Record<string, string | number>): Promise<string[]> =>
  (await ask(query)).data.map((row) => row.externalId ?? '');

test('a person is worth what they, those they introduced and everybody deeper bought, less what they gave back', async () => {
  const worth = await brand.read((ctx) => personWorth(ctx, ann.node));
  assert.deepEqual(
    [worth.own, worth.direct, worth.indirect, worth.influence].map((money) => money.amount),
    ['100', '252', '970', '1322'],
  );
  const ranking = worthList.parse(await brand.read((ctx) => worthRanking(ctx, { sort: 'influence', limit: 2 })));
  assert.deepEqual(
    ranking.data.map((row) => [row.person.externalId, row.influence.amount, row.directs, row.downline]),
    [
      ['a-1', '1322', 1, 2],
      ['b-2', '1222', 1, 1],
    ],
  );
  const rest = await brand.read((ctx) => worthRanking(ctx, { sort: 'influence', limit: 2, cursor: ranking.next ?? '' }));
  assert.deepEqual(
    rest.data.map((row) => row.person.externalId),
    ['c-3', 'd-4'],
  );
  assert.equal(rest.next, null);
});

test('the arrays follow each commit, also when an old person gets a newer referrer', async () => {
  await brand.read((ctx) => personWorth(ctx, ann.node));
  await brand.write((ctx) => addReferrals(ctx, [{ person: ann, referrer: dan, knownAt: START }]));
  await brand.write((ctx) => addSales(ctx, [order(cai, 30, 30n)]));
  const worth = await brand.read((ctx) => personWorth(ctx, dan.node));
  assert.deepEqual(
    [worth.own, worth.direct, worth.indirect, worth.influence].map((money) => money.amount),
    ['0', '100', '1252', '1352'],
  );
});

test('readers beside writers see worth of one commit: everything sold to persons, to the last unit', async () => {
  const writer = (async () => {
    for (let i = 0; i < 15; i++) await brand.write((ctx) => addSales(ctx, [order(cai, 50 + i, 5n), order(ann, 50 + i, -5n)]));
  })();
  const readers = Array.from({ length: 6 }, async () => {
    for (let i = 0; i < 15; i++) assert.equal((await brand.read((ctx) => personWorth(ctx, ann.node))).influence.amount, '1322');
  });
  await Promise.all([writer, ...readers]);
});

test('people are filtered by what the arrays know, all conditions together', async () => {
  assert.deepEqual(await found({ stage: 'customer' }), ['c-3', 'a-1']);
  assert.deepEqual(await found({ stage: 'customer,repeat', minOwn: '200' }), ['c-3', 'b-2']);
  assert.deepEqual(await found({ referred: 'no' }), ['d-4', 'a-1']);
  assert.deepEqual(await found({ minDirects: 1, maxOrders: 1 }), ['a-1']);
  assert.deepEqual(await found({ lastOrderBefore: '2025-11-03' }), ['a-1']);
  assert.deepEqual(await found({ lastOrderAfter: '2025-11-03' }), ['c-3', 'b-2']);
  assert.deepEqual(await found({ sourceKind: 'paid' }), ['b-2']);
  assert.deepEqual(await found({ search: 'c-' }), ['c-3']);
  assert.deepEqual(await found({ search: 'nobody' }), []);
  assert.equal((await ask({ limit: 1 })).total, 4);
});

test('the people list pages by any order and answers its own shape', async () => {
  const orders = {
    newest: ['d-4', 'c-3', 'b-2', 'a-1'],
    name: ['c-3', 'b-2', 'a-1', 'd-4'],
    own: ['c-3', 'b-2', 'a-1', 'd-4'],
    lastOrder: ['b-2', 'c-3', 'a-1', 'd-4'],
  };
  for (const [sort, expected] of Object.entries(orders)) {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = peopleListShape.parse(await ask({ sort, limit: 1, ...(cursor ? { cursor } : {}) }));
      seen.push(...page.data.map((row) => row.externalId ?? ''));
      cursor = page.next;
    } while (cursor);
    assert.deepEqual(seen, expected, sort);
  }
  assert.deepEqual(await found({ sort: 'name', order: 'asc' }), ['a-1', 'b-2', 'c-3', 'd-4']);
});

test('buckets of the people list are those of the grid', async () => {
  await brand.write((ctx) => cutRfm(ctx));
  const rows = (await ask({ rfm: 'r*f*m4' })).data;
  assert.deepEqual(
    rows.map((row) => [row.externalId, row.rfm?.m]),
    [['c-3', 4]],
  );
  assert.equal((await ask({ search: 'd-4' })).data[0]?.rfm, null);
  await assert.rejects(ask({ rfm: 'best' }), { code: 'filter.invalid' });
});

test('the orders behind a part of somebody’s worth come newest first, page by page', async () => {
  const page = (part: 'own' | 'direct' | 'indirect', limit = 50, cursor?: string) =>
    brand.read((ctx) => worthOrders(ctx, ann.node, { part, limit, cursor }));
  assert.deepEqual(
    (await page('own')).data.map((row) => row.net.amount),
    ['100'],
  );
  const first = await page('direct', 2);
  const second = await page('direct', 2, first.next ?? '');
  assert.deepEqual(
    [...first.data, ...second.data].map((row) => row.net.amount),
    ['1', '1', '50', '200'],
  );
  assert.deepEqual(
    (await page('indirect')).data.map((row) => row.net.amount),
    ['1000'],
  );
});

test('those a person introduced come with what they and theirs are worth', async () => {
  const directs = await brand.read((ctx) => directsOf(ctx, ann.node, { limit: 10 }));
  assert.deepEqual(
    directs.data.map((row) => [row.person.externalId, row.own.amount, row.influence.amount, row.downline]),
    [['b-2', '252', '1222', 1]],
  );
});

test('a segment is a filter under a name, counts who fits now, and only once', async () => {
  const made = await brand.write((ctx) => createSegment(ctx, { name: 'big', filter: { minOwn: '200' } }));
  assert.equal(made.people, 2);
  assert.equal((await brand.write((ctx) => createSegment(ctx, { name: 'big', filter: { minOwn: '200' } }))).id, made.id);
  await assert.rejects(
    brand.write((ctx) => createSegment(ctx, { name: 'big', filter: { minOwn: '1' } })),
    { code: 'segment.exists' },
  );
  await assert.rejects(
    brand.write((ctx) => createSegment(ctx, { name: 'x', filter: { colour: 'red' } })),
    { code: 'filter.invalid' },
  );
  await assert.rejects(
    brand.write((ctx) => createSegment(ctx, { name: 'x', filter: { minOwn: 'much' } })),
    { code: 'filter.invalid' },
  );
  assert.deepEqual(await found({ segment: made.id, stage: 'repeat' }), ['b-2']);
  assert.equal(segmentList.parse(await brand.read((ctx) => segments(ctx, { limit: 10 }))).data.length, 1);
  await brand.write((ctx) => deleteSegment(ctx, made.id));
  await assert.rejects(
    brand.write((ctx) => deleteSegment(ctx, made.id)),
    { code: 'segment.notFound' },
  );
  await assert.rejects(ask({ segment: made.id }), { code: 'segment.notFound' });
});

test('the exported file holds everybody who fits, and no cell a spreadsheet would run', async () => {
  const [evil] = await brand.write((ctx) => addPeople(ctx, [{ externalId: '=1+1', name: '+cmd' }]));
  assert.ok(evil);
  const run = <T>(how: 'read' | 'write', work: Parameters<TestTenant['read']>[0]) => brand[how](work) as Promise<T>;
  const text = await new Response(peopleCsv(peopleQuery.parse({}), run as never)).text();
  const lines = text.trim().split('\r\n');
  assert.equal(lines.length, 6);
  assert.match(lines[0] ?? '', /^\uFEFF?id,externalId,name/);
  assert.match(lines[1] ?? '', /,"?'=1\+1"?,"?'\+cmd"?,prospect,/);
});

test('candidates are ranked by stated points that add up', async () => {
  await brand.write((ctx) => cutRfm(ctx));
  const list = candidateList.parse(await brand.read((ctx) => candidates(ctx, { for: 'membership', limit: 10 })));
  assert.deepEqual(
    list.data.map((row) => row.person.externalId),
    ['b-2'],
  );
  for (const row of list.data)
    assert.equal(
      row.reasons.reduce((sum, reason) => sum + reason.points, 0),
      row.score,
    );
  const partners = await brand.read((ctx) => candidates(ctx, { for: 'partnership', limit: 1 }));
  const next = await brand.read((ctx) => candidates(ctx, { for: 'partnership', limit: 1, cursor: partners.next ?? '' }));
  assert.deepEqual([...partners.data, ...next.data].map((row) => row.person.externalId).sort(), ['a-1', 'b-2']);
  assert.equal(next.next, null);
});

test('whoever stays longer than nine in ten of those who went on is waiting', async () => {
  const { data } = whereWait.parse(await brand.read((ctx) => figuresWaiting(ctx)));
  const customers = data.find((row) => row.stage === 'customer');
  assert.deepEqual(customers, { stage: 'customer', people: 2, medianDays: 8, p90Days: 8, waitingOverP90: 2 });
});

test('people of another brand are in no list', async () => {
  const other = await makeTestTenant(house.db);
  assert.equal((await other.read((ctx) => peopleList(ctx, peopleQuery.parse({})))).total, 0);
  assert.equal(publicId('person', ann.personId).startsWith('per_'), true);
});

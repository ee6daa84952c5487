import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { publicId } from '../../../kit/ids/index.ts';
import { makeTestTenant, openTestDb, refusal, type TestDb, type TestTenant } from '../../../kit/testing/index.ts';
import { addPeople, createPerson, findPeople, findPerson, personReply, searchPeople, updatePerson } from '../index.ts';
import { lockLane } from '../../../kit/db/lane.ts';

let base: TestDb;
let brand: TestTenant;
let other: TestTenant;

before(async () => {
  base = await openTestDb();
  brand = await makeTestTenant(base.db);
  other = await makeTestTenant(base.db);
});
after(() => base.close());

test('a person is made once: the repeat answers with the same person, other content is refused', async () => {
  const input = {
    externalId: 'once',
    name: '张三',
    phone: '138 0000 0001',
    source: { kind: 'paid', name: '抖音' },
    consent: { channel: 'sms', at: '2026-01-02T00:00:00Z' },
  } as const;
  const first = await brand.write((ctx) => createPerson(ctx, input));
  const again = await brand.write((ctx) => createPerson(ctx, { ...input, phone: '+8613800000001' }));
  assert.deepEqual(again, { personId: first.personId, isNew: false });
  await assert.rejects(
    brand.write((ctx) => createPerson(ctx, { ...input, name: '李四' })),
    refusal('person.exists'),
  );
});

test('a phone number belongs to one person', async () => {
  await brand.write((ctx) => createPerson(ctx, { externalId: 'holder', phone: '13800000002' }));
  await assert.rejects(
    brand.write((ctx) => createPerson(ctx, { externalId: 'taker', phone: '+86 138-0000-0002' })),
    refusal('identity.taken'),
  );
  await assert.rejects(
    brand.write((ctx) => createPerson(ctx, { phone: 'not a number' })),
    refusal('phone.invalid'),
  );
});

test('the brand knows a person since now, unless it says since when', async () => {
  const { personId } = await brand.write((ctx) => createPerson(ctx, {}), new Date('2026-01-10T00:00:00Z'));
  const reply = await brand.read(async (ctx) => personReply(ctx, await findPerson(ctx, publicId('person', personId))));
  assert.equal(reply.seenAt, '2026-01-10T00:00:00.000Z');
  const early = await brand.write((ctx) => createPerson(ctx, { seenAt: '2020-02-29T00:00:00Z' }));
  const known = await brand.read(async (ctx) => personReply(ctx, await findPerson(ctx, publicId('person', early.personId))));
  assert.equal(known.seenAt, '2020-02-29T00:00:00.000Z');
});

test('contacts are masked for eyes without contact rights', async () => {
  await brand.write((ctx) => createPerson(ctx, { externalId: 'masked', phone: '13800000003', email: 'Wang@Example.com' }));
  const seen = async (role: 'owner' | 'readonly') =>
    await brand.read(async (ctx) => {
      const reply = await personReply({ ...ctx, actor: { ...ctx.actor, role } }, await findPerson(ctx, 'ext:masked'));
      return reply.identities.map((identity) => identity.value);
    });
  assert.deepEqual(await seen('owner'), ['wang@example.com', '+8613800000003']);
  assert.deepEqual(await seen('readonly'), ['w***@example.com', '**********0003']);
});

test('an update replaces the number, keeps what it does not name and removes on null', async () => {
  const { personId } = await brand.write((ctx) =>
    createPerson(ctx, { externalId: 'updated', name: '旧名', phone: '13800000004', email: 'a@b.cn' }),
  );
  await brand.write((ctx) => updatePerson(ctx, personId, { name: '新名', phone: '13800000005', email: null }));
  const reply = await brand.read(async (ctx) => personReply(ctx, await findPerson(ctx, 'ext:updated')));
  assert.equal(reply.name, '新名');
  assert.deepEqual(
    reply.identities.map((identity) => identity.value),
    ['+8613800000005'],
  );
  assert.equal((await brand.read((ctx) => searchPeople(ctx, '旧名'))).length, 0);
  assert.equal((await brand.read((ctx) => searchPeople(ctx, 'xinming'))).length, 1);
  assert.equal((await brand.read((ctx) => searchPeople(ctx, '0005'))).length, 1);
  await assert.rejects(
    brand.write((ctx) => updatePerson(ctx, personId, { phone: '13800000002' })),
    refusal('identity.taken'),
  );
});

test('consent stands until it is withdrawn, and the earliest one that stands counts', async () => {
  const { personId } = await brand.write((ctx) =>
    createPerson(ctx, { externalId: 'consenting', consent: { channel: 'sms', at: '2026-01-05T00:00:00Z' } }),
  );
  await brand.write((ctx) => updatePerson(ctx, personId, { consent: { channel: 'wecom', at: '2026-01-03T00:00:00Z' } }));
  const consentAt = async () => (await brand.read((ctx) => findPeople(ctx, ['consenting']))).get('consenting')?.facts.consentAt;
  assert.equal(await consentAt(), Date.parse('2026-01-03T00:00:00Z'));
  await brand.write((ctx) => updatePerson(ctx, personId, { consent: { channel: 'wecom', withdraw: true } }));
  assert.equal(await consentAt(), Date.parse('2026-01-05T00:00:00Z'));
  await brand.write((ctx) => updatePerson(ctx, personId, { consent: { channel: 'sms', withdraw: true } }));
  assert.equal(await consentAt(), null);
});

test('people are found by characters, pinyin, initials, phone and the beginning of their external id', async () => {
  const { personId } = await brand.write((ctx) => createPerson(ctx, { externalId: 'C-9001', name: '欧阳锋', phone: '13911112222' }));
  const node = (await brand.read((ctx) => findPeople(ctx, ['C-9001']))).get('C-9001')?.node;
  for (const text of ['欧阳', '阳锋', 'ouyangfeng', 'oyf', 'feng', '2222', '139 1111 2222', '1391111', '+86139111', 'C-90', '欧阳 2222']) {
    assert.deepEqual(await brand.read((ctx) => searchPeople(ctx, text)), [node], text);
  }
  for (const text of ['', '锋欧', '%', '欧阳 2223', '13912'])
    assert.deepEqual(await brand.read((ctx) => searchPeople(ctx, text)), [], text);
  assert.deepEqual(await other.read((ctx) => searchPeople(ctx, '欧阳')), []);
  assert.equal(typeof personId, 'string');
});

test('ids of another brand and ids of nobody get the same refusal', async () => {
  const { personId } = await brand.write((ctx) => createPerson(ctx, { externalId: 'walled' }));
  for (const id of [
    publicId('person', personId),
    'ext:walled',
    'per_00000000000000000000000000',
    'nonsense',
    'ext:',
    'ext:\0',
    publicId('order', personId),
  ]) {
    await assert.rejects(
      other.read((ctx) => findPerson(ctx, id)),
      refusal('person.notFound'),
    );
  }
});

test('a batch makes who is new, fills what was empty and leaves the rest alone', async () => {
  await brand.write((ctx) => createPerson(ctx, { externalId: 'b1', name: '老名' }));
  const result = await brand.write(async (ctx) => {
    const lane = await lockLane(ctx);
    const added = await addPeople(ctx, lane, [
      { externalId: 'b1', name: '别名', phone: '+8613700000001' },
      {
        externalId: 'b2',
        name: '新人',
        source: { kind: 'paid', name: 'ad' },
        consent: { channel: 'file', atMs: 5000 },
        seenAtMs: 4000,
      },
      { externalId: 'b2', name: '新人' },
      { externalId: 'b3', phone: '+8613700000001' },
      { externalId: null, phone: '+8613700000002' },
      { externalId: 'b2', email: 'b2@x.cn' },
    ]);
    await lane.save();
    return added;
  });
  assert.deepEqual(
    result.rows.map((row) => row.verdict),
    ['conflict', 'made', 'same', 'taken', 'made', 'filled'],
  );
  assert.equal(result.made, 2);
  assert.deepEqual(
    result.changes.map((change) => [change.before === null, change.after.seenAt, change.after.consentAt, change.after.sourceKind]),
    [
      [true, 4000, 5000, 'paid'],
      [true, null, null, null],
    ],
  );
  const people = await brand.read((ctx) => findPeople(ctx, ['b1', 'b2', 'b3']));
  assert.deepEqual([...people.keys()].sort(), ['b1', 'b2']);
  assert.equal((await brand.read((ctx) => searchPeople(ctx, '0001'))).includes(people.get('b1')?.node ?? -1), true);
});

test('nodes are dense and rise with the order of rows', async () => {
  const fresh = await makeTestTenant(base.db);
  const nodes = await fresh.write(async (ctx) => {
    const lane = await lockLane(ctx);
    const added = await addPeople(
      ctx,
      lane,
      ['x', 'y', 'x', 'z'].map((externalId) => ({ externalId })),
    );
    await lane.save();
    return added.rows.map((row) => row.person?.node);
  });
  assert.deepEqual(nodes, [0, 1, 0, 2]);
});

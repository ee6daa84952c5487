import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PersonPrediction, PredictionSegments } from '../../rooms/analytics/api.ts';
import { handCard } from './member.fixture.ts';
import { testServer, type Shopper, type Told } from './server.fixture.ts';

const server = await testServer();
const brand = await server.brand('welcome');
const owner = (method: string, path: string, body?: unknown): Promise<Told> =>
  server.call(method, path, body === undefined ? { key: brand.keys.owner } : { key: brand.keys.owner, body });
const lin = await server.shopper(brand.slug, '13800000011');
const may = await server.shopper(brand.slug, '13800000012');
await lin.call('PATCH', '/me', { body: { name: '林小雨' } });
await may.call('PATCH', '/me', { body: { name: 'May Chen' } });
assert.equal((await owner('POST', '/referrals', { person: may.id, referrer: lin.id })).status, 201);

interface Own {
  state: string;
  number: number | null;
  introducer: { name: string; hasWelcomed: boolean } | null;
  steps: { step: string; text: string | null; name: string | null; doneAt: string | null }[];
}
const ceremony = async (who: Shopper): Promise<Own> => (await who.call('GET', '/me/ceremony')).as<Own>();
const step = (who: Shopper, name: string): Promise<Told> => who.call('POST', '/me/ceremony/steps', { body: { step: name } });
const inbox = async (who: Shopper) =>
  (await who.call('GET', '/me/inbox')).as<{
    data: { id: string; kind: string; facts: Record<string, unknown>; canAnswer: boolean }[];
    unread: number;
  }>();

test('nobody goes through the ceremony before their card is paid; then step by step, under the one they began', async () => {
  assert.deepEqual([(await ceremony(may)).state, (await step(may, 'pledge')).body['code']], ['waiting', 'ceremony.notMember']);
  await handCard(server, brand, may);
  const steps = [
    { step: 'pledge', points: ['Bring your own cup'] },
    { step: 'number' },
    { step: 'welcome' },
    { step: 'mentor', name: 'Auntie Wang' },
    { step: 'letter', text: 'Welcome home.', name: 'The founder' },
  ];
  assert.equal((await owner('PATCH', '/ceremony', { steps })).status, 200);
  assert.equal((await owner('PATCH', '/ceremony', { steps: [{ step: 'letter' }] })).status, 422);
  assert.equal((await owner('PATCH', '/ceremony', { steps: [{ step: 'number' }, { step: 'number' }] })).status, 422);
  assert.deepEqual(
    [(await step(may, 'letter')).body['code'], (await step(may, 'kit')).body['code']],
    ['ceremony.outOfOrder', 'ceremony.noStep'],
  );
  assert.equal((await step(may, 'pledge')).status, 200);
  // A new text is for those who come after.
  assert.equal((await owner('PATCH', '/ceremony', { steps: [{ step: 'number' }] })).status, 200);
  assert.equal((await step(may, 'pledge')).status, 200, 'a step that is done changes nothing');
  for (const name of ['number', 'welcome', 'mentor']) assert.equal((await step(may, name)).status, 200);
  const open = await ceremony(may);
  assert.deepEqual([open.state, open.number, open.introducer], ['open', 1, { name: '林小雨', hasWelcomed: false }]);
  assert.equal(open.steps.find((each) => each.step === 'mentor')?.name, 'Auntie Wang');
  const done = (await step(may, 'letter')).as<Own>();
  assert.deepEqual([done.state, done.steps.every((each) => each.doneAt !== null)], ['done', true]);
  const told = (await owner('GET', '/ceremony')).body;
  assert.deepEqual([told['version'], told['began'], told['finished']], [2, 1, 1]);
});

test('nobody goes through a draft of the ceremony before it is written for good', async () => {
  const before = (await owner('GET', '/ceremony')).as<{ version: number; draft: null; steps: { step: string }[] }>();
  assert.equal(before.draft, null);
  const steps = [{ step: 'letter', text: 'Later.' }];
  const drafted = (await owner('PATCH', '/ceremony', { steps, isDraft: true })).as<{ version: number; draft: { steps: unknown } }>();
  assert.deepEqual([drafted.version, drafted.draft.steps], [before.version, steps]);
  assert.deepEqual(
    (await ceremony(lin)).steps.map((one) => one.step),
    before.steps.map((one) => one.step),
    'who comes now meets the old one',
  );
  assert.equal((await owner('DELETE', '/ceremony/draft')).status, 204);
  await owner('PATCH', '/ceremony', { steps, isDraft: true });
  const written = (await owner('PATCH', '/ceremony', { steps })).as<{ version: number; draft: null }>();
  assert.deepEqual([written.version, written.draft], [before.version + 1, null], 'written for good, the draft has had its day');
  await owner('PATCH', '/ceremony', { steps: before.steps });
});

test('who introduced a new member is told so by a masked name, once, and welcomes them with one tap that the friend sees', async () => {
  const [joined, ...more] = (await inbox(lin)).data;
  assert.deepEqual([joined?.kind, joined?.facts, joined?.canAnswer, more.length], ['friend.joined', { friend: 'M**' }, true, 0]);
  const id = joined?.id ?? '';
  assert.equal((await may.call('POST', `/me/inbox/${id}/answer`)).status, 404, 'nobody answers for another');
  for (let tap = 0; tap < 2; tap++) {
    const answered = await lin.call('POST', `/me/inbox/${id}/answer`);
    assert.deepEqual([answered.status, answered.body['canAnswer']], [200, false], answered.text);
  }
  const { data, unread } = await inbox(may);
  assert.deepEqual([data.map(({ kind, facts }) => [kind, facts]), unread], [[['welcome.sent', { from: '林小雨' }]], 1]);
  assert.equal((await ceremony(may)).introducer?.hasWelcomed, true);
  assert.equal((await may.call('POST', `/me/inbox/${data[0]?.id}/answer`)).body['code'], 'notice.noAnswer');
  assert.deepEqual((await may.call('POST', '/me/inbox/read')).body, { unread: 0 });
});

test('the board counts friends who bought, by masked names, and never tells a sum of money', async () => {
  assert.deepEqual((await lin.call('GET', '/leaderboard')).body, { data: [], me: { rank: null, friends: 0 } });
  const order = await owner('POST', '/orders', {
    person: may.id,
    lines: [{ product: 'ext:gift', quantity: 1, unitPrice: { amount: '900', currency: 'CNY' } }],
  });
  assert.equal(order.status, 404, 'there is no such product yet');
  await owner('POST', '/products', { externalId: 'gift', name: 'Tea', price: { amount: '900', currency: 'CNY' } });
  const placed = await owner('POST', '/orders', { person: may.id, lines: [{ product: 'ext:gift', quantity: 1 }] });
  assert.equal(placed.status, 201, placed.text);
  const paid = await owner('POST', `/orders/${String(placed.body['id'])}/payments`, { amount: { amount: '900', currency: 'CNY' } });
  assert.equal(paid.status, 201, paid.text);
  const board = await lin.call('GET', '/leaderboard');
  assert.deepEqual(board.body, {
    data: [{ rank: 1, name: '林**', friends: 1, isMe: true }],
    me: { rank: 1, friends: 1 },
  });
  assert.doesNotMatch(board.text, /amount|小雨/);
  const guest = await server.call('GET', `/shop/${brand.slug}/leaderboard`);
  assert.deepEqual([guest.status, guest.body['me']], [200, null]);
});

test('growth lifts a member into a tier; a privilege is ticked as often a month as the best of what they have gives, and the shelf tells others', async () => {
  const cny = (amount: string) => ({ amount, currency: 'CNY' });
  const [design] = (await owner('GET', '/cards')).as<{ data: { id: string }[] }>().data;
  const gold = (await owner('POST', '/tiers', { name: 'Gold', reach: 100, keep: 50 })).as<{ id: string }>().id;
  // A draft is nobody's tier: growth lifts nobody into it, and no privilege and no price hangs on it before it is opened.
  const draft = (await owner('POST', '/tiers', { name: 'Silver', reach: 50, keep: 50, isDraft: true })).as<{
    id: string;
    isDraft: boolean;
  }>();
  assert.equal(draft.isDraft, true);
  assert.equal((await owner('POST', '/price-rules', { name: 'Silver', kind: 'tier', tier: draft.id, offPpm: 1 })).status, 404);
  assert.equal((await owner('POST', '/tiers', { name: 'Gold', reach: 900, keep: 50 })).body['code'], 'tier.exists');
  assert.equal((await owner('POST', '/tiers', { name: 'Best', reach: 10, keep: 11 })).status, 422);
  const times = [{ tier: gold, timesPpm: 2_000_000 }];
  assert.equal((await owner('PATCH', '/points-rules', { isOn: true, times })).status, 200);
  const cells = [
    { card: design?.id, cap: 1, unitCost: cny('300') },
    { tier: gold, cap: 2, unitCost: cny('500') },
  ];
  const made = await owner('POST', '/privileges', { name: 'Tasting', kind: 'access', about: 'Before anybody else.', cells });
  assert.equal(made.status, 201, made.text);
  assert.equal((await owner('POST', '/privileges', { name: 'Tasting', kind: 'care', cells })).body['code'], 'privilege.exists');
  assert.equal((await owner('POST', '/privileges', { name: 'None', kind: 'care', cells: [{ tier: gold, card: design?.id }] })).status, 422);
  const tick = (who: Shopper): Promise<Told> => owner('POST', `/privileges/${String(made.body['id'])}/uses`, { person: who.id });
  assert.equal((await tick(lin)).body['code'], 'privilege.notTheirs');
  assert.deepEqual([(await tick(may)).status, (await tick(may)).body['code']], [201, 'privilege.usedUp']);
  await owner('POST', '/price-rules', { name: 'Gold', kind: 'tier', tier: gold, offPpm: 100_000 });
  const buy = async (): Promise<void> => {
    const placed = await owner('POST', '/orders', { person: may.id, lines: [{ product: 'ext:gift', quantity: 20 }] });
    const amount = placed.as<{ total: { amount: string; currency: string } }>().total;
    assert.equal((await owner('POST', `/orders/${String(placed.body['id'])}/payments`, { amount })).status, 201);
  };
  await buy();
  assert.deepEqual((await tick(may)).as<{ data: unknown[] }>().data, [
    {
      id: made.body['id'],
      name: 'Tasting',
      kind: 'access',
      about: 'Before anybody else.',
      acts: null,
      by: ['Month card', 'Gold'],
      cap: 2,
      used: 2,
      left: 0,
      today: 2,
    },
  ]);
  assert.equal((await tick(may)).body['code'], 'privilege.usedUp');
  // A slip of today is taken back, once each, by whoever ticks; those of other days stay.
  const undo = (who: Shopper): Promise<Told> => owner('POST', `/privileges/${String(made.body['id'])}/uses/undo`, { person: who.id });
  const left = (told: Told) => told.as<{ data: { used: number; left: number }[] }>().data[0];
  assert.equal(left(await undo(may))?.used, 1);
  assert.equal((await undo(lin)).body['code'], 'privilege.nothingToUndo');
  assert.deepEqual([left(await tick(may))?.left, (await tick(may)).body['code']], [0, 'privilege.usedUp']);
  server.clock.at += 60_000;
  await buy();
  const own = (await may.call('GET', '/me/membership')).as<{
    tier: { name: string; since: string };
    growth: string;
    next: null;
    timesPpm: number;
    lapse: { saved: { amount: string }; orders: number; tier: { name: string }; privileges: string[]; unitsLeft: number };
  }>();
  // 20 cups at 9.00, then 20 at a tenth less: 180 and 162 growth, 18.00 saved.
  assert.deepEqual(
    [own.tier.name, own.growth, own.tier.since, own.next, own.timesPpm, own.lapse.saved.amount, own.lapse.orders],
    ['Gold', '342', '162', null, 2_000_000, '1800', 1],
  );
  assert.deepEqual([own.lapse.tier.name, own.lapse.privileges, own.lapse.unitsLeft], ['Gold', ['Tasting'], 1]);
  const shelf = async (told: Promise<Told>) =>
    (await told).as<{ isMember: boolean; tiers: { hasPrices: boolean; timesPpm: number }[]; data: { isMine: boolean }[] }>();
  const [guest, member] = [await shelf(server.call('GET', `/shop/${brand.slug}/privileges`)), await shelf(may.call('GET', '/privileges'))];
  assert.deepEqual([guest.isMember, guest.data[0]?.isMine, member.isMember, member.data[0]?.isMine], [false, false, true, true]);
  assert.deepEqual([guest.tiers[0]?.hasPrices, guest.tiers[0]?.timesPpm], [true, 2_000_000]);
  const opened = (await owner('PATCH', `/tiers/${draft.id}`, { isDraft: false })).as<{ isDraft: boolean }>();
  assert.equal(opened.isDraft, false);
  assert.equal((await owner('PATCH', `/tiers/${draft.id}`, { retired: true })).status, 200);
  const history = (await owner('GET', `/people/${may.id}/tiers`)).as<{
    inForce: { name: string };
    data: { gainedBy: string; to: null }[];
  }>();
  assert.deepEqual([history.inForce.name, history.data.map((one) => [one.gainedBy, one.to])], ['Gold', [['growth', null]]]);
});

test('what few use and what others get too is told to the operator', async () => {
  interface Matrix {
    members: number;
    own: {
      what: string;
      tier: { name: string } | null;
      products: number;
      cheaper: number;
      usePpm: number;
      alarm: string | null;
      cost: { amount: string } | null;
      broken: { name: string }[];
    }[];
    data: {
      name: string;
      usePpm: number;
      alarm: string | null;
      cost: { amount: string };
      cells: { users: number; uses: number; members: number }[];
    }[];
  }
  const matrix = async (): Promise<Matrix> => (await owner('GET', '/privileges')).as<Matrix>();
  const before = await matrix();
  assert.deepEqual(
    before.data.map((one) => [one.name, one.alarm, one.cost.amount, one.cells.map((cell) => [cell.users, cell.uses, cell.members])]),
    [
      [
        'Tasting',
        null,
        '800',
        [
          [1, 1, 1],
          [1, 1, 1],
        ],
      ],
    ],
  );
  assert.deepEqual(
    before.own.map((one) => [
      one.what,
      one.tier?.name,
      one.products > 0,
      one.cheaper === one.products,
      one.usePpm,
      one.alarm,
      one.cost?.amount,
    ]),
    [
      // What the member is told they saved, the operator is told it cost.
      ['tierPrice', 'Gold', true, true, 1_000_000, null, '1800'],
      ['points', 'Gold', false, true, 1_000_000, null, undefined],
    ],
  );
  // A campaign gives everybody what gold gives: the privilege is broken.
  await owner('POST', '/price-rules', { name: 'All', kind: 'campaign', offPpm: 100_000 });
  const [broken] = (await matrix()).own;
  assert.deepEqual([broken?.alarm, broken?.cheaper, broken?.broken.some((one) => one.name === 'Tea')], ['broken', 0, true]);
  await handCard(server, brand, lin, { days: 90 });
  const [long] = (await owner('GET', '/cards')).as<{ data: { id: string }[] }>().data;
  await owner('POST', '/privileges', { name: 'Seat', kind: 'status', cells: [{ card: long?.id }] });
  const seat = async () => (await matrix()).data.find((one) => one.name === 'Seat');
  const at = server.clock.at;
  assert.deepEqual([(await seat())?.usePpm, (await seat())?.alarm], [0, null], 'it is younger than thirty days');
  server.clock.at += 31 * 86_400_000;
  assert.deepEqual([(await seat())?.usePpm, (await seat())?.alarm], [0, 'unused']);
  server.clock.at = at;
});

test('a wallet says what is left today and what was saved; what was told goes with an erased person', async () => {
  const wallet = (await may.call('GET', '/me/card')).as<{
    number: number;
    cards: { state: string; item: string; left: number; units: number; daysLeft: number; saved: { amount: string } }[];
    ceremony: string;
  }>();
  const [card] = wallet.cards;
  assert.deepEqual(
    [wallet.number, wallet.ceremony, card?.state, card?.item, card?.left, card?.units, card?.saved.amount],
    [1, 'done', 'active', 'Cup of tea', 1, 1, '0'],
  );
  const erased = await owner('POST', `/people/${may.id}/erase`, {});
  assert.equal(erased.status, 200, erased.text);
  assert.deepEqual((await inbox(lin)).data, [], 'nobody is told of them any more');
});

test('cards are renewed by the shape the brand has seen, and what a renewal leaves is part of what a holder is worth', async () => {
  const { keys } = await server.brand('terms');
  const close = (value: number, expected: number, what: string, share = 1e-9): void =>
    assert.ok(Math.abs(value - expected) <= share * Math.max(1, Math.abs(expected)), `${what}: ${value} is not ${expected}`);
  const get = async <T>(key: string, path: string): Promise<T> => {
    const told = await server.call('GET', path, { key });
    assert.equal(told.status, 200, told.text);
    return told.as<T>();
  };
  const ok = async (method: string, path: string, body: object, key = keys.owner): Promise<Record<string, unknown>> => {
    const told = await server.call(method, path, { key, body });
    assert.ok(told.status < 300, `${method} ${path}: ${told.text}`);
    return told.body;
  };
  const at = async (now: string) => await ok('POST', '/sandbox/clock', { now });
  const cny = (amount: number) => ({ amount: String(amount), currency: 'CNY' });
  const buy = async (person: number, product: string, price: number, quantity = 1): Promise<string> => {
    const order = await ok('POST', '/orders', { person: `ext:t${person}`, lines: [{ product: `ext:${product}`, quantity }] });
    await ok('POST', `/orders/${String(order['id'])}/payments`, { amount: cny(price * quantity) });
    return String(order['id']);
  };
  const people = Array.from({ length: 19 }, (_, i) => i);
  await at('2030-01-01T04:00:00Z');
  await ok('POST', '/products', { externalId: 'cup', name: 'Cup', category: 'drink', price: cny(1000), cost: cny(400) });
  await ok('POST', '/products', { externalId: 'cake', name: 'Cake', category: 'food', price: cny(2000), cost: cny(1600) });
  await ok('POST', '/products', { externalId: 'month', name: 'Month', ladderRole: 'membership', price: cny(5000) });
  await ok('POST', '/cards', { product: 'ext:month', kind: 'pass', term: { unit: 'month' } });
  for (const i of people) await ok('POST', '/people', { externalId: `t${i}` });
  const outlook = async (i: number) => await get<PersonPrediction>(keys.readonly, `/people/ext:t${i}/prediction?horizon=52`);

  // Of 18 a third leaves at the first end and of the 12 left a quarter at the second: a = 1, b = 2. A card that was given back is none.
  for (const i of people) {
    const order = await buy(i, 'month', 5000);
    if (i === 18) await ok('POST', `/orders/${order}/refunds`, { lines: [{ line: 1, amount: cny(5000) }] });
  }
  await at('2030-01-15T04:00:00Z');
  await buy(0, 'cup', 1000, 10);
  await buy(1, 'cake', 2000, 5);
  await at('2030-01-20T04:00:00Z');
  // Nobody could renew yet: an example is taken, and said.
  const early = (await outlook(0)).lifetimeValue?.renewal;
  assert.deepEqual([early?.from, early?.seen, early?.leaves, early?.isCostKnown], ['assumed', { ends: 0, renewed: 0 }, cny(4000), false]);
  close(early?.chance ?? 0, 12 / 19, 'assumed chance');
  for (const i of people.slice(0, 12)) await buy(i, 'month', 5000);
  await at('2030-02-20T04:00:00Z');
  for (const i of people.slice(0, 9)) await buy(i, 'month', 5000);
  await at('2030-03-05T04:00:00Z');
  const one = await outlook(0);
  assert.deepEqual([one.card?.renewals, one.card?.seen], [2, { ends: 30, renewed: 21 }]);
  close(one.card?.renewalChance ?? 0, 4 / 5, 'chance of the third renewal', 1e-4);
  const { lifetimeValue: value } = one;
  assert.ok(value && value.renewal && one.card);
  assert.deepEqual([value.renewal.from, value.marginFrom, value.basis.marginFrom], ['fitted', 'categories', 'preset']);
  // Two months of history, so no farther: the ends of terms in these weeks, each by who is still there then.
  const [band] = value.horizons;
  assert.ok(band && value.horizons.length === 1 && band.weeks === 7);
  const left = (Date.parse(one.card.endsAt) - Date.parse('2030-03-05T04:00:00Z')) / 604_800_000;
  close(Number(band.fees.amount), (4 / 5) * 4000 * 1.1 ** (-Math.ceil(left) / 52), 'one renewal', 1e-3);
  // Of 250.00 they spent 150.00 were for cards: that part of their purchases is not counted twice.
  const drinks = (100 * 0.6 + 150 * 0.42) / 250;
  close(value.marginPpm, Math.round(drinks * 1e6), 'by what they buy');
  const goods = (Number(band.value.amount) - Number(band.fees.amount)) / (Number(one.expectedValue?.amount) * (7 / 52) * drinks * 0.4);
  assert.ok(goods > 0.97 && goods < 1, `goods: ${goods}`);
  const [low, middle, high] = [band.low, band.middle, band.high].map(({ amount }) => Number(amount)) as [number, number, number];
  assert.ok(low >= 0 && low < middle && middle < high, `${low} ${middle} ${high}`);
  const cakes = (await outlook(1)).lifetimeValue;
  close(cakes?.marginPpm ?? 0, Math.round(((100 * 0.2 + 150 * 0.42) / 250) * 1e6), 'cakes leave less');
  // Whoever let theirs run out holds none.
  assert.deepEqual([(await outlook(14)).card, (await outlook(14)).lifetimeValue?.renewal], [null, null]);
  const stages = await get<PredictionSegments>(keys.readonly, '/figures/prediction/segments?by=stage');
  const members = stages.data.find(({ key }) => key === 'member');
  assert.deepEqual([members?.people, members?.lifetimeValue[0]?.weeks], [9, 7]);
  close(Number(members?.lifetimeValue[0]?.fees.amount), 9 * Number(band.fees.amount), 'all holders', 1e-3);
  const each = await Promise.all(people.slice(0, 9).map(async (i) => (await outlook(i)).lifetimeValue?.horizons[0]?.value.amount));
  const sum = each.reduce((total, amount) => total + Number(amount), 0);
  assert.ok(Math.abs(sum - Number(members?.lifetimeValue[0]?.value.amount)) <= 9, `what holders leave, one by one: ${sum}`);
  assert.ok(stages.data.every(({ key, lifetimeValue }) => key === 'member' || lifetimeValue[0]?.fees.amount === '0'));

  // What the card costs is recorded: more of the fee is left, and the margin of all is measured.
  await ok('PATCH', '/products/ext:month', { cost: cny(500) });
  const measured = await get<{ marginFrom: string; marginPpm: number; knownSharePpm: number }>(keys.readonly, '/figures/prediction/basis');
  const sales = 39 * 5000 + 10 * 1000 + 5 * 2000;
  const cost = 39 * 500 + 10 * 400 + 5 * 1600;
  assert.deepEqual([measured.marginFrom, measured.knownSharePpm], ['measured', 1_000_000]);
  close(measured.marginPpm, Math.round((1 - cost / sales) * 1e6), 'measured margin');
  await ok('POST', '/figures/prediction', {});
  const known = (await outlook(0)).lifetimeValue;
  assert.deepEqual([known?.renewal?.leaves, known?.renewal?.isCostKnown, known?.basis.marginFrom], [cny(4500), true, 'measured']);
});

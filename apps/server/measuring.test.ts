import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId, type Uuid } from '../../kit/ids/index.ts';
import type { Acquisition, OfferTrialJson, OfferTrials } from '../../rooms/analytics/api.ts';
import type { CalibrationJson } from '../../rooms/planner/api.ts';
import type { Spend } from '../../rooms/relations/api.ts';
import { landAll } from '../../flows/share/link-desk.ts';
import { importOrders } from './ids.fixture.ts';
import { testServer, type Shopper, type Told } from './server.fixture.ts';

// What is recorded so that the numbers of a plan can be measured.
const server = await testServer();
const brand = await server.brand('measure');
const key = brand.keys.owner;
const cny = (amount: number) => ({ amount: `${amount}`, currency: 'CNY' });

async function done(told: Promise<Told>, status = 200): Promise<Told> {
  const answer = await told;
  assert.equal(answer.status, status, answer.text);
  return answer;
}

const post = (path: string, body: unknown, status = 201) => done(server.call('POST', path, { key, body }), status);
const read = async <T>(path: string): Promise<T> => (await done(server.call('GET', path, { key }))).as<T>();

/** Fans of a source of whom the first some buy, once for 100.00 and again a month on for 50.00; tea costs half of what it brings. */
async function sourceWith(kind: string, name: string, { fans, buyers }: { fans: number; buyers: number }): Promise<string[]> {
  const seenAt = '2026-01-10T04:00:00Z';
  const ids = Array.from({ length: fans }, (_, i) => `${name}-${i}`);
  for (const externalId of ids)
    await post('/people', { externalId, source: { kind, name }, seenAt, consent: { channel: 'sms', at: seenAt } });
  return ids
    .slice(0, buyers)
    .flatMap((id) => [`${id}-1,${id},2026-01-12 12:00:00,100.00,tea,2`, `${id}-2,${id},2026-02-20 12:00:00,50.00,tea,1`]);
}

test('what was spent on a source says what a fan and a buyer of it cost, and when that came back', async () => {
  await post('/products', { externalId: 'tea', name: 'Tea', price: cny(5000), cost: cny(2500) });
  const lines = [
    ...(await sourceWith('paid', 'Douyin', { fans: 40, buyers: 25 })),
    ...(await sourceWith('offline', 'Market', { fans: 6, buyers: 3 })),
    'x-1,stranger,2026-01-13 12:00:00,100.00,tea,2',
  ];
  await importOrders(server, key, `order,person,at,amount,product,quantity\r\n${lines.join('\r\n')}\r\n`);
  const entry = { source: { kind: 'paid', name: 'Douyin' }, from: '2026-01-01', to: '2026-01-31' };
  const entered = await post('/spend', {
    entries: [
      { ...entry, campaign: 'New year', amount: cny(155_000) },
      { ...entry, from: '2026-02-01', to: '2026-02-10', amount: cny(10_000) },
    ],
  });
  const [january] = entered.as<{ data: Spend[] }>().data;
  assert.deepEqual([january?.campaign, january?.amount.amount, january?.replacedBy], ['New year', '155000', null]);
  const told = await read<Acquisition>('/figures/acquisition?from=2026-01-01&to=2026-02-01');
  assert.deepEqual(
    [
      told.spent?.amount,
      told.fans,
      told.firstBuyers,
      told.costPerFan?.amount,
      told.costPerBuyer?.amount,
      told.allFirstBuyers,
      told.unknownBuyers,
    ],
    ['155000', 40, 25, '3875', '6200', 29, 1],
  );
  const [douyin, market] = told.data;
  // 50.00 of margin on the first order and 25.00 a month later: 62.00 are back after the second month.
  assert.deepEqual(
    [douyin?.source.name, douyin?.payback, douyin?.margin?.perBuyer.amount, douyin?.campaigns],
    ['Douyin', { state: 'paidBack', months: 2 }, '7500', [{ name: 'New year', spent: cny(155_000) }]],
  );
  assert.deepEqual([market?.source.name, market?.spent, market?.costPerBuyer, market?.payback.state], ['Market', null, null, 'noCost']);
  // Half of the days of January, and what falls on them.
  const half = await read<Acquisition>('/figures/acquisition?from=2026-01-17&to=2026-02-06');
  assert.equal(half.spent?.amount, `${(155_000 * 15) / 31 + 5_000}`);
  // The plan takes what was spent as it is, and what a fan cost by how many there were.
  const read1 = await read<CalibrationJson>('/planner/calibration?preset=food&lang=en');
  const lever = (name: string) => read1.data.find((one) => one.lever === name) ?? assert.fail(name);
  assert.deepEqual([lever('ad').posterior, lever('ad').measured, read1.params?.ad], [1550, 1, 1550]);
  assert.equal(lever('cpf').posterior, (9 * 50 + 1550) / 90);
  assert.deepEqual([lever('cpf').own, lever('organic').posterior], [{ kind: 'mean', n: 40, mean: 38.75, deviation: 38.75 }, 6 + 1]);
  const evidence = (await read<{ data: { question: string; score: number; said: { code: string } }[] }>('/planner/evidence')).data;
  const answered = (question: string) => evidence.filter((one) => one.question === question).map((one) => [one.score, one.said.code]);
  assert.deepEqual(
    [answered('C1'), answered('C3'), answered('C4')],
    [[[3, 'cost.known']], [[1, 'cost.margin']], [[4, 'cost.payback']]],
    'one month of it is no measure yet; 75.00 of margin for 62.00; paid back in the second month',
  );
  const never = await read<Acquisition>('/figures/acquisition?from=2025-01-01&to=2025-02-01');
  assert.deepEqual([never.spent, never.costPerBuyer, never.data], [null, null, []]);
});

test('a day of a source and campaign is entered once; what it really was stands beside what was entered, and both stay', async () => {
  const of = (from: string, to: string, amount: number, campaign = '') => ({
    entries: [{ source: { kind: 'paid', name: 'Twice' }, campaign, from, to, amount: cny(amount) }],
  });
  const [first] = (await post('/spend', of('2026-03-01', '2026-03-31', 3100))).as<{ data: Spend[] }>().data;
  assert.ok(first);
  const twice = await post('/spend', of('2026-03-31', '2026-04-02', 300), 409);
  const refused = twice.as<{ code: string; facts: { spend: string }; errors: { pointer: string }[] }>();
  assert.deepEqual([refused.code, refused.facts.spend, refused.errors[0]?.pointer], ['spend.overlaps', first.id, '/entries/0']);
  await post('/spend', of('2026-03-31', '2026-04-02', 300, 'Spring'));
  const inside = [...of('2026-05-01', '2026-05-10', 10).entries, ...of('2026-05-10', '2026-05-12', 10).entries];
  assert.equal((await post('/spend', { entries: inside }, 409)).body['code'], 'spend.overlaps', 'two of one request');
  const all = async () => (await read<{ data: Spend[] }>('/spend?limit=50')).data.filter(({ source }) => source.name === 'Twice');
  assert.equal((await all()).length, 2, 'all of a request or none');
  const corrected = (await post(`/spend/${first.id}/correction`, { amount: cny(0), note: 'Never billed' })).as<Spend>();
  assert.deepEqual([corrected.replaces, corrected.amount.amount, corrected.note], [first.id, '0', 'Never billed']);
  assert.deepEqual((await all()).find(({ id }) => id === first.id)?.replacedBy, corrected.id);
  assert.equal((await post(`/spend/${first.id}/correction`, { amount: cny(1), note: 'Again' }, 409)).body['code'], 'spend.corrected');
  const spent = async () => (await read<Acquisition>('/figures/acquisition?from=2026-03-01&to=2026-03-31')).spent?.amount;
  assert.equal(await spent(), undefined);
  await post('/spend', of('2026-03-10', '2026-03-10', 70));
  assert.equal(await spent(), '70');
  const back = await post(`/spend/${corrected.id}/correction`, { amount: cny(3100), note: 'Billed after all' }, 409);
  assert.equal(back.body['code'], 'spend.overlaps', 'its days were given to another entry meanwhile');
  for (const bad of [of('2026-06-02', '2026-06-01', 1), of('2025-01-01', '2026-06-01', 1), of('2026-06-01', '2026-06-01', -1)])
    await post('/spend', bad, 422);
  assert.equal((await server.call('POST', '/spend', { key: brand.keys.readonly, body: of('2026-06-01', '2026-06-01', 1) })).status, 403);
  const audit = await read<{ data: { action: string }[] }>('/audit?limit=100');
  assert.ok(audit.data.some(({ action }) => action === 'spend.recorded') && audit.data.some(({ action }) => action === 'spend.corrected'));
});

test('who left is read from silence by the brand’s own rhythm, and who shared from links and introductions of the last whole month', async () => {
  const { keys, slug } = await server.brand('rhythm');
  const ask = async <T>(path: string): Promise<T> => (await done(server.call('GET', path, { key: keys.owner }))).as<T>();
  const at = (day: string) => (server.clock.at = Date.parse(`${day}T04:00:00Z`));
  // Forty bought again after 1 to 40 days, twenty never did: whoever is silent for more than 36 days counts as gone.
  const day = (number: number) => new Date(Date.UTC(2027, 0, 1 + number)).toISOString().slice(0, 10);
  const lines = Array.from({ length: 60 }, (_, i) => [
    `a${i},p${i},${day(0)} 12:00:00,30.00,tea`,
    ...(i < 40 ? [`b${i},p${i},${day(1 + i)} 12:00:00,30.00,tea`] : []),
  ]).flat();
  at('2027-05-02');
  const trades = async (on: string) => {
    at(on);
    await importOrders(server, keys.owner, `order,person,at,amount,product\r\n${on},late-${on},${on} 08:00:00,30.00,tea\r\n`);
  };
  const still = `z,late,2027-05-01 12:00:00,30.00,tea`;
  await importOrders(server, keys.owner, `order,person,at,amount,product\r\n${[...lines, still].join('\r\n')}\r\n`);
  const calibration = () => ask<CalibrationJson>('/planner/calibration?preset=food&lang=en');
  const of = async (lever: string) => (await calibration()).data.find((one) => one.lever === lever) ?? assert.fail(lever);
  const g1 = await of('g1');
  assert.deepEqual([g1.said.code, g1.own?.kind === 'rate' && g1.own.k], ['cal.lost', 24]);
  assert.match(g1.said.text, /more than 36 days/);
  const months = (Array.from({ length: 40 }, (_, i) => Math.min(36, 1 + i)).reduce((sum, one) => sum + one, 0) + 20 * 36) / (365.25 / 12);
  assert.ok(g1.own?.kind === 'rate' && Math.abs(g1.own.n - months) < 1e-6, `${JSON.stringify(g1.own)} ${months}`);
  assert.ok(Math.abs(g1.posterior - (0.3 * 50 + 24) / (50 + months)) < 1e-9);
  assert.equal((await of('g2')).said.code, 'cal.lostFew');
  assert.deepEqual([(await of('s.C1')).said.code, (await of('n')).own], ['cal.sharedNone', null]);

  // One of those who bought once opens two links to friends in May, another introduces one; in June nobody does.
  const shopper = await server.shopper(slug, '13900000077');
  await done(server.call('POST', '/people/ext:p59/merge', { key: keys.owner, body: { other: shopper.id } }));
  const link = (await done(shopper.call('POST', '/me/links', { body: {} }), 201)).as<{ path: string }>();
  at('2027-05-20');
  const opened = async () => {
    assert.equal((await server.call('GET', link.path, { isSite: true })).status, 302);
    await landAll();
  };
  for (const _ of [1, 2, 3]) await opened();
  await done(server.call('POST', '/people', { key: keys.owner, body: { externalId: 'friend' } }), 201);
  const introduced = { person: 'ext:friend', referrer: 'ext:p58', at: '2027-05-21T04:00:00Z' };
  await done(server.call('POST', '/referrals', { key: keys.owner, body: introduced }), 201);
  await trades('2027-05-25');
  at('2027-06-02');
  await opened();
  const shared = await of('s.C1');
  assert.deepEqual([shared.said.code, shared.own?.kind === 'rate' && shared.own.k], ['cal.shared', 2]);
  const [asked, came] = [await of('n'), await of('a')];
  assert.deepEqual([asked.own?.kind === 'mean' && [asked.own.n, asked.own.mean], came.own], [[2, 2], { kind: 'rate', n: 4, k: 1 }]);
  assert.equal((await calibration()).params?.s?.C1, shared.posterior);
  await trades('2027-06-10');
  at('2027-07-02');
  const after = await of('s.C1');
  assert.ok(after.own?.kind === 'rate' && after.own.k === 1, 'in June one did, and one did no longer');
});

test('whom the lot leaves out is promised no gift for a friend while the trial runs, nobody loses what was theirs, and what the gift added is told at the end', async () => {
  server.clock.at = Date.parse('2028-01-10T04:00:00Z');
  const { keys, slug } = await server.brand('trial');
  const own = { key: keys.owner };
  const tell = async (path: string, body: unknown, status = 201) => await done(server.call('POST', path, { ...own, body }), status);
  for (const name of ['tea', 'bag', 'box']) {
    await tell('/products', { externalId: name, name, kind: 'virtual', price: cny(9_800), cost: cny(500) });
  }
  await tell('/payment-accounts', { provider: 'test' });
  const start = { holdOutPpm: 500_000, days: 28 };
  assert.equal((await tell('/offer-trials', start, 409)).body['code'], 'offerTrial.nothingOffered');
  const deal = { isOn: true, after: { product: 'ext:bag' }, onReferral: { product: 'ext:box' } };
  await done(server.call('PATCH', '/happy-deal', { ...own, body: deal }));
  let phones = 0;
  const shopper = async (touch?: string) => await server.shopper(slug, `1380001${String(++phones).padStart(4, '0')}`, touch);
  const linkOf = async (of: Shopper) => (await done(of.call('POST', '/me/links', { body: {} }), 201)).as<{ path: string }>().path;
  interface Seen {
    gifts: { after: object | null; onReferral: object | null };
    friend: { isThanked: boolean; after: object | null } | null;
    earned: object[];
  }
  const look = async (of: Shopper) => (await done(of.call('GET', '/happy-deal'))).as<Seen>();
  const early = await shopper();
  await linkOf(early);
  const trial = (await tell('/offer-trials', start)).as<OfferTrialJson>();
  assert.deepEqual([trial.verdict, trial.holdOutPpm, trial.offered.people + trial.heldOut.people], ['tooEarly', 500_000, 0]);
  assert.equal((await tell('/offer-trials', start, 409)).body['code'], 'offerTrial.running');
  assert.ok((await look(early)).gifts.onReferral, 'they had a link before: the offer stays theirs');

  // Until there is somebody on either side. The offer is the same however often they look.
  const sides: { offered?: Shopper; heldOut?: Shopper } = {};
  let drawn = 0;
  while (!sides.offered || !sides.heldOut) {
    const one = await shopper();
    const { gifts } = await look(one);
    assert.ok(gifts.after, 'what a friend gets is the same for all');
    assert.equal((await look(one)).gifts.onReferral === null, gifts.onReferral === null);
    sides[gifts.onReferral ? 'offered' : 'heldOut'] = one;
    drawn++;
  }
  // Each brings a friend who buys.
  const friendOf = async (of: Shopper): Promise<Seen> => {
    const opened = await server.call('GET', await linkOf(of), { isSite: true });
    const friend = await shopper(new URL(opened.headers.get('location') ?? '', 'http://x').searchParams.get('touch') ?? '');
    const seen = await look(friend);
    const order = (await done(friend.call('POST', '/orders', { body: { lines: [{ product: 'ext:tea', quantity: 1 }] } }), 201)).body['id'];
    const payment = (await done(friend.call('POST', `/orders/${String(order)}/pay`, { body: {} }), 201)).body['id'];
    await done(friend.call('POST', `/payments/${String(payment)}/test`, { body: { do: 'pay' } }));
    drawn++;
    return seen;
  };
  const [thanked, plain] = [await friendOf(sides.offered), await friendOf(sides.heldOut)];
  assert.deepEqual([thanked.friend?.isThanked, plain.friend?.isThanked], [true, false], 'a friend is not told of a gift that is not given');
  assert.ok(thanked.friend?.after && plain.friend?.after);
  assert.deepEqual([(await look(sides.offered)).earned.length, (await look(sides.heldOut)).earned.length], [1, 0]);
  const copy = (await done(server.call('GET', `/people/${sides.heldOut.id}/export`, own))).as<{ offerTrials: { isHeldOut: boolean }[] }>();
  assert.deepEqual(
    copy.offerTrials.map((place) => place.isHeldOut),
    [true],
  );
  const told = async () => (await done(server.call('GET', '/figures/offer-trials', own))).as<OfferTrials>();
  const running = (await told()).data[0] ?? assert.fail();
  assert.deepEqual(
    [running.verdict, running.offered.people + running.heldOut.people, running.offered.shared, running.heldOut.shared],
    ['tooEarly', drawn, 1, 1],
  );
  assert.deepEqual([running.offered.broughtBuyers, running.heldOut.buyers, running.cost.amount], [1, 1, '500']);

  // Over: whoever was left out is offered it like everybody; of so few nothing is told.
  server.clock.at += 29 * 86_400_000;
  assert.ok((await look(sides.heldOut)).gifts.onReferral);
  const { data, incrementalShare } = await told();
  assert.deepEqual([data[0]?.verdict, data[0]?.isOver, incrementalShare], ['undecided', true, null]);
  assert.equal((await tell('/offer-trials/stop', {}, 409)).body['code'], 'offerTrial.notRunning');
  await tell('/offer-trials', start);
  // A merge takes the place along, forgetting somebody takes it away; whom the plan pays is in no trial.
  const twin = await shopper();
  await look(twin);
  const places = async () => (await told()).data[0] ?? assert.fail();
  assert.equal((await places()).offered.people + (await places()).heldOut.people, 1);
  await tell(`/people/${twin.id}/erase`, {}, 200);
  assert.equal((await places()).offered.people + (await places()).heldOut.people, 0);
  const plan = { name: 'All', levels: [{ depth: 1, ratePpm: 100_000 }], payees: { stages: ['prospect', 'fan', 'customer'] } };
  const { id } = (await tell('/commission-plans', plan)).body;
  await tell(`/commission-plans/${String(id)}/publish`, {}, 200);
  await look(await shopper());
  assert.equal((await places()).offered.people + (await places()).heldOut.people, 0);
  await tell('/offer-trials/stop', {}, 200);
  assert.deepEqual((await places()).verdict, 'stopped');
});

test('what a trial of the offer told stands in place of the assumed third in what may be given for one friend', async () => {
  const told = await server.brand('bears');
  const [key, begun] = [told.keys.owner, server.clock.at];
  const post = async (path: string, body: object) => {
    const done = await server.call('POST', path, { key, body });
    assert.ok(done.status < 300, done.text);
  };
  const room = async () => {
    const { body } = await server.call('GET', '/planner/reward-room', { key });
    return body as { incrementalShare: { value: number; measured: number; standardError: number | null }; bears: number };
  };
  // Twenty four were in the trial, half of them held out; nine of the offered brought a buyer, three of the others.
  for (let i = 0; i < 24; i++) await post('/people', { externalId: `g-${i}` });
  const brought = [0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 13, 14];
  for (const i of brought) {
    await post('/people', { externalId: `f-${i}` });
    await post('/referrals', { person: `ext:f-${i}`, referrer: `ext:g-${i}` });
  }
  const paid = new Date(begun + 36 * 3_600_000).toISOString().slice(0, 10);
  await importOrders(server, key, ['order,person,at,amount', ...brought.map((i) => `o-${i},f-${i},${paid} 10:00:00,20.00`)].join('\r\n'));
  const [trialId, from, to] = [newId(), new Date(begun - 3_600_000), new Date(begun + 5 * 86_400_000)];
  await server.db.ownerTx(async (sql) => {
    const { tenantId } = await sql.one<{ tenantId: Uuid }>`
      SELECT tenant.tenant_id AS "tenantId" FROM identity.tenant AS tenant WHERE tenant.slug = 'bears'`;
    await sql.exec`
      INSERT INTO pricing.offer_trial (tenant_id, trial_id, share_ppm, seed, started_by, started_at, ends_at, recorded_at)
      VALUES (${tenantId}, ${trialId}, 500000, 1, 'Mei', ${from}, ${to}, ${from})`;
    await sql.exec`
      INSERT INTO pricing.offer_place (tenant_id, trial_id, person_id, is_held_out, drawn_at)
      SELECT ${tenantId}, ${trialId}, person.person_id, substr(person.external_id, 3)::int >= 12, ${from}
        FROM relations.person AS person
       WHERE person.tenant_id = ${tenantId} AND person.external_id LIKE 'g-%'`;
  });
  assert.deepEqual((await room()).incrementalShare, { value: 1 / 3, measured: 0, of: 1, standardError: null }, 'it still runs');
  server.clock.at += 6 * 86_400_000;
  const { incrementalShare: share, bears } = await room();
  assert.ok(Math.abs(share.value - 2 / 3) < 1e-12 && share.measured === 1 && (share.standardError ?? 0) > 0, JSON.stringify(share));
  assert.ok(bears > 0);
});

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { sharedData } from '../../kit/testing/index.ts';
import type {
  InvitationRoundJson,
  InvitationRounds,
  PersonPrediction,
  Prediction,
  PredictionCandidates,
  PredictionSegments,
} from '../../rooms/analytics/api.ts';
import type { ImportRun, Upload } from '../../rooms/imports/api.ts';
import type { CalibrationJson } from '../../rooms/planner/api.ts';
import { drawHeldOut } from '../../rooms/membership/index.ts';
import { presetOf } from '../../rooms/planner/index.ts';
import { importOrders } from './ids.fixture.ts';
import { testServer, type Call } from './server.fixture.ts';

const server = await testServer();

async function brandWith(
  slug: string,
  file: Uint8Array<ArrayBuffer>,
  options: object,
): Promise<Record<'owner' | 'operator' | 'readonly', string>> {
  const { keys } = await server.brand(slug);
  await bringOrders(keys, file, options);
  return keys;
}

async function bringOrders(keys: { operator: string; readonly: string }, file: Uint8Array<ArrayBuffer>, options: object): Promise<void> {
  const kept = await server.call('POST', '/uploads', {
    key: keys.operator,
    raw: file,
    headers: { 'content-type': 'application/octet-stream', 'zihuan-file-name': 'orders.txt' },
  });
  const started = await server.call('POST', '/imports', {
    key: keys.operator,
    body: { upload: kept.as<Upload>().id, as: 'orders', ...options },
  });
  assert.equal(started.status, 201, started.text);
  for (;;) {
    const run = (await server.call('GET', `/imports/${started.as<ImportRun>().id}`, { key: keys.readonly })).as<ImportRun>();
    if (run.state === 'done') return;
    assert.ok(run.state === 'running' || run.state === 'waiting', JSON.stringify(run));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function get<T>(key: string, path: string, call: Call = {}): Promise<T> {
  const told = await server.call('GET', path, { key, ...call });
  assert.equal(told.status, 200, `${path}: ${told.text}`);
  return told.as<T>();
}

/** x, t_x and T of somebody in the file, in weeks up to its last day. */
function historyIn(file: string, person: string): { days: number[]; T: number } {
  const days = file
    .trim()
    .split(/\r?\n/)
    .map((line) => line.trim().split(/\s+/))
    .filter(([id]) => id === person)
    .map(([, , day = '']) => Date.UTC(+day.slice(0, 4), +day.slice(4, 6) - 1, +day.slice(6)) / 86_400_000);
  return { days: [...new Set(days)], T: (Date.UTC(1998, 5, 30) / 86_400_000 - (days[0] as number)) / 7 };
}

/** Equation 10 of Fader, Hardie & Lee (2005), with Gauss's series. */
function byThePaper({ r, alpha, a, b }: NonNullable<Prediction['bgNbd']>, x: number, tx: number, T: number, t: number) {
  const z = t / (alpha + T + t);
  let [term, series] = [1, 1];
  for (let j = 1; j < 10_000; j++) series += term *= (((r + x + j - 1) * (b + x + j - 1)) / ((a + b + x + j - 2) * j)) * z;
  const left = x > 0 ? (a / (b + x - 1)) * ((alpha + T) / (alpha + tx)) ** (r + x) : 0;
  const orders = (((a + b + x - 1) / (a - 1)) * (1 - ((alpha + T) / (alpha + T + t)) ** (r + x) * series)) / (1 + left);
  return { orders, alive: 1 / (1 + left) };
}

test('CDNOW through the door: people, groups, whom to invite, kept and worked out anew', async (t) => {
  const path = sharedData('cdnow-sample', 'CDNOW_sample.txt');
  if (!path) return t.diagnostic('the data set is not here: nothing was proved');
  const file = readFileSync(path);
  const keys = await brandWith('records', new Uint8Array(file), { profile: 'cdnow', timeZone: 'UTC' });
  const key = keys.readonly;

  const everything = await get<Prediction>(key, '/figures/prediction?calibrationEnd=1998-06-30&unit=week');
  assert.deepEqual(
    [everything.status, everything.customers, everything.backTest.predicted, everything.backTest.actual],
    ['ok', 2357, null, 0],
  );
  const { bgNbd } = everything;
  assert.ok(bgNbd);

  // A person by the paper's equation, with the parameters of all data, in the weeks after its last day.
  const { days, T } = historyIn(file.toString('utf8'), '00004');
  const tx = ((days.at(-1) as number) - (days[0] as number)) / 7;
  const expected = byThePaper(bgNbd, days.length - 1, tx, T, 39);
  const one = await get<PersonPrediction>(key, '/people/ext:00004/prediction?horizon=39');
  assert.ok(Math.abs((one.expectedOrders ?? 0) - expected.orders) < 1e-6, `${one.expectedOrders} ${expected.orders}`);
  assert.ok(Math.abs((one.pAlive ?? 0) - expected.alive) < 1e-9);
  assert.deepEqual(
    [one.status, one.person, one.horizon, one.dataTo, one.history?.purchaseDays],
    ['ok', 'known', 39, '1998-06-30', days.length],
  );
  assert.deepEqual(await get(key, '/people/ext:00004/prediction'), one, '39 weeks unless said');
  assert.ok(one.interval && one.interval.low <= expected.orders && expected.orders <= one.interval.high + 1);
  assert.ok(one.lifetime && one.lifetime.weeks === 156 && one.lifetime.expectedOrders > expected.orders);
  assert.equal((await server.call('GET', '/people/ext:00004/prediction?horizon=0', { key })).status, 422);
  assert.equal((await server.call('GET', '/people/ext:nobody/prediction', { key })).status, 404);

  // Groups: whatever they are by, they are everybody.
  for (const by of ['stage', 'source', 'product', 'cohort']) {
    const groups = await get<PredictionSegments>(key, `/figures/prediction/segments?by=${by}`);
    assert.equal(
      groups.data.reduce((sum, row) => sum + row.people, 0),
      2357,
      by,
    );
    const orders = groups.data.reduce((sum, row) => sum + row.expectedOrders, 0);
    assert.ok(groups.all && Math.abs(orders - groups.all.expectedOrders) < 1e-6);
    assert.ok(
      groups.data.every((row) => row.interval.low <= row.expectedOrders && row.expectedOrders <= row.interval.high),
      by,
    );
  }
  const cohorts = await get<PredictionSegments>(key, '/figures/prediction/segments?by=cohort');
  assert.deepEqual(
    cohorts.data.map((row) => row.key),
    ['1997-Q1'],
  );

  // Whom to invite: nobody agreed to be written to, so all are asked in person; the dearest first.
  const kinds = await get<PredictionSegments>(key, '/figures/prediction/segments');
  const list = await get<PredictionCandidates>(key, '/figures/prediction/candidates?for=membership&limit=20');
  assert.equal(list.data.length, 20);
  assert.ok(list.data.every((row) => row.invite === 'noConsent' && row.reasons.length > 0 && row.score > 0));
  const no = { amount: '0', currency: 'CNY' };
  const worth = list.data.map((row) => Number(row.lifetimeValue?.value.amount));
  assert.deepEqual(
    worth,
    worth.toSorted((a, b) => b - a),
  );
  const best = list.data[0];
  assert.ok(best);
  const alone = await get<PersonPrediction>(key, `/people/${best.person.id}/prediction?horizon=52`);
  assert.deepEqual([alone.expectedOrders, alone.expectedValue], [best.expectedOrders, best.own], 'the list and the page say the same');

  // What it is worth, in the list as on the page: an example's margin while no costs are recorded, later money counted less.
  const { lifetimeValue } = alone;
  assert.ok(lifetimeValue && best.lifetimeValue && kinds.data[0]);
  const { weeks, value, low, middle, high } = best.lifetimeValue;
  assert.deepEqual(lifetimeValue.horizons[0], { weeks, value, fees: no, low, middle, high });
  assert.deepEqual(
    [lifetimeValue.marginPpm, lifetimeValue.marginFrom, lifetimeValue.basis.preset],
    [1e6 * presetOf('food').m, 'preset', null],
  );
  const counts = Number(value.amount) / (0.42 * Number(best.own.amount));
  assert.ok(counts > 0.93 && counts < 0.985, `a year's money counts between all and a tenth less: ${counts}`);
  assert.ok(Number(low.amount) < Number(value.amount) && Number(value.amount) < Number(high.amount));
  assert.deepEqual([lifetimeValue.test?.often, lifetimeValue.test?.from], ['many', '1998-01-07']);
  // Everybody's: more people, a narrower band; tested in its own measure; groups add up to it.
  const brand = everything.value;
  assert.ok(brand?.test && brand.all[1]);
  assert.deepEqual([brand.test.parts, brand.test.persons.count], [{ count: 17, inside: 17 }, 1179]);
  assert.ok(Math.abs(brand.test.all.off ?? 1) < 0.03 && brand.test.often.length === 5);
  const width = (of: Record<'low' | 'high' | 'value', { amount: string }>): number =>
    (Number(of.high.amount) - Number(of.low.amount)) / Number(of.value.amount);
  assert.ok(width(brand.all[0] ?? brand.all[1]) < width(best.lifetimeValue) / 3);
  for (const h of [0, 1]) {
    const sum = kinds.data.reduce((total, row) => total + Number(row.lifetimeValue[h]?.value.amount), 0);
    assert.ok(Math.abs(sum - Number(brand.all[h]?.value.amount)) <= kinds.data.length && kinds.data[h]?.valueTest);
  }
  // The brand says another margin and another discount, and all follows at once; nobody below an operator may.
  const basis = (call: Call) => server.call('PATCH', '/figures/prediction/basis', call);
  const refused = [await basis({ key, body: { marginPpm: 1 } }), await basis({ key: keys.operator, body: { marginPpm: 1_000_001 } })];
  assert.deepEqual([refused[0]?.status, refused[1]?.status], [403, 422]);
  const told = (await basis({ key: keys.operator, body: { marginPpm: 840_000, discountPpm: 0 } })).body;
  assert.deepEqual([told['marginPpm'], told['marginFrom'], told['discountPpm']], [840_000, 'said', 0]);
  const undiscounted = await get<PersonPrediction>(key, `/people/${best.person.id}/prediction?horizon=52`);
  const whole = Number(undiscounted.lifetimeValue?.horizons[0]?.value.amount) / (0.84 * Number(best.own.amount));
  assert.ok(Math.abs(whole - 1) < 1e-3, `of sales 84 of 100 are left: ${whole}`);
  await basis({ key: keys.operator, body: { marginPpm: 650_000, preset: 'cosmetics', discountPpm: 100_000 } });
  const trade = await get<PredictionSegments>(key, '/figures/prediction/segments');
  assert.deepEqual([trade.basis?.marginFrom, trade.basis?.preset, trade.basis?.marginPpm], ['preset', 'cosmetics', 650_000]);
  assert.deepEqual((await basis({ key: keys.operator, body: { marginPpm: null } })).body, lifetimeValue.basis);

  // Whoever agreed comes first; whoever is erased is foreseen no more.
  const last = list.data.at(-1);
  assert.ok(last?.person.externalId);
  const agreed = await server.call('PATCH', `/people/${last.person.id}`, {
    key: keys.operator,
    body: { consent: { channel: 'sms', at: '2026-01-01T00:00:00Z' } },
  });
  assert.equal(agreed.status, 200, agreed.text);
  const again = await get<PredictionCandidates>(key, '/figures/prediction/candidates?for=membership&limit=20');
  assert.deepEqual([again.data[0]?.person.id, again.data[0]?.invite], [last.person.id, 'ok']);
  // They are asked once in ninety days, and nobody is who did not agree.
  const ask = async (id: string) => await server.call('POST', `/people/${id}/membership-invitation`, { key: keys.operator, body: {} });
  assert.equal((await ask(last.person.id)).status, 201);
  assert.equal((await ask(last.person.id)).body['code'], 'invitation.askedLately');
  assert.equal((await ask(best.person.id)).body['code'], 'invitation.noConsent');
  const asked = await get<PredictionCandidates>(key, '/figures/prediction/candidates?for=membership&limit=200');
  assert.equal(asked.data.find((row) => row.person.id === last.person.id)?.invite, 'askedLately');
  assert.equal((await server.call('POST', `/people/${best.person.id}/erase`, { key: keys.owner, body: {} })).status, 200);
  const erased = await get<PersonPrediction>(key, `/people/${best.person.id}/prediction`);
  assert.deepEqual([erased.person, erased.expectedOrders, erased.lifetime, erased.history], ['erased', null, null, null]);
  const without = await get<PredictionCandidates>(key, '/figures/prediction/candidates?for=membership&limit=200');
  assert.ok(without.data.every((row) => row.person.id !== best.person.id));

  // Kept: the same figures, and the time they were made.
  const fresh = await server.call('POST', '/figures/prediction', { key: keys.operator, body: {} });
  assert.equal(fresh.status, 200, fresh.text);
  const kept = await get<Prediction>(key, '/figures/prediction');
  assert.deepEqual(kept, fresh.as<Prediction>());
  assert.deepEqual([kept.calibrationEnd, kept.backTest.weeks.length, kept.forecast.weeks.length], ['1998-01-06', 25, 26]);
  const { error } = kept.forecast;
  assert.ok(error !== null && Math.abs(error - Math.abs(kept.backTest.actual / (kept.backTest.predicted ?? 1) - 1)) < 1e-9);
  assert.equal((await server.call('POST', '/figures/prediction', { key, body: {} })).status, 403);
});

test('too little to go by is said with the numbers, and what can be said is', async () => {
  const empty = (await server.brand('nothing-yet')).keys.readonly;
  const none = await get<Prediction>(empty, '/figures/prediction?calibrationEnd=2026-01-01&unit=week');
  assert.deepEqual([none.status, none.reason, none.customers, none.backTest.predicted], ['tooLittleData', 'nobody', 0, null]);
  assert.deepEqual((await get<PredictionSegments>(empty, '/figures/prediction/segments')).data, []);
  assert.deepEqual((await get<PredictionCandidates>(empty, '/figures/prediction/candidates')).data, []);
  assert.equal((await server.call('GET', '/figures/prediction?calibrationEnd=2026-02-30', { key: empty })).status, 422);
  assert.equal((await server.call('GET', '/figures/prediction?unit=year', { key: empty })).status, 422);

  const rows = Array.from({ length: 60 }, (_, i) => `${i},p${i % 20},2026-0${1 + (i % 3)}-${10 + (i % 19)},${10 + i}\n`);
  const keys = await brandWith('small', new Uint8Array(Buffer.from(`订单号,会员号,付款时间,金额\n${rows.join('')}`)), {});
  const small = await get<Prediction>(keys.readonly, '/figures/prediction');
  assert.deepEqual([small.status, small.reason, small.method, small.asks.repeaters], ['tooLittleData', 'tooFewRepeaters', 'pooled', 200]);
  assert.ok(small.forecast.customers === 20 && small.forecast.weeks.length === 26 && small.backTest.predicted !== null);
  const person = await get<PersonPrediction>(keys.readonly, '/people/ext:p1/prediction');
  assert.deepEqual([person.status, person.pAlive, person.isBeyondHistory], ['tooLittleData', null, true]);
  assert.ok((person.expectedOrders ?? 0) > 0 && person.next !== null && person.lifetime !== null && person.lifetime.weeks < 39);
  const made = await server.call('POST', '/people', { key: keys.operator, body: { externalId: 'looker' } });
  assert.equal(made.status, 201, made.text);
  const looker = await get<PersonPrediction>(keys.readonly, '/people/ext:looker/prediction');
  assert.deepEqual([looker.person, looker.expectedOrders, looker.interval], ['neverBought', null, null]);
});

test('a round of invitations leaves some out by a lot that can be drawn again, asks nobody twice, and says what it added once it is over', async () => {
  const count = 40;
  const { keys } = await server.brand('rounds');
  const ok = async (method: string, path: string, body: unknown, status = 201) => {
    const told = await server.call(method, path, { key: keys.owner, body });
    assert.equal(told.status, status, `${path}: ${told.text}`);
    return told;
  };
  for (let i = 0; i < count; i++)
    await ok('POST', '/people', { externalId: `p${i}`, consent: { channel: 'sms', at: '2026-01-01T00:00:00Z' } });
  const lines = Array.from(
    { length: 3 * count },
    (_, i) => `${i},p${i % count},2026-0${1 + 2 * Math.floor(i / count)}-1${i % 9},${20 + i}\n`,
  );
  await bringOrders(keys, new Uint8Array(Buffer.from(`订单号,会员号,付款时间,金额\n${lines.join('')}`)), {});
  const price = { amount: '5000', currency: 'CNY' };
  await ok('POST', '/products', { externalId: 'cup', name: 'Cup', price: { amount: '1000', currency: 'CNY' } });
  await ok('POST', '/products', { externalId: 'year', name: 'Year', ladderRole: 'membership', price });
  await ok('POST', '/cards', {
    product: 'ext:year',
    kind: 'pass',
    term: { unit: 'year' },
    grant: { item: 'ext:cup', units: 1, per: 'day' },
  });

  const rounds = async () => await get<InvitationRounds>(keys.readonly, '/figures/prediction/invitations');
  assert.deepEqual(await rounds(), { mayBeAsked: count, usualPpm: 100_000, days: 90, together: null, data: [], next: null });
  const ask = async (key: string, query = '', body: object = { holdOutPpm: 250_000 }) =>
    await server.call('POST', `/figures/prediction/invitations${query}`, { key, body });
  assert.equal((await ask(keys.staff)).status, 403);
  assert.equal((await ask(keys.operator, '', { holdOutPpm: 500_001 })).status, 422);
  const rehearsed = await ask(keys.operator, '?dryRun=true');
  assert.deepEqual([rehearsed.as<InvitationRoundJson>().heldOut.people, (await rounds()).data], [10, []], 'a rehearsal writes nothing');
  const asked = await ask(keys.operator);
  assert.equal(asked.status, 201, asked.text);
  const round = asked.as<InvitationRoundJson>();
  assert.deepEqual([round.invited.people, round.heldOut.people, round.verdict, round.isOver], [30, 10, 'tooEarly', false]);

  // The seed that was kept draws the same people again, and they are told from all others wherever somebody looks.
  const { data } = await get<PredictionCandidates>(keys.readonly, '/figures/prediction/candidates?for=membership&limit=200');
  const ids = data.map(({ person }) => person.id).sort();
  const drawn = [...drawHeldOut(count, 250_000, round.seed)].map((at) => ids[at]);
  const invited = data.filter(({ invite }) => invite === 'askedLately').map(({ person }) => person.id);
  const heldOut = data.filter(({ invite }) => invite === 'heldOut').map(({ person }) => person.id);
  assert.deepEqual([heldOut.toSorted(), invited.length], [drawn.sort(), 30]);
  const refused = await server.call('POST', `/people/${heldOut[0]}/membership-invitation`, { key: keys.operator, body: {} });
  assert.deepEqual([refused.status, refused.body['code']], [409, 'invitation.heldOut']);
  assert.deepEqual([(await ask(keys.operator)).body['code'], (await rounds()).mayBeAsked], ['invitation.nobody', 0]);
  const mine = (await get<{ invitations: object[] }>(keys.owner, `/people/${heldOut[0]}/export`)).invitations;
  assert.deepEqual(mine, [{ round: round.id, at: round.askedAt, isHeldOut: true }]);

  const buy = async (person: string | undefined, product: string, paid: object) => {
    const placed = await ok('POST', '/orders', { person, lines: [{ product: `ext:${product}`, quantity: 1 }] });
    await ok('POST', `/orders/${String(placed.body['id'])}/payments`, { amount: paid });
  };
  for (const person of [...invited.slice(0, 12), heldOut[0]]) await buy(person, 'year', price);
  await buy(heldOut[1], 'cup', { amount: '1000', currency: 'CNY' });
  const early = (await rounds()).data[0];
  assert.deepEqual([early?.invited.joined, early?.heldOut.joined, early?.verdict, (await rounds()).together], [12, 1, 'tooEarly', null]);

  server.clock.at += 60_000;
  await ok('POST', '/sandbox/clock', { now: new Date(Date.parse(round.endsAt) + 1000).toISOString() }, 200);
  // What comes after the end is no part of it.
  await buy(heldOut[2], 'year', price);
  const { data: over, together, mayBeAsked } = await rounds();
  const [last] = over;
  assert.ok(last?.uplift && last.spend && together);
  const sides = [last.invited, last.heldOut].map(({ people, joined, bought, spent }) => [people, joined, bought, spent.amount]);
  assert.deepEqual(sides, [
    [30, 12, 12, '60000'],
    [10, 1, 2, '6000'],
  ]);
  close(last.uplift.difference, 0.3, 'difference');
  close(last.uplift.standardError, Math.sqrt((0.4 * 0.6) / 30 + (0.1 * 0.9) / 10), 'standard error');
  assert.deepEqual([last.spend.difference.amount, last.spend.isEnough], ['1400', false]);
  // Thirty points, and still not told from chance: ten are too few to hold them against, and how many it takes is said.
  assert.deepEqual([last.verdict, together.verdict, together.needed, mayBeAsked], ['undecided', 'undecided', 33, 26]);
  assert.deepEqual([together.rounds, together.invited, together.heldOut], [1, 30, 10]);
  close(together.broughtPeople, 9, 'brought');

  // Of two records of one person, either asked, whichever is the older that stays: they were asked.
  const [left, there] = [heldOut.toSorted(), invited.toSorted()];
  await ok('POST', `/people/${left[0]}/merge`, { other: there[29] }, 200);
  await ok('POST', `/people/${left[9]}/merge`, { other: there[0] }, 200);
  const merged = (await rounds()).data[0];
  assert.deepEqual([merged?.invited.people, merged?.heldOut.people], [30, 8]);
  assert.equal((await ask(keys.operator, '', { most: 5, holdOutPpm: 0 })).status, 201);
  assert.deepEqual([(await rounds()).data[0]?.verdict, (await rounds()).usualPpm], ['nobodyLeftOut', 0]);
  assert.equal(
    (await get<InvitationRounds>((await server.brand('beside')).keys.readonly, '/figures/prediction/invitations')).data.length,
    0,
  );
});

/** A calibration in which every number is the weighed mean of what was assumed (worth 50 people) and what was seen, and can be lived. */
async function calibrationOf(keys: { owner: string; readonly: string }, preset: string): Promise<CalibrationJson> {
  const told = await get<CalibrationJson>(keys.readonly, `/planner/calibration?preset=${preset}&lang=en`);
  for (const { lever, prior, own, posterior, interval, measured, said } of told.data) {
    const [n, sum] = own === null ? [0, 0] : own.kind === 'rate' ? [own.n, own.k] : [own.n, own.n * own.mean];
    close(posterior, (prior * 50 + sum) / (50 + n), lever);
    close(measured, n / (50 + n), lever);
    assert.ok(interval === null || (interval.low <= posterior && posterior <= interval.high), lever);
    assert.notEqual(said.text, '', lever);
  }
  const { params, start } = told;
  const run = await server.call('POST', '/planner/simulate', { key: keys.owner, body: { preset, months: 36, params, start } });
  assert.equal(run.status, 200, run.text);
  return told;
}

const close = (value: number, expected: number, what: string): void =>
  assert.ok(Math.abs(value - expected) <= 1e-9 * Math.max(1, Math.abs(expected)), `${what}: ${value} is not ${expected}`);

test('a plan is calibrated by a long history, by buyers who never come back, and by orders nobody paid for', async () => {
  const bring = async (slug: string, rows: readonly (readonly [person: number, month: number, amount: number])[]) => {
    const lines = rows.map(([person, month, amount], i) => {
      const at = `${2024 + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}-15`;
      return `${i},p${person},${at},${amount}\n`;
    });
    return await brandWith(slug, new Uint8Array(Buffer.from(`订单号,会员号,付款时间,金额\n${lines.join('')}`)), {});
  };
  const of = (told: CalibrationJson, lever: string) => told.data.find((one) => one.lever === lever) ?? assert.fail(lever);
  const codes = (told: CalibrationJson) => told.notes.map(({ code }) => code);

  // Two years, 48 people, two more every month; one of the two comes back the month after and twice more, the other never.
  const people = Array.from({ length: 48 }, (_, i) => ({ i, first: Math.floor(i / 2), returns: i % 2 === 1 }));
  const rows = people.flatMap(({ i, first, returns }) => [
    [i, first, 80 + i] as const,
    ...(returns ? [1, 2, 3].filter((after) => first + after < 24).map((after) => [i, first + after, 200] as const) : []),
  ]);
  const long = await calibrationOf(await bring('long', rows), 'food');
  assert.deepEqual([codes(long), long.customers, long.orders], [[], 48, rows.length]);
  const { a1, a2, g1, p12 } = presetOf('food');
  close(of(long, 'a1').posterior, (a1 * 50 + people.reduce((sum, { i }) => sum + 80 + i, 0)) / 98, 'a1');
  const again = rows.length - 48;
  close(of(long, 'a2').posterior, (a2 * 50 + again * 200) / (50 + again), 'a2');
  // Who came back was watched for one month; who did not, for every month since, fewer by the assumed leaving each.
  const back = people.filter(({ first, returns }) => returns && first < 23).length;
  const watched = people.filter(({ returns }) => !returns).reduce((sum, { first }) => sum + (1 - (1 - g1) ** (23 - first)) / g1, 0);
  close(of(long, 'p12').posterior, (p12 * 50 + back) / (50 + back + watched), 'p12');
  // A file of orders holds nobody who came and did not buy: how many fans buy cannot be read from it.
  assert.deepEqual([of(long, 'h').own, of(long, 'h').said.code, of(long, 'h').posterior], [null, 'cal.noFans', presetOf('food').h]);
  const there = Object.values(long.start.A).reduce((sum, one) => sum + one, 0);
  assert.ok(there > 2 && there <= 48, String(there));

  const onceOnly = await bring(
    'once',
    people.map(({ i, first }) => [i, first, 60] as const),
  );
  // Nobody came back: no day is named that nobody will live to see, and a purchase is worth what the first ones were.
  const oneTime = await get<PersonPrediction>(onceOnly.readonly, '/people/ext:p1/prediction');
  assert.deepEqual([oneTime.method, oneTime.next, oneTime.perPurchase?.amount], ['pooled', null, '6000']);
  const once = await calibrationOf(onceOnly, 'milk-tea');
  assert.deepEqual([codes(once), of(once, 'a2').own, of(once, 'l2').own], [['cal.oneTime'], null, null]);
  const never = of(once, 'p12');
  assert.ok(never.own?.kind === 'rate' && never.own.k === 0 && never.posterior < never.prior && never.posterior > 0);

  const free = await calibrationOf(
    await bring(
      'free',
      rows.map(([person, month]) => [person, month, 0] as const),
    ),
    'food',
  );
  assert.deepEqual([codes(free), of(free, 'a1').own, of(free, 'a2').own, of(free, 'm').own], [['cal.noSpend'], null, null, null]);
  assert.equal(of(free, 'p12').posterior, of(long, 'p12').posterior, 'who comes back is seen without money too');
});

test('how many a customer brings, how soon, what no ad brought and whether members come back more is measured, or not claimed', async () => {
  const { keys } = await server.brand('plan-loop');
  const key = keys.owner;
  const call = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const told = await server.call(method, path, body ? { key, body } : { key });
    assert.ok(told.status < 300, `${method} ${path}: ${told.text}`);
    return told.as<T>();
  };
  const cny = (amount: string) => ({ amount, currency: 'CNY' });
  const rows = (count: number, row: (nth: number) => string) => Array.from({ length: count }, (_, nth) => row(nth));
  const take = async (...lines: string[]) =>
    await importOrders(server, key, ['order,person,referrer,source,at,amount', ...lines].join('\n'));
  const friend = (nth: number) => `f-${nth},f-${nth},g-${nth % 10},,2029-11-04 10:00:00,10.00`;
  await call('POST', '/sandbox/clock', { now: '2030-01-05T04:00:00Z' });
  await take(
    ...rows(10, (nth) => `g-${nth},g-${nth},,owned:door,2029-10-05 10:00:00,80.00`),
    ...rows(10, (nth) => `h-${nth},g-${nth},,,2029-10-15 10:00:00,20.00`),
    ...rows(20, (nth) => `p-${nth},p-${nth},,paid:ads,2029-12-10 10:00:00,50.00`),
    ...rows(20, (nth) => `q-${nth},p-${nth},,,2029-12-20 10:00:00,20.00`),
    ...rows(2, (nth) => `r-${nth},p-${nth},,,2029-12-28 10:00:00,75.00`),
    'a-1,,,,2029-10-20 10:00:00,50.00',
    ...rows(29, friend),
  );
  const { id } = await call<{ id: string }>('POST', '/planner/designs', { name: 'Loop', template: 'food' });
  type Facts = Record<string, number>;
  const checks = async () => {
    const { data } = await call<{ data: { evidence: { met: boolean | null; said: { code: string; facts: Facts } }[] }[] }>(
      'GET',
      `/planner/designs/${id}/roadmap`,
    );
    return (step: number, code: string) => data[step - 1]?.evidence.find((one) => one.said.code === code);
  };
  const answer = async (question: string) =>
    (await call<{ data: { question: string; score: number; said: { code: string } }[] }>('GET', '/planner/evidence')).data
      .filter((one) => one.question === question)
      .map((one) => [one.score, one.said.code]);
  const few = await checks();
  assert.deepEqual(
    [few(9, 'sharing.few')?.met, few(9, 'sharing.few')?.said.facts['pairs'], few(9, 'road.noHoldOut')?.met],
    [false, 29, null],
  );
  assert.deepEqual([await answer('G3'), few(8, 'road.matchedNone')?.met], [[[2, 'sharing.few']], false]);
  await take(friend(29));
  assert.deepEqual(await answer('G3'), [[4, 'sharing']]);

  // Thirty friends take a card; five of them are back within thirty days and one later, of others who had bought twice one in fifteen was.
  await call('POST', '/products', { externalId: 'card', name: 'Card', ladderRole: 'membership', price: cny('1000') });
  await call('POST', '/cards', { product: 'ext:card', kind: 'pass', term: { unit: 'year' } });
  for (let nth = 0; nth < 30; nth++) {
    const order = await call<{ id: string }>('POST', '/orders', { person: `ext:f-${nth}`, lines: [{ product: 'ext:card', quantity: 1 }] });
    await call('POST', `/orders/${order.id}/payments`, { amount: cny('1000') });
  }
  await call('POST', '/sandbox/clock', { now: '2030-03-01T04:00:00Z' });
  await take(
    ...rows(5, (nth) => `c-${nth},f-${nth},,,2030-01-15 10:00:00,8.00`),
    'd-1,f-7,,,2030-02-10 10:00:00,10.00',
    'a-2,,,,2030-02-20 10:00:00,50.00',
  );
  const whole = await checks();
  const { facts: sharing } = whole(9, 'sharing')?.said ?? assert.fail('sharing');
  assert.deepEqual([sharing['k'], sharing['days'], sharing['pairs'], sharing['months']], [0.5, 30, 30, 5]);
  const { facts: matched } = whole(8, 'road.matched')?.said ?? assert.fail('matched');
  assert.deepEqual([matched['members'], matched['share'], matched['othersShare']], [30, 5 / 30, 2 / 30]);
  const { facts: stays } = whole(10, 'self.measured')?.said ?? assert.fail('stays');
  assert.deepEqual([stays['share'], stays['knownShare']], [0.5, 3200 / 3300]);
  assert.deepEqual([whole(8, 'road.matched')?.met, whole(9, 'sharing')?.met, whole(10, 'self.measured')?.met], [true, true, true]);

  // Tiers that are written and not opened owe nobody anything.
  assert.deepEqual(await answer('F3'), [[0, 'loyalty.none']]);
  const tier = await call<{ id: string }>('POST', '/tiers', { name: 'Silver', reach: 100, keep: 50, isDraft: true });
  assert.deepEqual(await answer('F3'), [[1, 'loyalty.drafts']]);
  await call('PATCH', `/tiers/${tier.id}`, { isDraft: false });
  assert.deepEqual(await answer('F3'), [[2, 'loyalty.unused']]);

  // What stands beside the checklist is what is kept: by the design's numbers, and the brand's own where they were measured.
  interface Judged {
    answers: Record<string, number>;
    result: { gates: { id: string; value: number | null }[]; gaps: object[]; total: number };
  }
  await call('PATCH', `/planner/designs/${id}`, { version: 1, document: { params: { cpf: 4, a2: 60 }, market: 50_000 } });
  const kept = await call<Judged>('POST', '/planner/diagnoses', { answers: { A1: 2, I1: 4, C1: 1 }, design: id });
  const { params, start } = await call<{ params: Record<string, number>; start: object }>('GET', `/planner/calibration?design=${id}`);
  const { answers } = kept;
  const beside = await call<Judged['result']>('POST', '/planner/diagnose', { answers, preset: 'food', params, start });
  assert.deepEqual([kept.result.gates, kept.result.gaps, kept.result.total], [beside.gates, beside.gaps, beside.total]);
  assert.deepEqual([params['cpf'], params['addressable']], [4, 50_000]);
  assert.ok((params['a2'] ?? 0) < 60, 'later orders were smaller than the design has them');
  const bare = await call<Judged['result']>('POST', '/planner/diagnose', { answers, preset: 'food' });
  assert.notDeepEqual(kept.result.gates, bare.gates);
});

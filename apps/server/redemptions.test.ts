import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseId, publicId } from '../../kit/ids/index.ts';
import { handCard } from './member.fixture.ts';
import { testServer, type Shopper, type Told } from './server.fixture.ts';

const server = await testServer();
const brand = await server.brand('counter');
const other = await server.brand('elsewhere');
const staff = (method: string, path: string, body?: unknown, key = brand.keys.staff): Promise<Told> =>
  server.call(method, path, body === undefined ? { key } : { key, body });

async function made(path: string, body: unknown, key = brand.keys.owner): Promise<string> {
  const told = await staff('POST', path, body, key);
  assert.equal(told.status, 201, told.text);
  return String(told.body['id']);
}

const outlet = await made('/outlets', { name: 'Old town', address: '1 River street' });
const uptown = await made('/outlets', { name: 'Uptown', kind: 'partner' });
let phones = 0;
const member = async (over: Parameters<typeof handCard>[3] = {}): Promise<Shopper & { card: string }> => {
  const shopper = await server.shopper(brand.slug, `1390000${String(1000 + phones++)}`);
  return { ...shopper, card: publicId('memberCard', await handCard(server, brand, shopper, over)) };
};
const shown = async (who: Shopper): Promise<{ code: string; spoken: string; left: number; item: string }> => {
  const told = await who.call('POST', '/me/redemptions/code', { body: {} });
  assert.equal(told.status, 201, told.text);
  return told.as();
};
const redeem = (code: string, at = outlet): Promise<Told> => staff('POST', '/redemptions', { code, outlet: at });
const codeOf = (told: Told): [number, unknown] => [told.status, told.body['code']];
const DAY = 86_400_000;
const tomorrow = async (): Promise<void> => {
  server.clock.at += DAY;
};

test('of fifty counters that redeem one card on one day at once, one gives the cup', async () => {
  const guest = await member();
  const codes: string[] = [];
  for (let i = 0; i < 50; i++) codes.push((await shown(guest)).code);
  const told = await Promise.all(codes.map((code, i) => redeem(code, i % 2 === 0 ? outlet : uptown)));
  assert.equal(told.filter((each) => each.status === 201).length, 1);
  assert.deepEqual([...new Set(told.filter((each) => each.status !== 201).map((each) => each.body['code']))], ['memberCard.usedUp']);
  const list = (await staff('GET', `/redemptions?person=${guest.id}`)).as<{ data: { of: number; nth: number; member: string }[] }>();
  assert.deepEqual(
    list.data.map(({ nth, of, member: name }) => ({ nth, of, name })),
    [{ nth: 1, of: 1, name: '**' }],
  );
  assert.deepEqual(codeOf(await guest.call('POST', '/me/redemptions/code', { body: {} })), [409, 'memberCard.usedUp']);
});

test('counters that redeem at once share a commit; who is refused among them hinders nobody, and two codes of one card are two cups', async () => {
  const guests: Awaited<ReturnType<typeof member>>[] = [];
  for (let i = 0; i < 6; i++) guests.push(await member({ each: 2 }));
  const codes: string[] = [];
  for (const guest of guests) for (let i = 0; i < 3; i++) codes.push((await shown(guest)).code);
  const told = await Promise.all([...codes.map((code) => redeem(code)), redeem('z1.x.y'), redeem(codes[0] ?? '', 'out_none')]);
  for (const [i] of guests.entries()) {
    const own = told.slice(i * 3, i * 3 + 3).map((each) => [each.status, each.body['code'] ?? each.body['nth']]);
    assert.deepEqual(own, [
      [201, 1],
      [201, 2],
      [409, 'memberCard.usedUp'],
    ]);
  }
  assert.deepEqual(told.slice(-2).map(codeOf), [
    [409, 'redemption.codeUnknown'],
    [404, 'outlet.notFound'],
  ]);
  const [row] = await server.db.ownerTx((sql) =>
    sql.text<{ commits: number; cups: number }>(
      `SELECT count(DISTINCT redemption.xmin::text)::int AS commits, count(*)::int AS cups FROM membership.redemption AS redemption
        WHERE redemption.card_id = ANY($1::uuid[])`,
      [guests.map((guest) => parseId('memberCard', guest.card) ?? '')],
    ),
  );
  assert.equal(row?.cups, 12);
  assert.ok((row?.commits ?? 12) <= 4, `${row?.commits} commits`);
});

test('a code is good once, for a minute of the machine’s clock, at this brand alone; a spoken one too', async () => {
  const guest = await member({ each: 3 });
  const first = await shown(guest);
  assert.match(first.spoken, /^\d{6}$/);
  assert.deepEqual([first.left, first.item], [3, 'Cup of tea']);
  assert.deepEqual(codeOf(await staff('POST', '/redemptions', { code: first.code, outlet: uptown }, other.keys.owner)), [
    404,
    'outlet.notFound',
  ]);
  const abroad = await made('/outlets', { name: 'Abroad' }, other.keys.owner);
  assert.deepEqual(codeOf(await staff('POST', '/redemptions', { code: first.code, outlet: abroad }, other.keys.owner)), [
    409,
    'redemption.codeUnknown',
  ]);
  const spoken = await redeem(`${first.spoken.slice(0, 3)} ${first.spoken.slice(3)}`);
  assert.equal(spoken.status, 201, spoken.text);
  assert.equal(spoken.body['via'], 'spoken');
  assert.deepEqual(codeOf(await redeem(first.code)), [409, 'redemption.codeUsed']);
  const second = await shown(guest);
  const same = await Promise.all(Array.from({ length: 100 }, () => redeem(second.code)));
  assert.equal(same.filter((each) => each.status === 201).length, 1, 'one code redeems once, whoever asks at once');
  const third = await shown(guest);
  assert.equal(third.left, 1);
  const bent = third.code.replace(/.$/, (letter) => (letter === 'A' ? 'B' : 'A'));
  for (const code of [bent.replace('z1.', 'z1.A'), 'z1.x.y', '000000', third.code.slice(0, -3)]) {
    assert.deepEqual(codeOf(await redeem(code)), [409, 'redemption.codeUnknown'], code);
  }
  server.clock.at += 61_000;
  assert.deepEqual(codeOf(await redeem(third.code)), [409, 'redemption.codeExpired']);
  assert.deepEqual(codeOf(await redeem(third.spoken)), [409, 'redemption.codeExpired']);
  assert.equal((await redeem((await shown(guest)).code)).status, 201);
  await staff('PATCH', `/outlets/${uptown}`, { closed: true }, brand.keys.owner);
  assert.deepEqual(codeOf(await redeem(second.code, uptown)), [409, 'outlet.closed']);
  await staff('PATCH', `/outlets/${uptown}`, { closed: false }, brand.keys.owner);
  assert.equal((await staff('POST', '/redemptions', { code: second.code, outlet }, brand.keys.readonly)).status, 403);
});

test('a card that is over, and a person without one, are shown no code', async () => {
  const stranger = await server.shopper(brand.slug, '13800009999');
  assert.deepEqual(codeOf(await stranger.call('POST', '/me/redemptions/code', { body: {} })), [409, 'redemption.noCard']);
  const guest = await member({ days: 3 });
  const { code } = await shown(guest);
  await tomorrow();
  await tomorrow();
  assert.deepEqual(codeOf(await redeem(code)), [409, 'redemption.codeExpired']);
  const refused = await guest.call('POST', '/me/redemptions/code', { body: {} });
  assert.deepEqual(
    [refused.status, refused.body['code'], (refused.body['facts'] as { state: string }).state],
    [409, 'memberCard.notActive', 'expired'],
  );
  assert.deepEqual(codeOf(await stranger.call('POST', '/me/redemptions/code', { body: { card: guest.card } })), [
    404,
    'memberCard.notFound',
  ]);
});

test('one device of an outlet takes codes without a network; a clash is charged to the outlet, never to the member', async () => {
  const guest = await member();
  const early = await member();
  const lease = await staff('POST', `/outlets/${outlet}/lease`, { device: 'Tablet' });
  assert.equal(lease.status, 201, lease.text);
  assert.deepEqual(codeOf(await staff('POST', `/outlets/${outlet}/lease`, { device: 'Phone' })), [409, 'lease.taken']);
  const { id, verifyingKey } = lease.as<{ id: string; verifyingKey: string }>();
  const [mine, theirs] = [await shown(guest), await shown(early)];
  // What the device does by itself: the key checks a code that the server signed.
  const key = await crypto.subtle.importKey('raw', Buffer.from(verifyingKey, 'base64url'), 'Ed25519', false, ['verify']);
  const [, bytes = '', signature = ''] = mine.code.split('.');
  assert.ok(await crypto.subtle.verify('Ed25519', key, Buffer.from(signature, 'base64url'), Buffer.from(bytes, 'base64url')));
  const acceptedAt = new Date(server.clock.at + 5_000).toISOString();
  // Meanwhile the friend's card is redeemed elsewhere.
  assert.equal((await redeem(theirs.spoken, uptown)).status, 201);
  const later = await shown(guest);
  await tomorrow();
  const body = {
    lease: id,
    redemptions: [
      { code: mine.code, acceptedAt },
      { code: theirs.code, acceptedAt },
      { code: later.code, acceptedAt },
      { code: 'z1.nobody.knows', acceptedAt },
      { code: later.code, acceptedAt: new Date(server.clock.at).toISOString() },
    ],
  };
  const synced = await staff('POST', '/redemptions/sync', body);
  assert.equal(synced.status, 200, synced.text);
  const states = synced.as<{ data: { state: string; reason: string | null }[] }>().data.map(({ state, reason }) => [state, reason]);
  assert.deepEqual(states, [
    ['redeemed', null],
    ['known', 'redemption.codeUsed'],
    ['exception', 'alreadyUsed'],
    ['refused', 'redemption.codeUnknown'],
    ['known', 'redemption.codeUsed'],
  ]);
  assert.deepEqual(synced.body['owed'], { amount: '1500', currency: 'CNY' });
  const again = (await staff('POST', '/redemptions/sync', body)).as<{ redeemed: number; exceptions: number }>();
  assert.deepEqual([again.redeemed, again.exceptions], [0, 0], 'what is handed in twice counts once');
  const [exception] = (await staff('GET', `/redemption-exceptions?outlet=${outlet}`)).as<{ data: { device: string; reason: string }[] }>()
    .data;
  assert.deepEqual([exception?.device, exception?.reason], ['Tablet', 'alreadyUsed']);
  const owed = (await staff('GET', '/outlets'))
    .as<{ data: { id: string; owed: { amount: string } }[] }>()
    .data.map((row) => [row.id, row.owed.amount]);
  assert.deepEqual(new Map(owed as [string, string][]).get(outlet), '1500');
  assert.equal(new Map(owed as [string, string][]).get(uptown), '0');
  const days = (await staff('GET', `/redemptions?person=${guest.id}`)).as<{ data: { on: string; via: string }[] }>().data;
  assert.deepEqual(
    days.map((row) => row.via),
    ['offline'],
  );
  assert.equal((await redeem((await shown(guest)).code)).status, 201, 'the member still has today’s cup');
  const taken = await staff('POST', `/outlets/${outlet}/lease`, { device: 'Phone', takeOver: true });
  assert.equal(taken.status, 201, taken.text);
});

test('a code a device took too late, after the card ended or while it lay still is charged to the outlet under that name', async () => {
  const shop = await made('/outlets', { name: 'By the bridge', kind: 'partner' });
  const { id: lease } = (await staff('POST', `/outlets/${shop}/lease`, { device: 'Till' })).as<{ id: string }>();
  const [slow, still, ending, gone] = [await member(), await member(), await member({ days: 3 }), await member()];
  const start = server.clock.at;
  const iso = (seconds: number): string => new Date(start + seconds * 1_000).toISOString();
  const [late, froze, held] = [await shown(slow), await shown(still), await shown(gone)];
  assert.equal((await staff('POST', `/member-cards/${still.card}/freeze`, {}, brand.keys.owner)).status, 200);
  // The card's last day ends a day from now: the code is shown before, the cup given after.
  server.clock.at = start + DAY - 20_000;
  const over = await shown(ending);
  server.clock.at = start + DAY + 3_600_000;
  const next = await staff('POST', `/outlets/${shop}/lease`, { device: 'Phone', takeOver: true });
  assert.equal(next.status, 201, next.text);
  const after = await shown(gone);
  server.clock.at += 600_000;
  const told = await staff('POST', '/redemptions/sync', {
    lease,
    redemptions: [
      { code: late.code, acceptedAt: iso(60 + 121) },
      { code: froze.code, acceptedAt: iso(30) },
      { code: over.code, acceptedAt: iso(86_400 + 10) },
      { code: held.code, acceptedAt: iso(60 + 119) },
      { code: after.code, acceptedAt: iso(86_400 + 3_600 + 30) },
    ],
  });
  assert.deepEqual(
    told.as<{ data: { state: string; reason: string | null }[] }>().data.map(({ state, reason }) => [state, reason]),
    [
      ['exception', 'expired'],
      ['exception', 'frozen'],
      ['exception', 'lapsed'],
      ['redeemed', null],
      ['redeemed', null],
    ],
  );
  assert.deepEqual(told.body['owed'], { amount: '4500', currency: 'CNY' });
  server.clock.at += 600_000;
  const beyond = await shown(await member());
  const taken = [{ code: beyond.code, acceptedAt: new Date(server.clock.at + 1_000).toISOString() }];
  const ended = (await staff('POST', '/redemptions/sync', { lease, redemptions: taken })).as<{ data: { reason: string }[] }>();
  assert.deepEqual(ended.data[0]?.reason, 'expired', 'whoever holds the lease no more gives on the outlet’s account');
  const list = (await staff('GET', `/redemption-exceptions?outlet=${shop}`)).as<{
    data: { reason: string; worth: { amount: string } }[];
  }>();
  assert.deepEqual(list.data.map((row) => `${row.reason} ${row.worth.amount}`).toSorted(), [
    'expired 1500',
    'expired 1500',
    'frozen 1500',
    'lapsed 1500',
  ]);
  for (const guest of [slow, still, ending]) {
    assert.deepEqual((await staff('GET', `/redemptions?person=${guest.id}`)).as<{ data: unknown[] }>().data, [], 'the member owes nothing');
  }
});

test('a device whose clock is two minutes off still counts, one further off does not; over midnight it is a cup a day on either side', async () => {
  const shop = await made('/outlets', { name: 'At the gate' });
  const { id: lease } = (await staff('POST', `/outlets/${shop}/lease`, { device: 'Till' })).as<{ id: string }>();
  const sync = async (code: string, acceptedAt: number): Promise<(string | null)[]> => {
    const body = { lease, redemptions: [{ code, acceptedAt: new Date(acceptedAt).toISOString() }] };
    const [one] = (await staff('POST', '/redemptions/sync', body)).as<{ data: { state: string; reason: string | null }[] }>().data;
    return [one?.state ?? null, one?.reason ?? null];
  };
  const at = server.clock.at;
  const [ahead, behind, fast, slow] = [await member(), await member(), await member(), await member()];
  assert.deepEqual(await sync((await shown(ahead)).code, at + 121_000), ['refused', 'redemption.codeExpired']);
  assert.deepEqual(await sync((await shown(behind)).code, at - 121_000), ['refused', 'redemption.codeExpired']);
  assert.deepEqual(await sync((await shown(fast)).code, at + 119_000), ['redeemed', null]);
  assert.deepEqual(await sync((await shown(slow)).code, at - 119_000), ['redeemed', null]);
  assert.equal((await redeem((await shown(behind)).code)).status, 201, 'what was refused took nothing');

  // Half a minute past midnight: a clock that is behind tells of yesterday, whose cup is gone.
  const midnight = Date.parse(`${new Date(at + 8 * 3_600_000).toISOString().slice(0, 10)}T00:00:00+08:00`) + DAY;
  server.clock.at = midnight - 600_000;
  const guest = await member({ each: 1 });
  assert.equal((await redeem((await shown(guest)).code)).status, 201);
  server.clock.at = midnight + 30_000;
  const { code } = await shown(guest);
  assert.deepEqual(await sync(code, midnight - 60_000), ['exception', 'alreadyUsed']);
  assert.deepEqual(await sync((await shown(guest)).code, midnight + 31_000), ['redeemed', null], 'today’s cup is still there');
  assert.deepEqual(codeOf(await guest.call('POST', '/me/redemptions/code', { body: {} })), [409, 'memberCard.usedUp']);
  const days = (await staff('GET', `/redemptions?person=${guest.id}`)).as<{ data: { on: string }[] }>().data.map((row) => row.on);
  assert.equal(new Set(days).size, 2);
});

test('the day the card has paid for itself is told once', async () => {
  const guest = await member({ fee: 2900, each: 4 });
  const told = async (): Promise<string[]> =>
    (await guest.call('GET', '/me/inbox')).as<{ data: { kind: string }[] }>().data.map((notice) => notice.kind);
  await redeem((await shown(guest)).code);
  assert.deepEqual(await told(), []);
  await redeem((await shown(guest)).code);
  await redeem((await shown(guest)).code);
  assert.deepEqual(await told(), ['card.paidForItself']);
  const day = async (method: string, path: string): Promise<unknown> => {
    const answer = await guest.call(method, path, method === 'GET' ? {} : { body: {} });
    return answer.as<{ paidForItself: { isSeen: boolean } | null }>().paidForItself?.isSeen;
  };
  // The whole screen opens by itself until it was seen once.
  assert.equal(await day('GET', '/me/membership'), false);
  assert.equal(await day('POST', '/me/membership/seen'), true);
  assert.equal(await day('POST', '/me/membership/seen'), true);
  assert.equal(await day('GET', '/me/membership'), true);
  const badges = (await guest.call('GET', '/me/badges')).as<{ data: { badge: string; isEarned: boolean }[] }>().data;
  assert.deepEqual(
    badges.filter((badge) => badge.isEarned).map(({ badge }) => badge),
    ['firstUse', 'paidForItself'],
  );
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cny, payoutShop, type MoneyJson } from './payouts.fixture.ts';
import { testServer, type Shopper, type Told } from './server.fixture.ts';

const server = await testServer();
const shop = payoutShop(server);
const DAY_MS = 86_400_000;

let phones = 13_900_000_000;

/** A brand that sells, and people of it who are signed in in its shop. */
async function portal(slug: string, policy: 'LAB' | 'CN' = 'LAB') {
  const opened = await shop(slug);
  if (policy !== 'LAB') {
    await server.db.ownerTx(async (sql) => {
      await sql.exec`UPDATE identity.tenant AS tenant SET policy = ${policy} WHERE tenant.slug = ${slug}`;
    });
  }
  const visit = async (name: string, referrer?: string): Promise<Shopper> => {
    phones += 1;
    const shopper = await server.shopper(slug, String(phones));
    await shopper.call('PATCH', '/me', { body: { name } });
    if (referrer !== undefined) await opened.ok('POST', '/referrals', { person: shopper.id, referrer });
    return shopper;
  };
  const partner = async (name: string, referrer?: string): Promise<Shopper> => {
    const shopper = await visit(name, referrer);
    await opened.ok('POST', '/partners', { person: shopper.id });
    return shopper;
  };
  let orders = 0;
  /** An order of so many yuan by somebody, paid and received. */
  const bought = async (who: Shopper, yuan: number): Promise<void> => {
    orders += 1;
    const order = await opened.ok('POST', '/orders', { person: who.id, lines: [{ product: 'ext:tea', quantity: yuan }] });
    const id = String(order.body['id']);
    await opened.ok('POST', `/orders/${id}/payments`, { amount: cny(yuan * 100), provider: 'manual', externalId: `m-${orders}` });
    await opened.ok('POST', `/orders/${id}/receipt`, {});
  };
  const later = async (days: number): Promise<void> => {
    at += days * DAY_MS;
    await opened.ok('POST', '/sandbox/clock', { now: new Date(at).toISOString() });
  };
  let at = Date.now();
  return { ...opened, visit, partner, bought, later };
}

const told = (reply: Told): [number, unknown] => [reply.status, reply.body['code']];
async function read<T>(who: Shopper, path: string): Promise<T> {
  const reply = await who.call('GET', path);
  assert.equal(reply.status, 200, reply.text);
  return reply.as<T>();
}

test('becoming a partner is free and asked for by the person: of age, barred by no law, answered once', async () => {
  const { visit, ok, refused } = await portal('joining', 'CN');
  const amy = await visit('林小雨');
  const apply = async (body: unknown) => await amy.call('POST', '/me/partner-application', { body });
  assert.deepEqual(told(await apply({ isBarred: false })), [422, 'partnerApplication.bornOnMissing']);
  assert.deepEqual(told(await apply({ isBarred: false, bornOn: '2015-01-01' })), [409, 'partnerApplication.underage']);
  assert.deepEqual(told(await apply({ isBarred: true, bornOn: '1990-01-01' })), [409, 'partnerApplication.barred']);
  assert.equal((await apply({ isBarred: false, bornOn: '1990-01-01', note: 'I like tea' })).body['standing'], 'applied');
  assert.equal((await apply({ isBarred: false, bornOn: '1990-01-01' })).status, 200);
  const waiting = (await ok('GET', '/partner-applications?state=open')).as<{ data: { id: string; note: string; bornOn: string }[] }>().data;
  assert.deepEqual(
    waiting.map(({ note, bornOn }) => [note, bornOn]),
    [['I like tea', '1990-01-01']],
  );
  const path = `/partner-applications/${waiting[0]?.id}`;
  await ok('POST', `${path}/approve`, {});
  assert.deepEqual(await refused('POST', `${path}/decline`, { reason: 'no' }), [409, 'partnerApplication.answered']);
  assert.equal((await read<{ standing: string }>(amy, '/me/partner')).standing, 'partner');
  assert.equal((await read<{ unread: number }>(amy, '/me/inbox')).unread, 1);
  assert.deepEqual(told(await apply({ isBarred: false, bornOn: '1990-01-01' })), [409, 'partnerApplication.alreadyPartner']);
  // They said it once: the birthday is there when money is asked for.
  assert.equal((await read<{ bornOn: string }>(amy, '/me/payee')).bornOn, '1990-01-01');

  const bob = await visit('Bob');
  const invited = await ok('POST', `/people/${bob.id}/partner-invitation`, { level: 'gold', note: 'Join us' });
  assert.deepEqual(await refused('POST', `/partner-applications/${String(invited.body['id'])}/approve`, {}), [
    409,
    'partnerApplication.mustAccept',
  ]);
  assert.equal((await read<{ standing: string }>(bob, '/me/partner')).standing, 'invited');
  assert.deepEqual(told(await bob.call('POST', '/me/partner-invitation/accept', { body: { isBarred: false } })), [
    422,
    'partnerApplication.bornOnMissing',
  ]);
  const accepted = await bob.call('POST', '/me/partner-invitation/accept', { body: { isBarred: false, bornOn: '1980-05-05' } });
  assert.deepEqual([accepted.body['standing'], accepted.as<{ level: { id: string } }>().level.id], ['partner', 'gold']);

  const cat = await visit('Cat');
  assert.deepEqual(told(await cat.call('POST', '/me/partner-invitation/accept', { body: { isBarred: false, bornOn: '1980-05-05' } })), [
    409,
    'partnerApplication.notInvited',
  ]);
  await cat.call('POST', '/me/partner-application', { body: { isBarred: false, bornOn: '1985-01-01' } });
  const [asked] = (await ok('GET', '/partner-applications?state=open')).as<{ data: { id: string }[] }>().data;
  await ok('POST', `/partner-applications/${asked?.id}/decline`, { reason: 'not now' });
  const declined = await read<{ standing: string; application: { reason: string } }>(cat, '/me/partner');
  assert.deepEqual([declined.standing, declined.application.reason], ['none', 'not now']);
  const { data } = await read<{ data: { kind: string }[] }>(cat, '/me/inbox');
  assert.deepEqual(
    data.map((notice) => notice.kind),
    ['partner.applicationDeclined'],
  );
  assert.equal((await ok('GET', `/people/${amy.id}/orders`)).as<{ data: unknown[] }>().data.length, 0);

  await ok('POST', `/people/${cat.id}/erase`, {});
  const left = await server.db.ownerTx((sql) =>
    sql.text<{ row: string }>(
      `SELECT a::text AS row FROM partners.application AS a WHERE a.born_on = '1985-01-01' OR a.reason = 'not now'`,
    ),
  );
  assert.deepEqual(left, []);
});

test('a level is reached by own kept sales, never by recruits; too little is warned of, and costs one level after the grace', async () => {
  const { partner, visit, ok, refused, bought, later } = await portal('levels');
  const rule = { windowDays: 30, graceDays: 10 };
  const sales = (reach: number, keep: number) => ({ ...rule, measure: 'sales', reach: cny(reach), keep: cny(keep) });
  for (const bad of [
    { ...rule, measure: 'recruits', reach: 5, keep: 5 },
    { ...rule, measure: 'teamSize', reach: 5, keep: 5 },
    { ...rule, measure: 'teamSales', reach: cny(5), keep: cny(5) },
  ]) {
    assert.deepEqual(await refused('POST', '/partner-levels', { id: 'heads', rule: bad }), [409, 'levelRule.byRecruits'], bad.measure);
  }
  assert.deepEqual(await refused('POST', '/partner-levels', { id: 'odd', rule: sales(1, 2) }), [422, 'levelRule.keepAboveReach']);
  await ok('POST', '/partner-levels', { id: 'bronze', label: 'Bronze', rank: 1, rule: sales(10_000, 0) });
  await ok('POST', '/partner-levels', { id: 'silver', label: 'Silver', rank: 2, rule: sales(50_000, 20_000) });
  await ok('POST', '/partner-levels', { id: 'gold', label: 'Gold', rank: 3, rule: sales(900_000, 900_000) });
  const amy = await partner('Amy');
  const bob = await visit('Bob', amy.id);
  // What a friend's friend buys and what she buys herself is not her sale.
  const dan = await visit('Dan', bob.id);
  await bought(dan, 5_000);
  await bought(amy, 5_000);
  await bought(bob, 499);
  const mine = async () =>
    await read<{
      level: { id: string } | null;
      next: { label: string; had: MoneyJson; needed: MoneyJson };
      warning: { fallsAt: string; had: MoneyJson } | null;
    }>(amy, '/me/partner');
  assert.deepEqual((await mine()).next.had, cny(49_900));
  await later(1);
  assert.equal((await mine()).level?.id, 'bronze');
  await bought(bob, 1);
  await later(1);
  assert.deepEqual([(await mine()).level?.id, (await mine()).next.label], ['silver', 'Gold']);
  await later(40);
  const warned = await mine();
  assert.deepEqual([warned.level?.id, warned.warning?.had], ['silver', cny(0)]);
  const { data } = (await ok('GET', '/level-warnings')).as<{ data: { person: { id: string }; level: string; needed: MoneyJson }[] }>();
  assert.deepEqual(
    data.map((one) => [one.person.id, one.level, one.needed]),
    [[amy.id, 'silver', cny(20_000)]],
  );
  // Enough again within the grace: kept.
  await bought(bob, 200);
  await later(1);
  assert.deepEqual([(await mine()).level?.id, (await mine()).warning], ['silver', null]);
  await later(40);
  assert.notEqual((await mine()).warning, null);
  await later(9);
  assert.equal((await mine()).level?.id, 'silver');
  await later(2);
  assert.deepEqual([(await mine()).level?.id, (await mine()).warning], ['bronze', null]);
  const notices = await read<{ data: { kind: string }[] }>(amy, '/me/inbox');
  assert.deepEqual(
    notices.data.map((notice) => notice.kind).filter((kind) => kind.startsWith('partner.level')),
    ['Lost', 'Warning', 'Kept', 'Warning', 'Reached', 'Reached'].map((what) => `partner.level${what}`),
  );
});

test('a partner sees masked names and stages of whom they introduced, a count of the rest, and nobody of another partner or brand', async () => {
  const here = await portal('walls');
  const there = await portal('walls-2');
  const amy = await here.partner('林小雨');
  const bob = await here.partner('Robert Müller', amy.id);
  const cat = await here.visit('Catherine', bob.id);
  await here.visit('Dora', cat.id);
  const eve = await here.partner('Evelyn');
  const stranger = await there.partner('Zoe Stranger');
  await there.visit('Yann', stranger.id);
  await here.bought(bob, 100);
  const people = await amy.call('GET', '/me/people');
  const { directs, deeper, data } = people.as<{ directs: number; deeper: number; data: { name: string; stage: string }[] }>();
  assert.deepEqual([directs, deeper, data.map(({ name, stage }) => [name, stage])], [1, 2, [['R**', 'partner']]]);
  const team = await amy.call('GET', '/me/team');
  assert.deepEqual(
    team.as<{ data: { name: string }[] }>().data.map((one) => one.name),
    ['Robert Müller'],
  );
  const seen = [
    people,
    team,
    await amy.call('GET', '/me/earnings'),
    await amy.call('GET', '/me/purse'),
    await amy.call('GET', '/me/statement'),
  ];
  for (const reply of seen) {
    assert.equal(reply.status, 200, reply.text);
    for (const secret of [bob.id, cat.id, eve.id, 'Catherine', 'Evelyn', 'Zoe', 'Yann', '139000', 'per_', 'ord_', '10000"']) {
      assert.ok(!reply.text.includes(secret), `${secret} in ${reply.text}`);
    }
  }
  assert.equal((await eve.call('GET', '/me/people')).body['directs'], 0);
  // A session of one brand is nobody in another.
  const crossed = await server.call('GET', '/shop/walls-2/me/people', { cookie: amy.cookie });
  assert.equal(crossed.status, 401);
});

test('what is earned shows its dates and why it waits; money leaves once, taxed as it was shown, agreed to by one person', async () => {
  const { partner, visit, bought, ok, keys, refused } = await portal('purse', 'CN');
  const amy = await partner('Amy');
  const bob = await visit('Bob', amy.id);
  await bought(bob, 20_000);
  const { data } = await read<{ data: { from: string; amount: MoneyJson; state: string; heldFor: string | null; ratePpm: number }[] }>(
    amy,
    '/me/earnings',
  );
  assert.deepEqual(
    data.map((row) => [row.from, row.amount, row.ratePpm, row.heldFor]),
    [['B**', cny(200_000), 100_000, null]],
  );
  const purse = await read<{ available: MoneyJson; missing: string[] }>(amy, '/me/purse');
  assert.deepEqual([purse.available, purse.missing], [cny(200_000), ['legalName', 'idNumber', 'bornOn', 'account']]);
  const ask = async (fen: number, query = '') => await amy.call('POST', `/me/withdrawals${query}`, { body: { amount: cny(fen) } });
  assert.deepEqual(told(await ask(90_000)), [409, 'payee.incomplete']);
  const payee = { legalName: '王小明', bornOn: '2015-02-28', idNumber: '11010119900228001X', account: '6222020000001234567' };
  await amy.call('PATCH', '/me/payee', { body: payee });
  assert.deepEqual(told(await ask(90_000)), [409, 'payee.underage']);
  const saved = await amy.call('PATCH', '/me/payee', { body: { bornOn: '1990-02-28' } });
  assert.deepEqual([saved.body['idNumberEnds'], saved.body['accountEnds']], ['001X', '4567']);
  assert.ok(!saved.text.includes('11010119900228001X'));

  const shown = await ask(90_000, '?dryRun=true');
  assert.equal(shown.status, 201, shown.text);
  const { tax, net } = shown.as<{ tax: { amount: MoneyJson; isEstimate: boolean }; net: MoneyJson }>();
  assert.deepEqual([tax.amount, tax.isEstimate, net], [cny(2_000), true, cny(88_000)]);
  assert.equal((await read<{ data: unknown[] }>(amy, '/me/withdrawals')).data.length, 0);
  // A second click, a second window, and both at once.
  const replies = await Promise.all(Array.from({ length: 20 }, async () => await ask(90_000)));
  assert.deepEqual(
    replies.map((reply) => reply.status).toSorted((a, b) => a - b),
    [201, ...Array.from({ length: 19 }, () => 409)],
  );
  assert.ok(replies.every((reply) => reply.status === 201 || reply.body['code'] === 'withdrawal.open'));
  const [open] = (await read<{ data: { id: string }[] }>(amy, '/me/withdrawals')).data;
  const agreed = await ok('POST', `/withdrawals/${open?.id}/approve`, {}, keys.operator);
  assert.deepEqual(agreed.as<{ tax: { amount: MoneyJson }; net: MoneyJson }>().net, net);
  await ok('POST', `/withdrawals/${open?.id}/settle`, {}, keys.operator);
  const after = await read<{ available: MoneyJson; onTheWay: MoneyJson; paidOut: MoneyJson }>(amy, '/me/purse');
  assert.deepEqual([after.available, after.onTheWay, after.paidOut], [cny(110_000), cny(0), cny(88_000)]);
  assert.ok(!JSON.stringify(await read(amy, '/me/withdrawals')).includes('operator'));
  const notices = await read<{ data: { kind: string }[] }>(amy, '/me/inbox');
  assert.deepEqual(
    notices.data.map((one) => one.kind),
    ['withdrawal.settled', 'withdrawal.approved'],
  );
  // What is held says why, in a word the screen has a sentence for.
  await ok('POST', '/cases', { person: amy.id, kind: 'review', reason: 'a look' });
  const held = await read<{ data: { heldFor: string }[] }>(amy, '/me/earnings?state=held');
  assert.deepEqual(
    held.data.map((row) => row.heldFor),
    ['review'],
  );
  assert.equal((await amy.call('GET', `/me/statement?from=2199-12-31`)).status, 200);
  assert.deepEqual(await refused('POST', `/people/${amy.id}/payee/reveal`, {}, keys.operator), [403, 'permission.denied']);
});

test('what all partners earned is told with those who earned nothing, and under twenty partners as counts alone', async () => {
  const { partner, visit, bought, later } = await portal('incomes');
  const first = await partner('P0');
  const buyer = await visit('Buyer', first.id);
  await bought(buyer, 100);
  type Disclosure = { partners: number; earnedNothing: number; nothingShare: string | null; quartiles: Record<string, MoneyJson> | null };
  const look = async () => (await server.call('GET', '/shop/incomes/income-disclosure')).as<Disclosure>();
  const few = await look();
  assert.deepEqual([few.partners, few.earnedNothing, few.nothingShare, few.quartiles], [1, 0, null, null]);
  for (let i = 1; i < 20; i++) {
    const one = await partner(`P${i}`);
    if (i < 6) await bought(await visit(`F${i}`, one.id), i * 10);
  }
  const all = await look();
  assert.deepEqual([all.partners, all.earnedNothing, all.nothingShare], [20, 14, '0.700000']);
  assert.deepEqual(all.quartiles, { lower: cny(0), median: cny(0), upper: cny(100), topTenth: cny(400) });
  await later(1);
  assert.deepEqual((await look()).partners, 20);
});

test('lessons are read and their quiz is passed by right answers; nothing taught, shared, sold, written to members or called a plan promises an income', async () => {
  const { partner, visit, ok, refused, keys } = await portal('training');
  const amy = await partner('Amy');
  const guest = await visit('Guest');
  const questions = [
    { ask: 'What do we sell?', answers: ['Tea', 'Places'], right: 0 },
    { ask: 'Who may become a partner?', answers: ['Who pays', 'Who is of age'], right: 1 },
  ];
  for (const body of ['月入 3 万，躺赚', 'Earn up to $5,000 a month', 'Financial freedom with tea']) {
    assert.deepEqual(await refused('POST', '/lessons', { title: 'Rich', body }), [409, 'claim.incomePromised'], body);
    assert.deepEqual(await refused('POST', '/materials', { title: 'Rich', body }), [409, 'claim.incomePromised'], body);
    // The same for what customers, members and partners read elsewhere.
    const product = { externalId: 'rich', name: 'Rich tea', description: body };
    assert.deepEqual(await refused('POST', '/products', product), [409, 'claim.incomePromised'], body);
    assert.deepEqual(await refused('PATCH', '/products/ext:tea', { description: body }), [409, 'claim.incomePromised'], body);
    const plan = { name: body, levels: [{ depth: 1, ratePpm: 1_000 }] };
    assert.deepEqual(await refused('POST', '/commission-plans', plan), [409, 'claim.incomePromised'], body);
    for (const step of [
      { step: 'letter', text: body },
      { step: 'kit', title: body },
      { step: 'pledge', points: ['Tea', body] },
    ]) {
      const told = await server.call('PATCH', '/ceremony', { key: keys.owner, body: { steps: [step] } });
      assert.deepEqual([told.status, told.body['code']], [409, 'claim.incomePromised'], `${step.step}: ${told.text}`);
    }
  }
  assert.deepEqual(await refused('POST', '/lessons', { title: 'Quiz', body: 'b', questions, passAt: 3 }), [422, 'lesson.passInvalid']);
  const quiz = String((await ok('POST', '/lessons', { title: 'Quiz', body: 'Read this.', questions, isPublished: true })).body['id']);
  const draft = String((await ok('POST', '/lessons', { title: 'Draft', body: 'Not yet.' })).body['id']);
  await ok('POST', '/materials', { title: 'Tea', body: 'A cup a day.', product: 'ext:tea', isPublished: true });
  assert.deepEqual(told(await guest.call('GET', '/me/lessons')), [409, 'partner.needed']);
  assert.deepEqual(told(await amy.call('GET', `/me/lessons/${draft}`)), [404, 'lesson.notFound']);
  const lesson = await amy.call('GET', `/me/lessons/${quiz}`);
  assert.ok(!lesson.text.includes('right'), lesson.text);
  const sit = async (answers: number[]) => await amy.call('POST', `/me/lessons/${quiz}/attempts`, { body: { answers } });
  assert.deepEqual(told(await sit([0])), [422, 'lesson.answersInvalid']);
  assert.deepEqual((await sit([0, 0])).body, { passed: false, correct: 1, asked: 2, wrong: [1] });
  assert.equal((await sit([0, 1])).body['passed'], true);
  // A worse try later takes nothing away.
  await sit([1, 0]);
  assert.equal((await read<{ data: { passed: boolean }[] }>(amy, '/me/lessons')).data[0]?.passed, true);
  assert.deepEqual((await read<{ training: unknown }>(amy, '/me/partner')).training, { lessons: 1, passed: 1 });
  await ok('PATCH', `/lessons/${quiz}`, { questions: questions.slice(0, 1) });
  assert.equal((await ok('GET', `/lessons/${quiz}`)).body['passAt'], 1);
  const shelf = await read<{ data: { label: string; product: { name: string } }[] }>(amy, '/me/materials');
  assert.deepEqual([shelf.data[0]?.product.name, shelf.data[0]?.label.includes('推广')], ['Tea', true]);
});

test('a lead is one partner’s: a masked name, an outcome they tell, and nothing for anybody else', async () => {
  const { partner, visit, ok, refused } = await portal('leads');
  const amy = await partner('Amy');
  const eve = await partner('Eve');
  const bob = await visit('Bob Miller');
  assert.deepEqual(await refused('POST', '/leads', { person: amy.id, partner: bob.id }), [409, 'lead.notPartner']);
  assert.deepEqual(await refused('POST', '/leads', { person: amy.id, partner: amy.id }), [409, 'lead.self']);
  const lead = String((await ok('POST', '/leads', { person: bob.id, partner: amy.id, note: 'asked about tea' })).body['id']);
  assert.deepEqual(await refused('POST', '/leads', { person: bob.id, partner: eve.id }), [409, 'lead.open']);
  const list = await amy.call('GET', '/me/leads');
  assert.deepEqual(
    list.as<{ data: { name: string }[] }>().data.map((one) => one.name),
    ['B**'],
  );
  for (const secret of ['Miller', bob.id, '139000']) assert.ok(!list.text.includes(secret));
  const tell = async (who: Shopper, body: unknown) => await who.call('POST', `/me/leads/${lead}/outcome`, { body });
  assert.deepEqual(told(await tell(eve, { outcome: 'talking' })), [404, 'lead.notFound']);
  assert.equal((await tell(amy, { outcome: 'talking', note: 'next week' })).body['state'], 'open');
  assert.equal((await tell(amy, { outcome: 'bought', isDone: true })).body['state'], 'done');
  assert.deepEqual(told(await tell(amy, { outcome: 'notNow' })), [409, 'lead.ended']);
  assert.equal((await ok('GET', `/leads/${lead}`)).body['outcome'], 'bought');
  assert.deepEqual(await refused('POST', `/leads/${lead}/take-back`, {}), [409, 'lead.ended']);
  const again = String((await ok('POST', '/leads', { person: bob.id, partner: eve.id })).body['id']);
  await ok('POST', `/leads/${again}/take-back`, {});
  assert.equal((await read<{ data: unknown[] }>(eve, '/me/leads')).data.length, 0);
});

test('the plan page speaks of what is paid: a level the law forbids is not on it, in either language', async () => {
  await portal('plan-cn', 'CN');
  await portal('plan-lab');
  const page = async (slug: string, lang: string) => (await server.call('GET', `/shop/${slug}/partner-plan?lang=${lang}`)).text;
  for (const lang of ['zh-CN', 'en']) {
    const [cn, lab] = [await page('plan-cn', lang), await page('plan-lab', lang)];
    assert.ok(cn.includes('10%') && !cn.includes('5%'), cn);
    assert.ok(lab.includes('10%') && lab.includes('5%'), lab);
  }
});

test('what a brand tells its partners reaches all, a level or a team, is marked as seen, and asks nobody to recruit, buy or dream of income', async () => {
  const { partner, visit, ok, refused, bought, later, call } = await portal('team');
  await ok('POST', '/partner-levels', { id: 'gold', label: 'Gold' });
  const amy = await partner('Amy');
  const bob = await partner('Bob', amy.id);
  const eve = await partner('Eve');
  const guest = await visit('Guest');
  await ok('POST', `/people/${bob.id}/sponsor`, { sponsor: amy.id, reason: 'her team' });
  const [golden] = (await ok('GET', '/partners?limit=50'))
    .as<{ data: { id: string; person: { id: string } }[] }>()
    .data.filter((one) => one.person.id === eve.id);
  await ok('PATCH', `/partners/${golden?.id}`, { level: 'gold' });
  const tell = async (title: string, to: unknown) =>
    String((await ok('POST', '/team-notices', { title, body: 'Read this.', to })).body['id']);
  await tell('everybody', { kind: 'all' });
  await tell('golden', { kind: 'level', level: 'gold' });
  const team = await tell('amys', { kind: 'team', leader: amy.id });
  const titles = async (who: Shopper) => {
    const { data, unread } = await read<{ data: { title: string }[]; unread: number }>(who, '/me/team-notices');
    return [data.map((one) => one.title).join(' '), unread];
  };
  assert.deepEqual(await Promise.all([amy, bob, eve].map(titles)), [
    ['amys everybody', 2],
    ['amys everybody', 2],
    ['golden everybody', 2],
  ]);
  assert.deepEqual(told(await guest.call('GET', '/me/team-notices')), [409, 'partner.needed']);
  assert.equal((await read<{ unreadNotices: number }>(bob, '/me/partner')).unreadNotices, 2);
  assert.equal((await bob.call('POST', '/me/team-notices/read', { body: {} })).body['unread'], 0);
  const seen = (await ok('GET', '/team-notices')).as<{ data: { title: string; partners: number; read: number }[] }>().data;
  assert.deepEqual(
    seen.map(({ title, partners, read: count }) => [title, partners, count]),
    [
      ['amys', 2, 1],
      ['golden', 1, 0],
      ['everybody', 3, 1],
    ],
  );
  await ok('POST', `/team-notices/${team}/withdraw`, {});
  assert.deepEqual(await titles(amy), ['everybody', 1]);

  // Refused with the reason, whether it is counted or said.
  const task = { title: 'Together', to: { kind: 'all' }, goal: 3, dueOn: '2999-12-31' };
  for (const measure of ['recruits', 'teamSize', 'teamSales', 'ownPurchases', 'stock']) {
    const code = measure === 'recruits' || measure === 'teamSize' ? 'teamTask.byRecruits' : 'teamTask.quota';
    assert.deepEqual(await refused('POST', '/team-tasks', { ...task, measure }), [409, code], measure);
  }
  for (const [title, code] of [
    ['本月每人进货 5000 元', 'teamTask.quota'],
    ['拉 10 个人', 'teamTask.quota'],
    ['招募3名合伙人', 'teamTask.quota'],
    ['每人至少购买 2 盒', 'teamTask.quota'],
    ['Recruit 5 partners', 'teamTask.quota'],
    ['Buy at least two boxes', 'teamTask.quota'],
    ['月入 3 万，一起来', 'claim.incomePromised'],
  ] as const) {
    assert.deepEqual(await refused('POST', '/team-tasks', { ...task, title, measure: 'done' }), [409, code], title);
    assert.deepEqual(await refused('POST', '/team-notices', { title: 'Hear', body: title, to: task.to }), [409, code], title);
  }
  for (const title of ['三位朋友的首单', 'Help three friends with their first order', '每人学完 2 课', '买过的朋友请回访 3 位'])
    await ok('POST', '/team-tasks', { ...task, title, measure: 'done', dueOn: '2999-12-31' });
  assert.deepEqual(await refused('POST', '/team-tasks', { ...task, measure: 'done', dueOn: '2001-01-01' }), [409, 'teamTask.past']);
  for (const [to, status, code] of [
    [{ kind: 'team', leader: guest.id }, 409, 'teamNotice.notLeader'],
    [{ kind: 'level', level: 'none' }, 422, 'partnerLevel.unknown'],
  ] as const)
    assert.deepEqual(await refused('POST', '/team-notices', { title: 'a', body: 'b', to }), [status, code]);

  // Counted from what happened, and uncounted when it is given back.
  const today = String((await ok('GET', '/brand')).body['now']).slice(0, 10);
  const soon = new Date(Date.parse(today) + 3 * DAY_MS).toISOString().slice(0, 10);
  const counted = String(
    (await ok('POST', '/team-tasks', { ...task, title: 'First orders', measure: 'firstOrders', goal: 2, dueOn: soon })).body['id'],
  );
  const friends = [await visit('F1', amy.id), await visit('F2', amy.id), await visit('F3', amy.id)];
  for (const friend of friends.slice(0, 2)) await bought(friend, 10);
  // A second order of a friend, and what a partner buys themselves, is no first order of a friend.
  await bought(friends[0] ?? amy, 10);
  await bought(eve, 10);
  const mine = async (who: Shopper, id: string) => {
    const { data } = await read<{ data: { id: string; had: number; state: string }[] }>(who, '/me/team-tasks');
    const one = data.find((each) => each.id === id);
    return [one?.had, one?.state];
  };
  assert.deepEqual(
    [await mine(amy, counted), await mine(eve, counted)],
    [
      [2, 'done'],
      [0, 'open'],
    ],
  );
  assert.deepEqual(told(await amy.call('POST', `/me/team-tasks/${counted}/tick`, { body: { isDone: true } })), [409, 'teamTask.counted']);
  const standing = async () =>
    (await ok('GET', '/team-tasks'))
      .as<{ data: { id: string; partners: number; done: number; state: string }[] }>()
      .data.find((one) => one.id === counted);
  assert.deepEqual([(await standing())?.partners, (await standing())?.done], [3, 1]);
  const { data: progress } = (await ok('GET', `/team-tasks/${counted}/progress`)).as<{
    data: { person: { id: string }; had: number; isDone: boolean }[];
  }>();
  assert.deepEqual(new Map(progress.map((one) => [one.person.id, `${one.had} ${one.isDone}`])).get(amy.id), '2 true');
  assert.equal(progress.filter((one) => one.isDone).length, 1);
  const [first] = (await ok('GET', `/people/${friends[1]?.id}/orders`)).as<{ data: { id: string }[] }>().data;
  await ok('POST', `/orders/${first?.id}/refunds`, { lines: [{ line: 1, amount: cny(1_000) }] });
  assert.deepEqual(await mine(amy, counted), [1, 'open']);
  await later(5);
  await bought(friends[2] ?? amy, 10);
  assert.deepEqual([await mine(amy, counted), (await standing())?.state], [[1, 'over'], 'over'], 'after the day nothing counts');

  // Ticked off by the partner themselves, taken back, and gone with them.
  const ticked = String((await ok('POST', '/team-tasks', { ...task, to: { kind: 'team', leader: amy.id }, measure: 'done' })).body['id']);
  assert.equal((await bob.call('POST', `/me/team-tasks/${ticked}/tick`, { body: { isDone: true } })).body['state'], 'done');
  assert.deepEqual(told(await eve.call('POST', `/me/team-tasks/${ticked}/tick`, { body: { isDone: true } })), [404, 'teamTask.notFound']);
  assert.equal((await bob.call('POST', `/me/team-tasks/${ticked}/tick`, { body: { isDone: false } })).body['state'], 'open');
  await ok('POST', `/team-tasks/${ticked}/end`, {});
  assert.deepEqual(await mine(bob, ticked), [undefined, undefined]);
  await ok('POST', `/people/${bob.id}/erase`, {});
  assert.deepEqual((await ok('GET', `/people/${bob.id}/export`)).body['teamMarks'], []);
  assert.equal((await call('GET', '/team-tasks?cursor=nonsense')).status, 422);
});

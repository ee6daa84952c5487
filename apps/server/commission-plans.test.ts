import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brandBySlug } from '../../rooms/identity/index.ts';
import { testServer, type Told } from './server.fixture.ts';

const server = await testServer();
const { keys } = await server.brand('lab');
const lab = keys.owner;

/** The key of a sandbox brand under a pack. */
async function brandUnder(policy: string, slug = `b-${policy.toLowerCase()}`): Promise<string> {
  const make = async (path: string, body: unknown, brand: Record<string, string> = {}): Promise<Record<string, string>> => {
    const headers = { 'content-type': 'application/json', ...brand };
    const made = await server.app.localFetch(`/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    assert.equal(made.status, 201);
    return (await made.json()) as Record<string, string>;
  };
  await make('/brands', { slug, name: slug, sandbox: true, policy });
  return (await make('/keys', { role: 'owner', name: 'owner' }, { 'zihuan-brand': slug }))['key'] ?? '';
}

const cn = await brandUnder('CN');

async function post(key: string, path: string, body: unknown, language = 'en'): Promise<Told> {
  return await server.call('POST', `${path}${path.includes('?') ? '&' : '?'}lang=${language}`, { key, body });
}

async function get(key: string, path: string): Promise<Told> {
  return await server.call('GET', path, { key });
}

interface Fault {
  pointer: string;
  code: string;
  detail: string;
}

function faults(told: Told): string[] {
  return (told.as<{ errors?: Fault[] }>().errors ?? []).map((fault) => `${fault.code} ${fault.pointer}`);
}

async function draft(key: string, over: Record<string, unknown> = {}): Promise<string> {
  const told = await post(key, '/commission-plans', { name: 'Plan', levels: [{ depth: 1, ratePpm: 100_000 }], ...over });
  assert.equal(told.status, 201, told.text);
  return told.as<{ id: string }>().id;
}

async function published(key: string, over: Record<string, unknown> = {}, body: unknown = {}, language = 'en'): Promise<Told> {
  return await post(key, `/commission-plans/${await draft(key, over)}/publish`, body, language);
}

const cny = (amount: string) => ({ amount, currency: 'CNY' });

test('a plan is told as it was given, with what was left out filled in as a careful brand would', async () => {
  await post(lab, '/products', { externalId: 'tea', name: 'Tea', price: cny('9900') });
  await post(lab, '/partner-levels', { id: 'gold', label: 'Gold partners' });
  const whole = {
    externalId: 'spring',
    name: 'Spring',
    levels: [
      { depth: 1, ratePpm: 100_000 },
      { depth: 2, ratePpm: 75_000 },
    ],
    roles: [{ role: 'differential', rates: [{ partnerLevel: 'gold', ratePpm: 120_000 }], countsDirect: false }],
    relations: { bindOn: 'click', validityDays: 365, snatch: true },
    overrides: [
      { when: { product: 'ext:tea', partnerLevel: 'gold' }, depth: 3, ratePpm: 150_000 },
      { when: { ladderRole: 'core' }, depth: 1, fixed: cny('500') },
    ],
    payees: { stages: ['partner', 'member'], onIneligible: 'brand' },
    capPpm: 300_000,
    hold: { days: 7, from: 'receipt' },
    selfBuy: 'commission',
    triggers: ['order', 'member_joined'],
  };
  const made = await post(lab, '/commission-plans', whole);
  assert.equal(made.status, 201, made.text);
  const { id, version, state, relations, overrides, triggers, ...rest } = made.as<Record<string, unknown>>();
  assert.deepEqual([version, state, triggers], [1, 'draft', ['order', 'memberJoined']]);
  assert.deepEqual(relations, {
    bindOn: 'click',
    touchTtlDays: 30,
    validityDays: 365,
    protectionDays: 0,
    snatch: true,
    renewOn: 'none',
    onBecomePartner: 'keep',
    onOrphan: 'house',
    scope: 'any',
  });
  for (const key of ['externalId', 'name', 'levels', 'roles', 'payees', 'capPpm', 'hold', 'selfBuy'] as const) {
    assert.deepEqual(rest[key], whole[key], key);
  }
  const product = (await get(lab, '/products/ext:tea')).as<{ id: string }>().id;
  assert.deepEqual(overrides, [
    { when: { product, partnerLevel: 'gold' }, depth: 3, ratePpm: 150_000 },
    { when: { ladderRole: 'core' }, depth: 1, fixed: cny('500') },
  ]);
  assert.deepEqual((await get(lab, '/commission-plans/ext:spring')).body, made.body);
  assert.deepEqual((await post(lab, '/commission-plans', whole)).body, made.body);
  const other = await post(lab, '/commission-plans', { ...whole, capPpm: 1 });
  assert.deepEqual([other.status, other.body['code']], [409, 'plan.exists']);
  const again = await post(lab, '/commission-plans', { name: 'Spring', levels: [] });
  assert.deepEqual(
    [again.body['version'], again.body['payees'], again.body['hold']],
    [2, { stages: ['partner'], onIneligible: 'brand' }, { days: 0, from: 'receipt' }],
  );
  assert.equal((await post(cn, '/commission-plans', { name: 'x', levels: [] })).as<{ hold: { days: number } }>().hold.days, 15);
  const told = (await get(lab, `/commission-plans/${String(id)}/explain`)).as<Record<string, { about: string; text: string }[]>>();
  assert.ok(told['en']?.some((line) => line.text.includes('“Tea”') && line.text.includes('Gold partners') && line.text.includes('15%')));
  assert.equal(told['zh-CN']?.length, told['en']?.length);
});

test('schema nonsense is refused on the draft, where it stands', async () => {
  const level = { depth: 1, ratePpm: 100_000 };
  const rate = { partnerLevel: 'gold', ratePpm: 1 };
  const cases: [Record<string, unknown>, string][] = [
    [{ levels: [{ depth: 1, ratePpm: -1 }] }, '/levels/0/ratePpm'],
    [{ levels: [{ depth: 1, ratePpm: 1_000_001 }] }, '/levels/0/ratePpm'],
    [{ levels: [{ depth: 1, ratePpm: 0.5 }] }, '/levels/0/ratePpm'],
    [{ levels: [{ depth: 1, ratePpm: '100000' }] }, '/levels/0/ratePpm'],
    [{ levels: [{ depth: 0, ratePpm: 1 }] }, '/levels/0/depth'],
    [{ levels: [level, { depth: 1, ratePpm: 5 }] }, '/levels/1/depth'],
    [{ levels: [level, { ratePpm: 5 }] }, '/levels/1/depth'],
    [{ levels: 'all' }, '/levels'],
    [{ name: ' ' }, '/name'],
    [{ payees: { stages: ['vip'], onIneligible: 'brand' } }, '/payees/stages/0'],
    [{ payees: { stages: [], onIneligible: 'brand' } }, '/payees/stages'],
    [{ payees: { stages: ['partner', 'partner'] } }, '/payees/stages/1'],
    [{ payees: { stages: ['partner'], onIneligible: 'nobody' } }, '/payees/onIneligible'],
    [{ capPpm: 1_500_000 }, '/capPpm'],
    [{ capPpm: -1 }, '/capPpm'],
    [{ hold: { days: -1, from: 'receipt' } }, '/hold/days'],
    [{ hold: { days: 1, from: 'payment' } }, '/hold/from'],
    [{ selfBuy: 'always' }, '/selfBuy'],
    [{ triggers: ['birthday'] }, '/triggers/0'],
    [{ triggers: ['order', 'order'] }, '/triggers/1'],
    [{ roles: [{ role: 'leader', rates: [] }] }, '/roles/0/role'],
    [{ roles: [{ role: 'service', rates: [rate, rate] }] }, '/roles/0/rates/1/partnerLevel'],
    [
      {
        roles: [
          { role: 'service', rates: [] },
          { role: 'service', rates: [] },
        ],
      },
      '/roles/1/role',
    ],
    [{ overrides: [{ when: {}, depth: 1, ratePpm: 1 }] }, '/overrides/0/when'],
    [{ overrides: [{ when: { colour: 'red' }, depth: 1, ratePpm: 1 }] }, '/overrides/0/when/colour'],
    [{ overrides: [{ when: { ladderRole: 'vip' }, depth: 1, ratePpm: 1 }] }, '/overrides/0/when/ladderRole'],
    [{ overrides: [{ when: { category: 'x' }, depth: 1 }] }, '/overrides/0/ratePpm'],
    [{ overrides: [{ when: { category: 'x' }, depth: 1, ratePpm: 1, fixed: cny('1') }] }, '/overrides/0/ratePpm'],
    [{ overrides: [{ when: { category: 'x' }, depth: 1, fixed: cny('-1') }] }, '/overrides/0/fixed'],
    [{ relations: { bindOn: 'dream' } }, '/relations/bindOn'],
    [{ relations: { validityDays: 0 } }, '/relations/validityDays'],
    [{ stack: true }, '/stack'],
  ];
  for (const [over, pointer] of cases) {
    const told = await post(lab, '/commission-plans', { name: 'Plan', levels: [level], ...over });
    assert.deepEqual([told.status, told.body['code']], [422, 'input.invalid'], `${JSON.stringify(over)}: ${told.text}`);
    const pointers = told.as<{ errors: Fault[] }>().errors.map((fault) => fault.pointer);
    assert.ok(pointers.includes(pointer), `${JSON.stringify(over)}: ${pointers.join(' ')}`);
  }
  const unknown = await post(lab, '/commission-plans', {
    name: 'Plan',
    levels: [],
    overrides: [{ when: { partnerLevel: 'mithril' }, depth: 1, ratePpm: 1 }],
  });
  assert.deepEqual([unknown.status, faults(unknown)], [422, ['partnerLevel.unknown /overrides/0/when/partnerLevel']]);
  const foreign = await post(cn, '/commission-plans', {
    name: 'Plan',
    levels: [],
    overrides: [{ when: { product: 'ext:tea' }, depth: 1, ratePpm: 1 }],
  });
  assert.deepEqual([foreign.status, faults(foreign)], [404, ['product.notFound /overrides/0/when/product']]);
  const dollars = await post(lab, '/commission-plans', {
    name: 'Plan',
    levels: [],
    overrides: [{ when: { category: 'x' }, depth: 1, fixed: { amount: '1', currency: 'USD' } }],
  });
  assert.deepEqual(faults(dollars), ['currency.other /overrides/0/fixed/currency']);
});

test('a plan the pack refuses is told every rule it breaks, once each, in the caller’s language, and publishes nothing', async () => {
  const wrong = {
    levels: [
      { depth: 1, ratePpm: 200_000 },
      { depth: 2, ratePpm: 150_000 },
      { depth: 3, ratePpm: 50_000 },
    ],
    payees: { stages: ['member', 'partner'], onIneligible: 'rollUp' },
    hold: { days: 3, from: 'receipt' },
    selfBuy: 'commission',
    triggers: ['order', 'memberJoined', 'team_size'],
  };
  const id = await draft(cn, wrong);
  for (const language of ['en', 'zh-CN']) {
    const told = await post(cn, `/commission-plans/${id}/publish`, {}, language);
    assert.deepEqual([told.status, told.body['code']], [409, 'plan.refused'], told.text);
    assert.equal(told.headers.get('retry-after'), null);
    assert.deepEqual(faults(told), [
      'P1 /triggers/1',
      'P2 /levels/1/depth',
      'P3 /payees/stages/0',
      'P4 /payees/stages',
      'P5 /levels/0',
      'P6 /selfBuy',
      'P7 /hold/days',
    ]);
    for (const { detail } of told.as<{ errors: Fault[] }>().errors) {
      assert.match(detail, language === 'en' ? /^[^一-龥{}]+\.$/ : /[一-龥].*。$/);
    }
    const checked = await post(cn, `/commission-plans/${id}/check`, {}, language);
    assert.equal(checked.status, 200, checked.text);
    assert.deepEqual(checked.body['broken'], told.body['errors']);
  }
  assert.equal((await get(cn, `/commission-plans/${id}`)).body['state'], 'draft');
});

test('three levels are refused in China, also when the risk is taken; two pass then, and who took it is audited', async () => {
  const levels = [
    { depth: 1, ratePpm: 100_000 },
    { depth: 2, ratePpm: 50_000 },
    { depth: 3, ratePpm: 10_000 },
  ];
  const taken = { acknowledge: { risk: true, legalContact: 'Li, counsel' } };
  assert.deepEqual(faults(await published(cn, { levels }, taken)), ['P2 /levels/2/depth']);
  const two = { levels: levels.slice(0, 2) };
  assert.deepEqual(faults(await published(cn, two)), ['P2 /levels/1/depth']);
  assert.deepEqual(faults(await published(cn, two, { acknowledge: { risk: true } })), ['invalid_type /acknowledge/legalContact']);
  assert.deepEqual(faults(await published(cn, two, { acknowledge: { risk: false, legalContact: 'Li' } })), [
    'invalid_value /acknowledge/risk',
  ]);
  const told = await published(cn, two, taken);
  assert.equal(told.status, 200, told.text);
  assert.deepEqual([told.body['state'], told.body['acknowledgement']], ['active', taken.acknowledge]);
  const [entry] = (await get(cn, '/audit?limit=1')).as<{ data: { action: string; facts: Record<string, unknown> }[] }>().data;
  assert.deepEqual([entry?.action, entry?.facts['acknowledgement']], ['plan.published', taken.acknowledge]);
  assert.deepEqual(faults(await published(cn, { levels: [levels[0], { depth: 2, ratePpm: 50_001 }] }, taken)), ['P5 /levels/1']);
});

test('what would eat a product’s margin is refused with the product’s name, in both languages', async () => {
  await post(cn, '/products', { externalId: 'thin', name: 'Thin tea', price: cny('10000'), cost: cny('9000') });
  const fits = await published(cn);
  assert.equal(fits.status, 200, fits.text);
  for (const language of ['en', 'zh-CN']) {
    const told = await published(cn, { levels: [{ depth: 1, ratePpm: 120_000 }] }, {}, language);
    assert.deepEqual([told.status, faults(told)], [409, ['P5 /levels/0']]);
    const [{ detail } = { detail: '' }] = told.as<{ errors: Fault[] }>().errors;
    for (const words of ['Thin tea', '10.00 CNY', '12.00 CNY']) assert.ok(detail.includes(words), detail);
  }
  const capped = await published(cn, { levels: [{ depth: 1, ratePpm: 120_000 }], capPpm: 100_000 });
  assert.equal(capped.status, 200, capped.text);
  const [warning] = capped.as<{ warnings: Fault[] }>().warnings;
  assert.deepEqual([warning?.code, warning?.pointer], ['P5', '/capPpm']);
  const checked = (await post(cn, `/commission-plans/${String(capped.body['id'])}/check`, {})).body;
  assert.deepEqual(checked['worstMargin'], {
    product: { id: (await get(cn, '/products/ext:thin')).body['id'], externalId: 'thin', name: 'Thin tea' },
    price: cny('10000'),
    cost: cny('9000'),
    payout: cny('1000'),
    left: cny('0'),
  });
  assert.deepEqual([checked['isPublishable'], checked['capPpm'], checked['deepestPaid'], checked['deepestAllowed']], [true, 100_000, 1, 1]);
});

test('one plan is in force at a time: publishing replaces it, also at once from several sides, and the same again changes nothing', async () => {
  const ids = await Promise.all(Array.from({ length: 6 }, () => draft(lab)));
  const answers = await Promise.all(ids.map((id) => post(lab, `/commission-plans/${id}/publish`, {})));
  assert.ok(answers.every((answer) => answer.status === 200));
  const active = (await get(lab, '/commission-plans?state=active')).as<{ data: { id: string; publishedAt: string }[] }>().data;
  assert.equal(active.length, 1);
  const retired = (await get(lab, '/commission-plans?state=retired')).as<{ data: { id: string; retiredAt: string | null }[] }>().data;
  assert.equal(retired.length, 5);
  assert.ok(retired.every((plan) => plan.retiredAt !== null));
  const [standing] = active;
  const again = await post(lab, `/commission-plans/${standing?.id}/publish`, {});
  assert.equal(again.body['publishedAt'], standing?.publishedAt);
  const back = await post(lab, `/commission-plans/${retired[0]?.id}/publish`, {});
  assert.deepEqual([back.status, back.body['state'], back.body['retiredAt']], [200, 'active', null]);
});

test('an unknown plan is a 404 before the body is looked at', async () => {
  for (const path of ['publish', 'check']) {
    const told = await post(lab, `/commission-plans/pln_nobody/${path}`, { nonsense: 1 });
    assert.deepEqual([told.status, told.body['code']], [404, 'plan.notFound']);
  }
  assert.equal((await post(lab, `/commission-plans/${await draft(lab)}/publish`, { nonsense: 1 })).status, 422);
});

test('a level keeps its id whatever its label, and cannot go while the plan in force names it or partners have it', async () => {
  const brand = await brandUnder('EU');
  const made = await post(brand, '/partner-levels', { id: '金牌', label: 'Gold' });
  assert.deepEqual([made.status, made.body['id'], made.body['partners']], [201, '金牌', 0]);
  const path = `/partner-levels/${encodeURIComponent('金牌')}`;
  assert.equal((await server.call('PATCH', path, { key: brand, body: { label: 'Golden' } })).body['label'], 'Golden');
  assert.deepEqual((await post(brand, '/partner-levels', { id: '金牌', label: 'Silver' })).body['code'], 'partnerLevel.exists');
  const naming = { overrides: [{ when: { partnerLevel: '金牌' }, depth: 1, ratePpm: 120_000 }] };
  assert.equal((await published(brand, naming)).status, 200);
  const named = await server.call('DELETE', path, { key: brand });
  assert.deepEqual([named.status, named.body['code']], [409, 'partnerLevel.namedByPlan']);
  assert.equal((await published(brand)).status, 200);
  await post(brand, '/people', { externalId: 'mei', name: 'Mei' });
  const partner = await post(brand, '/partners', { person: 'ext:mei', level: '金牌' });
  assert.equal(partner.status, 201, partner.text);
  const held = await server.call('DELETE', path, { key: brand });
  assert.deepEqual([held.status, held.body['code']], [409, 'partnerLevel.held']);
  await server.call('PATCH', `/partners/${String(partner.body['id'])}`, { key: brand, body: { level: null } });
  assert.equal((await server.call('DELETE', path, { key: brand })).status, 204);
  assert.equal((await server.call('DELETE', path, { key: brand })).status, 404);
  const gone = await post(brand, '/commission-plans', { name: 'Plan', levels: [], ...naming });
  assert.deepEqual([gone.status, gone.body['code']], [422, 'partnerLevel.unknown']);
  const back = await post(brand, '/partner-levels', { id: '金牌' });
  assert.deepEqual([back.status, back.body['label']], [201, '金牌']);
});

test('becoming a partner is free: no purchase, once, with a level that changes from then on, and an end that keeps what was', async () => {
  const brand = await brandUnder('US');
  await post(brand, '/people', { externalId: 'an', name: 'An' });
  const trial = await post(brand, '/partners?dryRun=true', { person: 'ext:an', level: 'gold' });
  assert.deepEqual([trial.status, trial.body['level']], [201, 'gold']);
  assert.deepEqual((await get(brand, '/partners')).body['data'], []);
  assert.deepEqual((await get(brand, '/partner-levels')).body['data'], []);
  const [first, ...others] = await Promise.all(
    Array.from({ length: 4 }, () => post(brand, '/partners', { person: 'ext:an', level: 'gold' })),
  );
  assert.ok(first);
  assert.equal(first.status, 201, first.text);
  for (const other of others) assert.deepEqual(other.body, first.body);
  const raised = await post(brand, '/partners', { person: 'ext:an', level: 'jade' });
  assert.deepEqual([raised.body['id'], raised.body['level']], [first.body['id'], 'jade']);
  assert.equal((await post(brand, '/partners', { person: 'ext:an' })).body['level'], 'jade');
  const unknown = await post(brand, '/partners', { person: 'ext:nobody' });
  assert.deepEqual([unknown.status, faults(unknown)], [404, ['person.notFound /person']]);
  const ahead = await post(brand, '/partners', {
    person: (await post(brand, '/people', { name: 'B' })).body['id'],
    at: '2999-01-01T00:00:00Z',
  });
  assert.deepEqual([ahead.status, ahead.body['code']], [409, 'partner.future']);
  const path = `/partners/${String(first.body['id'])}`;
  assert.equal((await post(brand, `${path}/end?dryRun=true`, {})).body['ended'], 'left');
  assert.equal((await get(brand, path)).body['ended'], null);
  const ended = await post(brand, `${path}/end`, { reason: 'dismissed' });
  assert.deepEqual([ended.status, ended.body['ended'], ended.body['level']], [200, 'dismissed', 'jade']);
  assert.deepEqual((await post(brand, `${path}/end`, {})).body, ended.body);
  assert.equal((await server.call('PATCH', path, { key: brand, body: { level: 'gold' } })).body['code'], 'partner.ended');
  assert.deepEqual((await get(brand, '/partners?state=ended')).as<{ data: { id: string }[] }>().data.length, 1);
  const overlapping = await post(brand, '/partners', { person: 'ext:an', at: '2020-01-01T00:00:00Z' });
  assert.deepEqual([overlapping.status, overlapping.body['code']], [409, 'partner.overlaps']);
  const again = await post(brand, '/partners', { person: 'ext:an' });
  assert.equal(again.status, 201, again.text);
  assert.notEqual(again.body['id'], first.body['id']);
  assert.equal((await get(brand, '/partners/ext:an')).body['id'], again.body['id']);
});

test('a partner who leaves and whoever reads may do no more than their role allows', async () => {
  const id = await draft(lab);
  for (const role of ['staff', 'readonly'] as const) {
    const told = await server.call('POST', `/commission-plans/${id}/publish`, { key: keys[role], body: {} });
    assert.equal(told.status, 403);
  }
});

test('a draft is rewritten in place and keeps what was left out; what was ever published stays as it is', async () => {
  const patch = (id: string, body: unknown) => server.call('PATCH', `/commission-plans/${id}?lang=en`, { key: lab, body });
  const id = await draft(lab, { name: 'Rewritten', relations: { onOrphan: 'reassignPool' }, caps: { personDay: cny('5000') } });
  const before = (await get(lab, `/commission-plans/${id}`)).body;
  const told = await patch(id, { levels: [{ depth: 1, ratePpm: 70_000 }], hold: { days: 3 } });
  assert.deepEqual(told.body, { ...before, levels: [{ depth: 1, ratePpm: 70_000 }], hold: { days: 3, from: 'receipt' } }, told.text);
  assert.deepEqual((await get(lab, `/commission-plans/${id}`)).body, told.body);
  const renamed = (await patch(id, { name: 'Spring', relations: null, capPpm: null })).as<{
    id: string;
    version: number;
    relations: unknown;
  }>();
  assert.ok(renamed.version > 1, 'it is the next plan of its new name');
  assert.deepEqual([renamed.id, renamed.relations], [id, null]);
  const unknown = await patch(id, { roles: [{ role: 'service', rates: [{ partnerLevel: 'mithril', ratePpm: 1 }] }] });
  assert.deepEqual([unknown.status, faults(unknown)], [422, ['partnerLevel.unknown /roles/0/rates/0/partnerLevel']]);
  assert.deepEqual((await get(lab, `/commission-plans/${id}`)).body, { ...told.body, ...renamed }, 'a refusal changes nothing');
  assert.equal((await post(lab, `/commission-plans/${id}/publish`, {})).status, 200);
  assert.deepEqual(
    [(await patch(id, { name: 'Other' })).status, (await patch(id, { name: 'Other' })).body['code']],
    [409, 'plan.published'],
  );
});

test('the runtime role can take a draft away and nothing that was published', async () => {
  const kept = await draft(lab, { name: 'Kept' });
  assert.equal((await post(lab, `/commission-plans/${kept}/publish`, {})).status, 200);
  const loose = await draft(lab, { name: 'Loose' });
  const brand = await brandBySlug(server.db, 'lab');
  assert.ok(brand);
  const names = await server.db.tenantTx(brand.tenantId, async (sql) => {
    await sql.exec`DELETE FROM partners.plan AS plan WHERE plan.name IN ('Kept', 'Loose')`;
    return await sql<{ name: string }>`SELECT plan.name FROM partners.plan AS plan WHERE plan.name IN ('Kept', 'Loose')`;
  });
  assert.deepEqual(names, [{ name: 'Kept' }]);
  assert.equal((await get(lab, `/commission-plans/${loose}`)).status, 404);
});

test('points for a purchase alone stay within the cap of the pack, and a plan is judged with what they are worth (P5)', async () => {
  const eu = await brandUnder('EU', 'points');
  const points = async (worth: string, times: unknown[] = []): Promise<unknown[]> => {
    const rules = { isOn: true, earn: { points: 1, per: cny('100') }, worth: { points: 1, amount: cny(worth) }, times };
    const told = await server.call('PATCH', '/points-rules', { key: eu, body: rules });
    return [told.status, told.body['code'], (told.body['facts'] as { share?: string } | undefined)?.share];
  };
  assert.deepEqual(await points('31'), [409, 'points.overCap', '31%']);
  assert.deepEqual(await points('16', [{ ladderRole: 'core', timesPpm: 2_000_000 }]), [409, 'points.overCap', '32%']);
  assert.deepEqual(await points('25'), [200, undefined, undefined]);
  const levels = [{ depth: 1, ratePpm: 100_000 }];
  assert.deepEqual(faults(await published(eu, { levels, hold: { days: 30, from: 'receipt' } })), ['P5 /levels/0']);
  assert.deepEqual(await points('20'), [200, undefined, undefined]);
  assert.equal((await published(eu, { levels, hold: { days: 30, from: 'receipt' } })).status, 200);
});

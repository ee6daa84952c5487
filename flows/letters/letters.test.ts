import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Uuid } from '../../kit/ids/index.ts';
import { makeTestTenant, openTestDb } from '../../kit/testing/index.ts';
import { createProduct } from '../../rooms/catalog/index.ts';
import { writeLetter as letterShape } from '../../rooms/membership/api.ts';
import { createDesign, createTier, inboxOf, writeLetter } from '../../rooms/membership/index.ts';
import { enrolPartner } from '../../rooms/partners/index.ts';
import { updatePointsRules } from '../../rooms/points/api.ts';
import { setPointsRules } from '../../rooms/points/index.ts';
import { bindReferral, createPerson, findPeople } from '../../rooms/relations/index.ts';
import { registerFlows } from '../index.ts';
import { settleOne, type MoneyCommand } from '../settle/index.ts';
import { releaseDueNow } from '../settle/release-due.ts';
import { placing } from '../settle/settle.fixture.ts';
import { reviewTiers } from '../tiers/review-tiers.ts';
import { carryOutLetters } from './carry-out.ts';

registerFlows();
const { db, close } = await openTestDb();
after(close);

const cny = (amount: string) => ({ amount, currency: 'CNY' });
const at = (text: string) => new Date(`${text}T04:00:00Z`);
const occasions = ['upgrade', 'anniversary', 'firstReferral', 'partnerSigning', 'farewell'] as const;

/** A brand with a year's card and a tier; Amy agreed to be contacted and brought Bob, Cat agreed to nothing. */
async function brandWithLetters() {
  const brand = await makeTestTenant(db, { policy: 'CN' });
  await brand.write(async (ctx) => {
    await createProduct(ctx, { externalId: 'thing', name: 'Thing', price: cny('10000'), ladderRole: 'entry' });
    await createProduct(ctx, { externalId: 'card', name: 'Card', price: cny('10000'), ladderRole: 'membership' });
    await createDesign(ctx, { product: 'ext:card', kind: 'pass', term: { unit: 'year' }, grant: { units: 1, per: 'term' } });
    const consent = { channel: 'phone' };
    await createPerson(ctx, { externalId: 'amy', name: '林小雨', consent });
    await createPerson(ctx, { externalId: 'bob', name: 'Bob', consent });
    await createPerson(ctx, { externalId: 'cat', name: 'Cat' });
    await setPointsRules(ctx, updatePointsRules.parse({ isOn: true }));
    await createTier(ctx, { name: 'Silver', reach: 200, keep: 100 });
  }, at('2025-01-01'));
  const idOf = async (who: string): Promise<Uuid> =>
    await brand.read(async (ctx) => (await findPeople(ctx, [who])).get(who)?.personId ?? assert.fail(who));
  const open = async (day: string, over: { isOpen?: boolean } = {}): Promise<void> => {
    for (const occasion of occasions) {
      const body = { occasion, title: occasion, text: '{name}，{tier}{years}{friend}{number}', name: 'Founder', isOpen: true, ...over };
      await brand.write(async (ctx) => await writeLetter(ctx, letterShape.parse(body)), at(day));
    }
  };
  const run = async (day: string, command: MoneyCommand) => await brand.write((ctx) => settleOne(ctx, command), at(day));
  const buy = async (day: string, name: string, amount: bigint, { product = 'thing', who = 'amy' } = {}): Promise<void> => {
    const [line] = placing(name, who, [0n]).lines;
    assert(line);
    await run(day, { ...placing(name, who, [0n]), lines: [{ ...line, product: `ext:${product}`, unitPrice: amount }] });
    await run(day, { kind: 'recordPayment', order: `ext:${name}`, amount, provider: 'manual', externalId: `p-${name}`, at: null });
  };
  const look = async (day: string): Promise<void> => {
    await brand.write(async (ctx) => {
      await releaseDueNow(ctx);
      await reviewTiers(ctx);
      await carryOutLetters(ctx);
    }, at(day));
  };
  const told = async (who = 'amy'): Promise<string[]> => {
    const personId = await idOf(who);
    const { data } = await brand.read(async (ctx) => await inboxOf(ctx, personId, { limit: 50 }));
    return data
      .toReversed()
      .flatMap(({ kind, at: on, facts }) => (kind.startsWith('letter.') ? [`${kind} ${on.slice(0, 10)} ${String(facts['text'])}`] : []));
  };
  return { brand, idOf, open, run, buy, look, told };
}

test('a rise, an anniversary and a farewell have their letter on the day, filled, once however often it is looked', async () => {
  const shop = await brandWithLetters();
  await shop.open('2025-01-01');
  await shop.buy('2025-01-10', 'c1', 30_000n, { product: 'card' });
  await shop.look('2025-01-11');
  assert.deepEqual(await shop.told(), ['letter.upgrade 2025-01-11 林小雨，Silver']);
  await shop.look('2025-01-11');
  await shop.look('2025-01-12');
  assert.equal((await shop.told()).length, 1, 'one letter for one rise');
  await shop.buy('2026-01-08', 'c2', 10_000n, { product: 'card' });
  await shop.look('2026-01-09');
  assert.equal(
    (await shop.told()).some((one) => one.startsWith('letter.anniversary')),
    false,
    'the day before',
  );
  await shop.look('2026-01-12');
  await shop.look('2026-01-13');
  assert.deepEqual(
    (await shop.told()).filter((one) => one.startsWith('letter.anniversary')),
    ['letter.anniversary 2026-01-12 林小雨，11'],
  );
  // The second card runs on from the first, to the end of 9 January 2027.
  await shop.look('2027-01-10');
  assert.equal(
    (await shop.told()).some((one) => one.startsWith('letter.farewell')),
    false,
    'a day is given to renew',
  );
  await shop.look('2027-01-20');
  await shop.look('2027-01-21');
  assert.deepEqual(
    (await shop.told()).filter((one) => one.startsWith('letter.farewell')),
    ['letter.farewell 2027-01-20 林小雨，1'],
  );
});

test('a signing and the first friend whose order passed its hold have their letter; a second friend is not a first', async () => {
  const shop = await brandWithLetters();
  await shop.open('2025-01-01');
  const [amy, bob] = [await shop.idOf('amy'), await shop.idOf('bob')];
  await shop.brand.write(async (ctx) => void (await enrolPartner(ctx, { personId: amy })), at('2025-02-01'));
  await shop.brand.write(async (ctx) => void (await bindReferral(ctx, { person: bob, referrer: amy })), at('2025-02-01'));
  await shop.buy('2025-02-02', 'o1', 10_000n, { who: 'bob' });
  await shop.run('2025-02-02', { kind: 'shipLines', order: 'ext:o1', lines: null, carrier: 'SF', number: null });
  await shop.look('2025-02-03');
  assert.deepEqual(await shop.told(), ['letter.partnerSigning 2025-02-03 林小雨，']);
  await shop.run('2025-02-04', { kind: 'confirmReceipt', order: 'ext:o1', lines: null, at: null });
  await shop.look('2025-02-10');
  assert.equal((await shop.told()).length, 1, 'within the hold');
  await shop.look('2025-02-25');
  await shop.look('2025-02-26');
  assert.deepEqual((await shop.told()).slice(1), ['letter.firstReferral 2025-02-25 林小雨，B**']);
  assert.deepEqual(await shop.told('bob'), [], bob);
});

test('nobody is written to who never agreed, nor about what was before the letter was opened, nor by one that is only written', async () => {
  const shop = await brandWithLetters();
  await shop.open('2025-01-01', { isOpen: false });
  await shop.buy('2025-01-10', 'c1', 30_000n, { product: 'card' });
  await shop.buy('2025-01-10', 'c2', 30_000n, { product: 'card', who: 'cat' });
  await shop.look('2025-01-11');
  assert.deepEqual(await shop.told(), [], 'only written');
  await shop.open('2025-01-12');
  await shop.look('2025-01-13');
  assert.deepEqual(await shop.told(), [], 'it happened before');
  // Both are members for a year on the same day; one of them agreed to nothing.
  await shop.buy('2026-01-05', 'c3', 10_000n, { product: 'card' });
  await shop.buy('2026-01-05', 'c4', 10_000n, { product: 'card', who: 'cat' });
  await shop.look('2026-01-10');
  assert.deepEqual([(await shop.told()).length, await shop.told('cat')], [1, []]);
});

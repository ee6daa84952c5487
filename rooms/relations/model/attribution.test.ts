import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  BondGraph,
  bindsOn,
  endForPartner,
  inForce,
  judgeBind,
  SHOP_DIALS,
  strongerOf,
  termsFrom,
  touchEnds,
  type Attribution,
  type Bonds,
  type Dials,
} from './attribution.ts';

const DAY = 86_400_000;
const T0 = Date.parse('2026-03-01T00:00:00Z');

function interval(over: Partial<Attribution> & { dials?: Dials | null } = {}): Attribution {
  const dials = over.dials === undefined ? SHOP_DIALS : over.dials;
  return { attributionId: 'a', objectId: 'holder', from: T0, to: null, ...termsFrom(dials, T0), cause: 'register', dials, ...over };
}

const bonds = (rows: Attribution[], over: Partial<Bonds> = {}): Bonds => ({ rows, hasPast: false, referral: null, ...over });
const referral = interval({ attributionId: null, dials: null, cause: 'referral', objectId: 'referrer', from: null });

function judge(over: { bonds?: Bonds; objectId?: string; at?: number; dials?: Dials; isNew?: boolean; hasOrdered?: boolean }): string {
  return judgeBind({
    subjectId: 'person',
    objectId: 'taker',
    at: T0 + 10 * DAY,
    dials: SHOP_DIALS,
    bonds: bonds([]),
    isNew: false,
    hasOrdered: false,
    ...over,
  });
}

test('an attribution ends when its validity is over, at that very instant, with nothing written down (B6)', () => {
  const row = interval({ dials: { ...SHOP_DIALS, validityDays: 30 } });
  assert.equal(inForce(bonds([row]), T0 + 30 * DAY - 1)?.objectId, 'holder');
  assert.equal(inForce(bonds([row]), T0 + 30 * DAY), null);
});

test('the referral is the attribution until an interval says otherwise, then never again', () => {
  assert.equal(inForce(bonds([], { referral }), T0)?.objectId, 'referrer');
  assert.equal(inForce(bonds([interval({ from: T0 + DAY })], { referral }), T0)?.objectId, 'referrer');
  assert.equal(inForce(bonds([interval({ from: T0 + DAY })], { referral }), T0 + DAY)?.objectId, 'holder');
  assert.equal(inForce(bonds([], { referral, hasPast: true }), T0), null);
});

test('the house earns nothing', () => {
  assert.equal(inForce(bonds([interval({ objectId: null })], { referral }), T0), null);
});

test('nobody takes a person while they are protected, and afterwards only where the interval allows it (B5)', () => {
  const dials: Dials = { ...SHOP_DIALS, protectionDays: 15, snatch: true };
  assert.equal(judge({ bonds: bonds([interval({ dials })]), at: T0 + 15 * DAY - 1 }), 'protected');
  assert.equal(judge({ bonds: bonds([interval({ dials })]), at: T0 + 15 * DAY }), 'bound');
  assert.equal(judge({ bonds: bonds([interval({ dials: { ...dials, snatch: false } })]), at: T0 + 15 * DAY }), 'taken');
});

test('an interval is judged by the dials it was bound under, not by those in force (CONTRACT §7)', () => {
  const open: Dials = { ...SHOP_DIALS, snatch: true };
  assert.equal(judge({ bonds: bonds([interval({ dials: open })]), dials: SHOP_DIALS }), 'bound');
  assert.equal(judge({ bonds: bonds([interval({ dials: SHOP_DIALS })]), dials: open }), 'taken');
  assert.equal(judge({ bonds: bonds([], { referral }), dials: open }), 'protected');
});

test('an expired interval protects nobody', () => {
  const dials: Dials = { ...SHOP_DIALS, validityDays: 5, protectionDays: 90 };
  assert.equal(judge({ bonds: bonds([interval({ dials })]) }), 'bound');
});

test('the same holder again changes nothing, or begins the clock again where the interval says so', () => {
  assert.equal(judge({ bonds: bonds([interval()]), objectId: 'holder' }), 'repeat');
  const dials: Dials = { ...SHOP_DIALS, renewOn: 'anyClickFromSame' };
  assert.equal(judge({ bonds: bonds([interval({ dials })]), objectId: 'holder' }), 'renewed');
  assert.equal(judge({ bonds: bonds([interval({ dials })]), objectId: 'holder', at: T0 }), 'repeat');
});

test('a change that is to come is not overtaken by a click', () => {
  assert.equal(judge({ bonds: bonds([interval({ from: T0 + 20 * DAY, cause: 'changed' })]) }), 'scheduled');
});

test('nobody is bound to themselves (B3)', () => {
  assert.equal(judge({ objectId: 'person' }), 'self');
});

test('the scope says who can be bound at all (B2)', () => {
  for (const [scope, isNew, hasOrdered, verdict] of [
    ['any', false, true, 'bound'],
    ['noOrderYet', false, false, 'bound'],
    ['noOrderYet', true, true, 'scope'],
    ['newOnly', true, false, 'bound'],
    ['newOnly', false, false, 'scope'],
    ['newOnly', true, true, 'scope'],
  ] as const)
    assert.equal(judge({ dials: { ...SHOP_DIALS, scope }, isNew, hasOrdered }), verdict, `${scope} ${isNew} ${hasOrdered}`);
});

test('a trigger binds when the person came at least as close as the dials ask (B1)', () => {
  assert.equal(bindsOn({ bindOn: 'register' }, 'click'), false);
  assert.equal(bindsOn({ bindOn: 'register' }, 'register'), true);
  assert.equal(bindsOn({ bindOn: 'register' }, 'firstOrder'), true);
  assert.equal(bindsOn({ bindOn: 'firstPayment' }, 'firstOrder'), false);
  assert.equal(touchEnds(null, T0), T0 + 30 * DAY);
});

test('becoming a partner keeps, ends with the protection or ends at once (B7)', () => {
  const dials: Dials = { ...SHOP_DIALS, protectionDays: 15 };
  const at = T0 + 10 * DAY;
  assert.equal(endForPartner(interval({ dials }), at), null);
  assert.equal(endForPartner(interval({ dials: { ...dials, onBecomePartner: 'release' } }), at), at);
  const until: Dials = { ...dials, onBecomePartner: 'keepUntilProtectionEnds' };
  assert.equal(endForPartner(interval({ dials: until }), at), T0 + 15 * DAY);
  assert.equal(endForPartner(interval({ dials: until }), T0 + 20 * DAY), T0 + 20 * DAY);
  assert.equal(endForPartner(referral, at), null);
});

test('of two records the attribution with the later protection stays, then the older (B10)', () => {
  const short = interval({ attributionId: 'short', protectedUntil: T0 });
  const long = interval({ attributionId: 'long', protectedUntil: T0 + DAY });
  const forGood = interval({ attributionId: 'forGood', protectedUntil: null });
  assert.equal(strongerOf(short, long), long);
  assert.equal(strongerOf(forGood, long), forGood);
  assert.equal(strongerOf(null, short), short);
  const older = interval({ attributionId: 'older', protectedUntil: T0, from: T0 - DAY });
  assert.equal(strongerOf(short, older), older);
});

test('a ring is seen through any number of people, also where somebody has two ways up', () => {
  const graph = new BondGraph();
  graph.know('b', 'c');
  graph.know('c', 'x');
  graph.know('c', 'd');
  graph.know('d', 'a');
  assert.ok(graph.leadsTo('b', 'a'));
  assert.ok(!graph.leadsTo('a', 'b'));
});

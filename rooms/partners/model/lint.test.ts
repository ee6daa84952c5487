import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { stage } from '../../../kit/http/shapes.ts';
import { policyPackOf, policyPacks, type PolicyPack } from '../../policy/index.ts';
import { allocate } from './allocate.ts';
import { payLimitsOf, type Acknowledgement } from './limits.ts';
import { lint, type LintProduct, type Promised } from './lint.ts';
import { documentOf, planFrom } from './plan-document.ts';
import { NO_CAPS, type Plan } from './plan.ts';
import { findingText, planSentences, shareText, type Names } from './sentences.ts';
import { anySnapshot, planOf, whenOf } from './snapshots.fixture.ts';
import { worstOf } from './worst-case.ts';

const TAKEN: Acknowledgement = { risk: true, legalContact: 'Li, counsel' };

function pack(id: string): PolicyPack {
  const found = policyPackOf(id);
  assert.ok(found);
  return found;
}

/** A plan that every pack publishes. */
function careful(over: Partial<Plan> = {}): Plan {
  return planOf({ levels: [{ depth: 1, ratePpm: 100_000 }], hold: { days: 30 }, ...over });
}

function judged(
  id: string,
  over: Partial<Plan>,
  products: readonly LintProduct[] = [],
  acknowledgement: Acknowledgement | null = null,
  promised: Promised = () => 0n,
) {
  return lint(careful(over), pack(id), { acknowledgement, products, promised });
}

/** `P5 /capPpm` per finding. */
function broken(...told: Parameters<typeof judged>): string[] {
  return judged(...told).broken.map((finding) => `${finding.code} ${finding.pointer}`);
}

const levels = (...rates: number[]): Plan['levels'] => rates.map((ratePpm, i) => ({ depth: i + 1, ratePpm }));
const product = (over: Partial<LintProduct>): LintProduct => ({
  productId: 'tea',
  category: null,
  ladderRole: null,
  price: 10_000n,
  cost: null,
  ...over,
});
const rateOverride = (when: Partial<Plan['overrides'][number]['when']>, depth: number, ratePpm: number): Plan['overrides'][number] => ({
  when: whenOf(when),
  depth,
  pay: { kind: 'rate', ratePpm },
});

test('a careful plan may be published under every pack', () => {
  for (const { id } of policyPacks) assert.deepEqual(broken(id, {}), [], id);
});

test('P1: pay for joining, heads, teams, ranks or starter packages is refused, but not in the laboratory', () => {
  for (const trigger of ['memberJoined', 'downlineCount', 'teamSize', 'rankByRecruits', 'packagePurchaseByRecruit']) {
    for (const { id } of policyPacks)
      assert.deepEqual(broken(id, { triggers: ['order', trigger] }), id === 'LAB' ? [] : ['P1 /triggers/1'], id);
  }
});

test('P2: one level in STRICT and CN, two in the US; one more where the risk is taken and the pack allows it', () => {
  const at = (id: string, depth: number, taken: Acknowledgement | null): boolean =>
    broken(id, { levels: levels(...[100_000, 40_000, 10_000, 10_000].slice(0, depth)) }, [], taken).includes(
      `P2 /levels/${deepestOf(id, taken)}/depth`,
    );
  const deepestOf = (id: string, taken: Acknowledgement | null): number => payLimitsOf(pack(id), taken).maxDepth ?? 0;
  const refused = (id: string, taken: Acknowledgement | null): number[] => [1, 2, 3, 4].filter((depth) => at(id, depth, taken));
  assert.deepEqual(refused('STRICT', null), [2, 3, 4]);
  assert.deepEqual(refused('STRICT', TAKEN), [2, 3, 4]);
  assert.deepEqual(refused('CN', null), [2, 3, 4]);
  assert.deepEqual(refused('CN', TAKEN), [3, 4]);
  assert.deepEqual(refused('US', null), [3, 4]);
  assert.deepEqual(refused('US', TAKEN), [4]);
  assert.deepEqual(refused('EU', TAKEN), [3, 4]);
  assert.deepEqual(broken('LAB', { levels: levels(1, 1, 1, 1, 1) }), []);
});

test('P2: the depth of an override counts, one that pays nothing does not, and a share never rolls up', () => {
  assert.deepEqual(broken('CN', { overrides: [rateOverride({ category: 'x' }, 2, 10_000)] }), ['P2 /overrides/0/depth']);
  assert.deepEqual(broken('CN', { overrides: [rateOverride({ category: 'x' }, 2, 0)] }), []);
  const payees = { stages: ['partner'] as const, onIneligible: 'rollUp' as const };
  for (const { id } of policyPacks) assert.deepEqual(broken(id, { payees }), id === 'LAB' ? [] : ['P2 /payees/onIneligible'], id);
});

test('P3, P4: earning is for partners only or for everybody; between the two a purchase would be the condition', () => {
  const stages = (list: Plan['payees']['stages'], id = 'CN') => broken(id, { payees: { stages: list, onIneligible: 'brand' } });
  assert.deepEqual(stages(['partner']), []);
  assert.deepEqual(stages(stage.options.toReversed()), []);
  assert.deepEqual(stages(['customer', 'repeat', 'partner']), ['P4 /payees/stages']);
  assert.deepEqual(stages(['partner', 'member']), ['P3 /payees/stages/1', 'P4 /payees/stages']);
  assert.deepEqual(stages(['member'], 'EU'), ['P3 /payees/stages/0', 'P4 /payees/stages']);
  assert.deepEqual(stages(['member'], 'LAB'), []);
});

test('P5: a cap above the pack’s is refused even if no rule reaches it; without a cap the worst case must keep below the pack’s', () => {
  assert.deepEqual(broken('CN', { capPpm: 300_000 }), []);
  assert.deepEqual(broken('CN', { capPpm: 300_001 }), ['P5 /capPpm']);
  assert.deepEqual(broken('CN', { levels: levels(300_000) }), []);
  assert.deepEqual(broken('CN', { levels: levels(300_001) }), ['P5 /levels/0']);
  assert.deepEqual(broken('US', { levels: levels(250_000, 150_001) }), ['P5 /levels/0']);
  assert.deepEqual(broken('CN', { overrides: [rateOverride({ ladderRole: 'core', partnerLevel: 'gold' }, 1, 300_001)] }), [
    'P5 /overrides/0',
  ]);
});

test('P5: a cap that trims is published with a warning that names the worst line', () => {
  const report = judged('CN', { levels: levels(250_000), capPpm: 200_000, overrides: [rateOverride({ category: 'tea' }, 1, 290_000)] });
  assert.deepEqual(report.broken, []);
  assert.deepEqual(
    report.warnings.map((finding) => [finding.code, finding.pointer, finding.facts['worst'], finding.facts['place']]),
    [
      [
        'P5',
        '/capPpm',
        { kind: 'share', num: 290_000n, den: 1_000_000n },
        { kind: 'place', place: { productId: null, category: 'tea', ladderRole: null, price: null } },
      ],
    ],
  );
});

test('P5: the laboratory refuses nothing for what it costs: it warns, and a line still never pays more than its base', () => {
  const report = judged('LAB', { levels: levels(600_000, 600_000) });
  assert.deepEqual([report.broken, report.warnings.map((finding) => finding.says)], [[], ['P5.trims']]);
});

test('P5: what would eat the margin of a product with a cost is refused, after the cap, and never in the laboratory', () => {
  const tea = product({ cost: 9_000n });
  assert.deepEqual(broken('CN', {}, [tea]), []);
  assert.deepEqual(broken('CN', { levels: levels(100_001) }, [tea]), ['P5 /levels/0']);
  assert.deepEqual(broken('CN', { levels: levels(200_000), capPpm: 100_000 }, [tea]), []);
  assert.deepEqual(broken('LAB', { levels: levels(100_001) }, [tea]), []);
  assert.deepEqual(broken('CN', { levels: levels(100_001) }, [product({ cost: null }), product({ price: null, cost: 9_000n })]), []);
  assert.deepEqual(broken('CN', {}, [product({ price: 10_000n, cost: 12_000n })]), ['P5 /levels/0']);
  assert.deepEqual(broken('CN', {}, [product({ price: 0n, cost: 500n })]), []);
  const fixed: Plan['overrides'] = [{ when: whenOf({ productId: 'tea' }), depth: 1, pay: { kind: 'fixed', perPiece: 1_001n } }];
  assert.deepEqual(broken('CN', { overrides: fixed }, [tea]), ['P5 /overrides/0']);
  const { worstMargin } = judged('CN', { overrides: fixed }, [tea]);
  assert.deepEqual([worstMargin?.productId, worstMargin?.payout], ['tea', 1_001n]);
});

test('P5: a membership fee is no base in CN and STRICT, so it pays nobody and eats no margin there', () => {
  const card = product({ ladderRole: 'membership', cost: 9_999n });
  assert.deepEqual(broken('CN', {}, [card]), []);
  assert.deepEqual(broken('EU', {}, [card]), ['P5 /levels/0']);
  const report = judged('CN', { overrides: [rateOverride({ ladderRole: 'membership' }, 1, 900_000)] });
  assert.deepEqual([report.broken, report.warnings.map((finding) => finding.code)], [[], ['P3']]);
});

test('P5: what buyers get in points takes the cap first: a plan is judged with it, by step of the ladder, and points are never trimmed', () => {
  // Points worth 5 % of everything, 15 % of core products.
  const points: Promised = (base, role) => base * (role === 'core' ? 150_000n : 50_000n);
  const told = (ratePpm: number, capPpm: number | null, products: readonly LintProduct[]): string[] =>
    broken('CN', { levels: levels(ratePpm), capPpm }, products, null, points);
  assert.deepEqual(told(250_000, null, [product({})]), []);
  assert.deepEqual(told(250_001, null, [product({})]), ['P5 /levels/0']);
  assert.deepEqual(told(150_000, null, [product({}), product({ ladderRole: 'core' })]), []);
  assert.deepEqual(told(160_000, null, [product({}), product({ ladderRole: 'core' })]), ['P5 /levels/0']);
  // A cap of 10 %: 15 % of 100.00 are promised, more than the 14.00 the product keeps.
  const thin = product({ ladderRole: 'core', cost: 8_600n });
  assert.deepEqual(told(50_000, 100_000, [thin]), ['P5 /levels/0']);
  assert.deepEqual(told(50_000, 100_000, [{ ...thin, cost: 8_500n }]), []);
  const { warnings, worstMargin } = judged('CN', { levels: levels(50_000), capPpm: 100_000 }, [{ ...thin, cost: 8_500n }], null, points);
  assert.deepEqual([warnings.map((one) => one.says), worstMargin?.payout], [['P5.trims'], 1_500n]);
});

test('P5: in CN depth 2 gets at most half of depth 1, for whatever is sold and whoever stands there', () => {
  assert.deepEqual(broken('CN', { levels: levels(100_000, 50_000) }, [], TAKEN), []);
  assert.deepEqual(broken('CN', { levels: levels(100_000, 50_001) }, [], TAKEN), ['P5 /levels/1']);
  assert.deepEqual(broken('EU', { levels: levels(100_000, 50_001) }, [], TAKEN), []);
  const overrides = [rateOverride({ category: 'tea' }, 2, 60_000)];
  assert.deepEqual(broken('CN', { levels: levels(100_000, 50_000), overrides }, [], TAKEN), ['P5 /overrides/0']);
});

test('P6: a buyer earns nothing on their own order, but in the laboratory', () => {
  for (const { id } of policyPacks) assert.deepEqual(broken(id, { selfBuy: 'commission' }), id === 'LAB' ? [] : ['P6 /selfBuy'], id);
});

test('P7: a hold below the pack’s is refused', () => {
  assert.deepEqual(broken('CN', { hold: { days: 15 } }), []);
  assert.deepEqual(broken('CN', { hold: { days: 14 } }), ['P7 /hold/days']);
  assert.deepEqual(broken('EU', { hold: { days: 14 } }), []);
  assert.deepEqual(broken('LAB', { hold: { days: 0 } }), []);
});

test('a plan that breaks everything is told everything, each rule by its number, in both languages', () => {
  const report = judged('CN', {
    levels: levels(200_000, 200_000, 100_000),
    payees: { stages: ['member', 'partner'], onIneligible: 'rollUp' },
    selfBuy: 'commission',
    hold: { days: 0 },
    triggers: ['order', 'memberJoined'],
  });
  assert.deepEqual([...new Set(report.broken.map((finding) => finding.code))], ['P1', 'P2', 'P3', 'P4', 'P5', 'P6', 'P7']);
  const names: Names = { currency: 'CNY', products: new Map(), levels: new Map() };
  for (const finding of report.broken) {
    const [zh, en] = (['zh-CN', 'en'] as const).map((language) => findingText(finding, names, language));
    assert.match(zh ?? '', /[一-龥]/);
    assert.doesNotMatch(en ?? '', /[一-龥{}]/);
    assert.notEqual(zh, en);
  }
});

test('no order can pay more than the worst case says', () => {
  fc.assert(
    fc.property(anySnapshot, (order) => {
      // Shares of the worst case come before the cap.
      const limits = { ...order.limits, capPpm: 1_000_000 };
      const { allocations } = allocate({ ...order, limits, plan: { ...order.plan, capPpm: null } });
      for (const line of order.lines) {
        if (line.base === 0n) continue;
        const facts = { ...line, price: line.base };
        // Fixed pay is per piece; the worst case is that of one piece at this price.
        if (line.quantity > 1n && order.plan.overrides.some(({ pay }) => pay.kind === 'fixed')) continue;
        if (order.plan.payees.onIneligible === 'rollUp') continue;
        const worst = worstOf(order.plan, limits, facts);
        const total = allocations.filter((each) => each.line === line.line).reduce((sum, each) => sum + each.amount, 0n);
        assert.ok(total * 1_000_000n <= worst.exact, `${total} of ${line.base} > ${worst.exact}`);
      }
    }),
    { numRuns: 3_000 },
  );
});

test('a plan is told as sentences: one for every rule, none with an empty place, in both languages', () => {
  const plan = careful({
    levels: levels(100_000, 75_500),
    roles: [{ role: 'differential', rates: [{ partnerLevel: 'gold', ratePpm: 80_000 }], countsDirect: true }],
    overrides: [
      rateOverride({ productId: 'tea' }, 1, 150_000),
      { when: whenOf({ category: 'cups', ladderRole: 'core', partnerLevel: 'gold' }), depth: 1, pay: { kind: 'fixed', perPiece: 500n } },
    ],
    capPpm: 300_000,
    relations: {
      bindOn: 'click',
      touchTtlDays: 30,
      validityDays: 365,
      protectionDays: 7,
      snatch: true,
      renewOn: 'order',
      onBecomePartner: 'keep',
      onOrphan: 'house',
      scope: 'newOnly',
    },
  });
  const names: Names = {
    currency: 'CNY',
    products: new Map([['tea', { name: 'Spring tea' }]]),
    levels: new Map([['gold', 'Gold partners']]),
  };
  const [zh, en] = [planSentences(plan, names, 'zh-CN'), planSentences(plan, names, 'en')];
  assert.deepEqual(
    zh.map((line) => line.about),
    en.map((line) => line.about),
  );
  for (const { text } of [...zh, ...en]) assert.doesNotMatch(text, /[{}]|undefined|null/);
  const texts = en.map((line) => line.text);
  assert.ok(texts.includes('For “Spring tea”, depth 1 earns 15% instead.'), texts.join('\n'));
  assert.ok(
    texts.includes(
      'For the category “cups”, for core products, for payees of the level “Gold partners”, depth 1 earns 5.00 CNY per piece instead.',
    ),
    texts.join('\n'),
  );
  assert.ok(texts.some((text) => text.includes('7.55%')));
  assert.equal(
    zh.find((line) => line.about === '/capPpm')?.text,
    '每行合计不超过 30%；赠品按成本先占额度，其余从第 1 级往上依次分配，放不下的归品牌。',
  );
});

test('every cap over time is a sentence with its amount, and a plan without any says nothing of them', () => {
  const names: Names = { currency: 'CNY', products: new Map(), levels: new Map() };
  const about = (caps: Partial<Plan['caps']>) =>
    planSentences(planOf({ caps: { ...NO_CAPS, ...caps } }), names, 'en').filter((line) => line.about.startsWith('/caps/'));
  assert.deepEqual(about({}), []);
  assert.deepEqual(about({ personDay: 50_000n, pairMonth: 9_900n }), [
    { about: '/caps/personDay', text: 'Of what one person earns in a day, what exceeds 500.00 CNY is held until somebody looked at it.' },
    {
      about: '/caps/pairMonth',
      text: 'Of what one person earns from one buyer in a month, what exceeds 99.00 CNY is held until somebody looked at it.',
    },
  ]);
  assert.deepEqual(planFrom('plan', 'Plan', documentOf(planOf({ caps: { ...NO_CAPS, pairDay: 7n } }))).caps, { ...NO_CAPS, pairDay: 7n });
});

test('rates are told without noughts that say nothing', () => {
  assert.deepEqual(
    [75_000n, 100_000n, 1n, 0n, 1_000_000n, 333_333n].map((ppm) => shareText(ppm, 1_000_000n)),
    ['7.5%', '10%', '0.0001%', '0%', '100%', '33.3333%'],
  );
});

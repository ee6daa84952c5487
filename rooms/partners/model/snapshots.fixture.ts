import fc from 'fast-check';
import { stage, type Stage } from '../../../kit/http/shapes.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import {
  NO_CAPS,
  type ChainPerson,
  type CommissionSnapshot,
  type OverrideWhen,
  type Pay,
  type PayLimits,
  type Plan,
  type ServedLine,
  type SnapshotLine,
} from './plan.ts';

const STAGES: readonly Stage[] = stage.options;
const LEVELS = ['gold', 'silver', 'jade'];
const PRODUCTS: Uuid[] = ['tea', 'cup', 'card'];
const CATEGORIES = ['drinks', 'ware'];
const LADDER = ['fan', 'entry', 'core', 'membership'];

/** Limits as LAB has them. */
export const noLimits: PayLimits = {
  capPpm: 1_000_000,
  maxDepth: null,
  allowsRollUp: true,
  allowsSelfBuy: true,
  excludesJoiningFee: false,
};

/** A plan that pays nothing, to be told what it pays. */
export function planOf(over: Partial<Plan> = {}): Plan {
  return {
    planId: 'plan',
    name: 'Plan',
    levels: [],
    roles: [],
    overrides: [],
    payees: { stages: ['partner'], onIneligible: 'brand' },
    capPpm: null,
    hold: { days: 0 },
    caps: NO_CAPS,
    selfBuy: 'none',
    triggers: ['order'],
    relations: null,
    ...over,
  };
}

export function personAt(depth: number, over: Partial<ChainPerson> = {}): ChainPerson {
  return { personId: `p${depth}`, depth, stage: 'partner', level: null, isFrozen: false, ...over };
}

export function lineOf(base: bigint, over: Partial<SnapshotLine> = {}): SnapshotLine {
  return { line: 1, productId: null, category: null, ladderRole: null, quantity: 1n, base, ...over };
}

/** An order of one line of 100.00 below three partners, unless told otherwise. */
export function orderOf(plan: Partial<Plan>, over: Partial<CommissionSnapshot> = {}): CommissionSnapshot {
  return {
    plan: planOf(plan),
    limits: noLimits,
    buyer: personAt(0, { personId: 'buyer', stage: 'customer' }),
    lines: [lineOf(10_000n)],
    chain: [1, 2, 3].map((depth) => personAt(depth)),
    team: [],
    ...over,
  };
}

export function whenOf(over: Partial<OverrideWhen>): OverrideWhen {
  return { productId: null, category: null, ladderRole: null, partnerLevel: null, ...over };
}

const ppm = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 150_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 1_000_000 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, 1, 75_000, 333_333, 1_000_000) },
);

const pay: fc.Arbitrary<Pay> = fc.oneof(
  { weight: 3, arbitrary: ppm.map((ratePpm) => ({ kind: 'rate' as const, ratePpm })) },
  { weight: 1, arbitrary: fc.bigInt({ min: 1n, max: 5_000n }).map((perPiece) => ({ kind: 'fixed' as const, perPiece })) },
);

const when: fc.Arbitrary<OverrideWhen> = fc
  .record({
    productId: fc.option(fc.constantFrom(...PRODUCTS)),
    category: fc.option(fc.constantFrom(...CATEGORIES)),
    ladderRole: fc.option(fc.constantFrom(...LADDER)),
    partnerLevel: fc.option(fc.constantFrom(...LEVELS)),
  })
  .filter((keys) => Object.values(keys).some((value) => value !== null));

const rates = fc.uniqueArray(fc.record({ partnerLevel: fc.constantFrom(...LEVELS), ratePpm: ppm }), {
  selector: (rate) => rate.partnerLevel,
});

const plan: fc.Arbitrary<Plan> = fc
  .record({
    levels: fc.uniqueArray(fc.record({ depth: fc.integer({ min: 1, max: 5 }), ratePpm: ppm }), { selector: (level) => level.depth }),
    roles: fc.uniqueArray(
      fc.record({ role: fc.constantFrom('differential' as const, 'service' as const), rates, countsDirect: fc.boolean() }),
      { selector: (role) => role.role },
    ),
    overrides: fc.array(fc.record({ when, depth: fc.integer({ min: 1, max: 5 }), pay }), { maxLength: 6 }),
    stages: fc.oneof(fc.constant([...STAGES]), fc.constant<Stage[]>(['partner']), fc.subarray([...STAGES], { minLength: 1 })),
    onIneligible: fc.constantFrom('brand' as const, 'rollUp' as const),
    capPpm: fc.option(ppm),
    selfBuy: fc.constantFrom('none' as const, 'commission' as const),
  })
  .map(({ stages, onIneligible, ...rest }) => planOf({ ...rest, payees: { stages, onIneligible } }));

const limits: fc.Arbitrary<PayLimits> = fc.record({
  capPpm: fc.constantFrom(200_000, 300_000, 1_000_000, 1_000_000),
  maxDepth: fc.constantFrom(1, 2, 3, null, null),
  allowsRollUp: fc.boolean(),
  allowsSelfBuy: fc.boolean(),
  excludesJoiningFee: fc.boolean(),
});

const line: fc.Arbitrary<Omit<SnapshotLine, 'line' | 'promised'> & { promised: bigint | null }> = fc.record({
  productId: fc.option(fc.constantFrom(...PRODUCTS)),
  category: fc.option(fc.constantFrom(...CATEGORIES)),
  ladderRole: fc.option(fc.constantFrom(...LADDER)),
  quantity: fc.bigInt({ min: 1n, max: 20n }),
  base: fc.oneof(fc.bigInt({ min: 0n, max: 200n }), fc.bigInt({ min: 0n, max: 100_000n }), fc.bigInt({ min: 0n, max: 10n ** 13n })),
  promised: fc.option(fc.bigInt({ min: 0n, max: 120n })),
});

// Mostly partners, sometimes the buyer again or one person twice: merges can do that.
const above = fc.record({
  who: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'buyer'),
  stage: fc.oneof(fc.constant<Stage>('partner'), fc.constantFrom(...STAGES)),
  level: fc.option(fc.constantFrom(...LEVELS)),
  isFrozen: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
});

const people = fc
  .array(above, { maxLength: 6 })
  .map((list) => list.map(({ who, ...rest }, i): ChainPerson => ({ personId: who, depth: i + 1, ...rest })));

/** Orders under plans of every kind. */
export const anySnapshot: fc.Arbitrary<CommissionSnapshot> = fc
  .record({
    plan,
    limits,
    buyer: above.map(({ who: _, ...rest }): ChainPerson => ({ personId: 'buyer', depth: 0, ...rest })),
    lines: fc.array(line, { minLength: 1, maxLength: 3 }),
    chain: people,
    team: people,
    served: fc.array(
      fc
        .record({ line: fc.integer({ min: 1, max: 3 }), isLate: fc.boolean(), by: above })
        .map(({ line: number, isLate, by: { who, ...rest } }): ServedLine => ({
          line: number,
          isLate,
          person: { personId: who, depth: 0, ...rest },
        })),
      { maxLength: 3 },
    ),
  })
  .map(({ lines, ...rest }) => ({
    ...rest,
    lines: lines.map(({ promised, ...each }, i): SnapshotLine => ({
      line: i + 1,
      ...each,
      // From nothing to more than the line itself.
      ...(promised === null ? {} : { promised: (each.base * promised) / 100n }),
    })),
  }));

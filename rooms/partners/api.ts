import { z } from 'zod';
import { decimal, idText, instant, listOf, money, pageQuery, stage } from '../../kit/http/shapes.ts';
import { ladderRole } from '../catalog/api.ts';
import { orderWithLines, refund } from '../orders/api.ts';
import { dials, personRef } from '../relations/api.ts';
import { caseKind } from './payouts-api.ts';
import { levelRule } from './portal-api.ts';

export * from './payouts-api.ts';
export * from './portal-api.ts';
export * from './team-api.ts';

const ratePpm = z.number().int().min(0).max(1_000_000);
const depth = z.number().int().min(1).max(1_000);
const levelId = z.string().trim().min(1).max(64);
const days = z.number().int().min(0).max(3_650);

/** Pay for heads has names so that a plan can say it and be refused (compliance P1). Both spellings are read. */
const TRIGGERS = ['order', 'memberJoined', 'downlineCount', 'teamSize', 'rankByRecruits', 'packagePurchaseByRecruit'] as const;
const SPELLINGS: Record<string, string> = {
  member_joined: 'memberJoined',
  downline_count: 'downlineCount',
  team_size: 'teamSize',
  rank_by_recruits: 'rankByRecruits',
  package_purchase_by_recruit: 'packagePurchaseByRecruit',
};
const trigger = z.preprocess((value) => (typeof value === 'string' ? (SPELLINGS[value] ?? value) : value), z.enum(TRIGGERS));

/** Two entries about one thing are refused where the second stands. */
function eachOnce<T>(key: (item: T) => unknown, path: (i: number) => (string | number)[]) {
  return (ctx: z.core.ParsePayload<readonly T[]>): void => {
    const seen = new Set<unknown>();
    for (const [i, item] of ctx.value.entries()) {
      const named = key(item);
      if (seen.has(named)) {
        ctx.issues.push({ code: 'custom', input: named, path: path(i), message: `2 × ${String(named)}` });
      }
      seen.add(named);
    }
  };
}

const level = z.strictObject({ depth, ratePpm });

const planRole = z.strictObject({
  role: z.enum(['differential', 'service']),
  rates: z
    .array(z.strictObject({ partnerLevel: levelId, ratePpm }))
    .max(100)
    .check(
      eachOnce(
        (rate) => rate.partnerLevel,
        (i) => [i, 'partnerLevel'],
      ),
    ),
  countsDirect: z.boolean().default(true),
});

const fixed = money.refine((value) => /^\d{1,14}$/.test(value.amount));

const override = z
  .strictObject({
    when: z
      .strictObject({
        product: idText.optional(),
        category: z.string().trim().min(1).max(200).optional(),
        ladderRole: ladderRole.optional(),
        partnerLevel: levelId.optional(),
      })
      .refine((when) => Object.values(when).some((value) => value !== undefined)),
    depth,
    ratePpm: ratePpm.optional(),
    fixed: fixed.optional(),
  })
  .refine((each) => (each.ratePpm === undefined) !== (each.fixed === undefined), { path: ['ratePpm'], message: 'ratePpm | fixed' });

/** How much may become one person's before the rest waits for somebody to look (rules.md C8b). */
const caps = z.strictObject({
  personDay: fixed.optional(),
  personMonth: fixed.optional(),
  pairDay: fixed.optional(),
  pairMonth: fixed.optional(),
});

const payees = z.strictObject({
  stages: z
    .array(stage)
    .min(1)
    .check(
      eachOnce(
        (each) => each,
        (i) => [i],
      ),
    )
    .default(['partner']),
  onIneligible: z.enum(['brand', 'rollUp']).default('brand'),
});

/** A commission plan as it is told; what is left out has the value a careful brand would take. */
export const createPlan = z.strictObject({
  externalId: idText.optional(),
  name: z.string().trim().min(1).max(200),
  levels: z
    .array(level)
    .max(1_000)
    .check(
      eachOnce(
        (each) => each.depth,
        (i) => [i, 'depth'],
      ),
    ),
  roles: z
    .array(planRole)
    .max(2)
    .check(
      eachOnce(
        (each) => each.role,
        (i) => [i, 'role'],
      ),
    )
    .default([]),
  relations: dials.nullable().optional(),
  overrides: z.array(override).max(500).default([]),
  payees: payees.default({ stages: ['partner'], onIneligible: 'brand' }),
  capPpm: ratePpm.nullable().optional(),
  hold: z.strictObject({ days, from: z.literal('receipt').default('receipt') }).optional(),
  caps: caps.default({}),
  selfBuy: z.enum(['none', 'commission']).default('none'),
  triggers: z
    .array(trigger)
    .min(1)
    .check(
      eachOnce(
        (each) => each,
        (i) => [i],
      ),
    )
    .default(['order']),
});

const given = createPlan.shape;

/** What a draft says otherwise from now on; what is left out stays. Only a draft can be changed. */
export const updatePlan = z.strictObject({
  name: given.name.optional(),
  levels: given.levels.optional(),
  roles: given.roles.unwrap().optional(),
  relations: given.relations,
  overrides: given.overrides.unwrap().optional(),
  payees: given.payees.unwrap().optional(),
  capPpm: given.capPpm,
  hold: given.hold,
  caps: given.caps.unwrap().optional(),
  selfBuy: given.selfBuy.unwrap().optional(),
  triggers: given.triggers.unwrap().optional(),
});

const acknowledge = z.strictObject({ risk: z.literal(true), legalContact: z.string().trim().min(1).max(300) });

export const publishPlan = z.strictObject({ acknowledge: acknowledge.optional() });

const finding = z.object({ code: z.string(), pointer: z.string(), detail: z.string() });

const planFields = {
  id: z.string(),
  externalId: z.string().nullable(),
  name: z.string(),
  /** plans of one name are numbered */
  version: z.number().int(),
  state: z.enum(['draft', 'active', 'retired']),
  levels: z.array(z.object({ depth: z.number().int(), ratePpm: z.number().int() })),
  roles: z.array(
    z.object({
      role: z.enum(['differential', 'service']),
      rates: z.array(z.object({ partnerLevel: z.string(), ratePpm: z.number().int() })),
      countsDirect: z.boolean(),
    }),
  ),
  relations: dials.nullable(),
  overrides: z.array(
    z.object({
      when: z.object({
        product: z.string().optional(),
        category: z.string().optional(),
        ladderRole: ladderRole.optional(),
        partnerLevel: z.string().optional(),
      }),
      depth: z.number().int(),
      ratePpm: z.number().int().optional(),
      fixed: money.optional(),
    }),
  ),
  payees: z.object({ stages: z.array(stage), onIneligible: z.enum(['brand', 'rollUp']) }),
  /** null: the policy pack's */
  capPpm: z.number().int().nullable(),
  hold: z.object({ days: z.number().int(), from: z.literal('receipt') }),
  caps: z.object({ personDay: money.nullable(), personMonth: money.nullable(), pairDay: money.nullable(), pairMonth: money.nullable() }),
  selfBuy: z.enum(['none', 'commission']),
  triggers: z.array(z.string()),
  createdAt: instant,
  publishedAt: instant.nullable(),
  retiredAt: instant.nullable(),
  acknowledgement: z.object({ risk: z.literal(true), legalContact: z.string() }).nullable(),
};

export const plan = z.object(planFields).meta({ id: 'CommissionPlan' });
export const publishedPlan = z.object({ ...planFields, warnings: z.array(finding) }).meta({ id: 'PublishedPlan' });
export const planList = listOf(plan);
export const plansQuery = pageQuery.extend({ state: z.enum(['draft', 'active', 'retired']).optional() });

const productRef = z.object({ id: z.string(), externalId: z.string(), name: z.string() });

/** The most a plan could pay on one line, everybody eligible and of the level that pays most. */
const worstCase = z.object({
  /** of the line's base, before the cap: 0.330000 = 33 % */
  share: decimal,
  /** after the cap */
  shareAfterCap: decimal,
  product: productRef.nullable(),
  category: z.string().nullable(),
  ladderRole: ladderRole.nullable(),
  payouts: z.array(
    z.object({
      role: z.enum(['direct', 'indirect', 'differential', 'service']),
      depth: z.number().int(),
      rule: z.string(),
      share: decimal,
    }),
  ),
});

const worstMargin = z.object({ product: productRef, price: money, cost: money, payout: money, left: money });

export const planCheck = z
  .object({
    isPublishable: z.boolean(),
    /** one entry per rule that is broken */
    broken: z.array(finding),
    warnings: z.array(finding),
    capPpm: z.number().int(),
    deepestPaid: z.number().int(),
    /** null = without limit */
    deepestAllowed: z.number().int().nullable(),
    worstCase,
    /** the product that keeps least of its list price after cost and commissions; null while no product has a cost */
    worstMargin: worstMargin.nullable(),
  })
  .meta({ id: 'PlanCheck' });

const sentence = z.object({ about: z.string(), text: z.string() });
export const planSentences = z.object({ 'zh-CN': z.array(sentence), en: z.array(sentence) }).meta({ id: 'PlanSentences' });

export const createLevel = z.strictObject({
  id: levelId.optional(),
  label: z.string().trim().min(1).max(100).optional(),
  rank: z.number().int().min(0).max(1_000_000).optional(),
  rule: levelRule.nullable().optional(),
});
export const updateLevel = z.strictObject({
  label: z.string().trim().min(1).max(100).optional(),
  rank: z.number().int().min(0).max(1_000_000).optional(),
  /** what it asks for; null = it is given by hand alone */
  rule: levelRule.nullable().optional(),
});
export const partnerLevel = z
  .object({
    id: z.string(),
    externalId: z.null(),
    label: z.string(),
    rank: z.number().int(),
    /** active partners of this level */
    partners: z.number().int(),
    /** null = given by hand alone */
    rule: levelRule.nullable(),
    createdAt: instant,
  })
  .meta({ id: 'PartnerLevel' });
export const levelList = listOf(partnerLevel);

export const enrolPartner = z.strictObject({
  person: idText,
  level: levelId.nullable().optional(),
  at: instant.optional(),
});
export const updatePartner = z.strictObject({ level: levelId.nullable() });
export const endPartner = z.strictObject({ reason: z.enum(['left', 'dismissed']).default('left') });
export const partner = z
  .object({
    id: z.string(),
    /** the person's */
    externalId: z.string().nullable(),
    person: personRef,
    level: z.string().nullable(),
    from: instant,
    /** null = a partner now */
    to: instant.nullable(),
    ended: z.enum(['left', 'dismissed', 'erased', 'merge']).nullable(),
  })
  .meta({ id: 'Partner' });
export const partnerList = listOf(partner);
export const partnersQuery = pageQuery.extend({
  state: z.enum(['active', 'ended']).default('active'),
  level: levelId.optional(),
});

export type CreatePlan = z.output<typeof createPlan>;
export type UpdatePlan = z.output<typeof updatePlan>;
export type PlanReply = z.infer<typeof plan>;
export type PlanCheck = z.infer<typeof planCheck>;
export type PlanSentences = z.infer<typeof planSentences>;
export type PartnerLevel = z.infer<typeof partnerLevel>;
export type Partner = z.infer<typeof partner>;

const commissionRole = z.enum(['direct', 'indirect', 'differential', 'service']);

/** One payee on one line. What counts is amount − reversed; `share` is exact: amount of any remaining base = floor(share × base). */
export const commission = z
  .object({
    payee: z.string(),
    person: personRef.nullable(),
    depth: z.number().int(),
    line: z.number().int(),
    role: commissionRole,
    rule: z.string(),
    base: money,
    ratePpm: z.number().int().nullable(),
    amount: money,
    reversed: money,
    state: z.enum(['pending', 'confirmed', 'paid', 'reversed']),
    dueAt: instant.nullable(),
    confirmedAt: instant.nullable(),
    isHeld: z.boolean(),
    /** which kind of case holds it, and which one */
    heldFor: z.object({ kind: caseKind, case: z.string() }).nullable(),
    trace: z.object({
      outcome: z.string(),
      stage: stage.nullable(),
      level: z.string().nullable(),
      share: z.string(),
      capPpm: z.number().int(),
      /** what gifts and points took of the cap of the line before anybody */
      promised: money,
      holdDays: z.number().int(),
    }),
  })
  .meta({ id: 'Commission' });

/** What somebody earned on one line of an order; why it is that much stands with the order's commissions. */
export const personCommission = commission
  .omit({ payee: true, person: true, rule: true, trace: true })
  .extend({
    order: z.object({ id: z.string(), externalId: z.string().nullable(), paidAt: instant.nullable() }),
    buyer: personRef.nullable(),
    product: productRef.nullable(),
  })
  .meta({ id: 'PersonCommission' });
export const personCommissionList = listOf(personCommission);
export const personCommissionsQuery = pageQuery.extend({
  state: z.enum(['pending', 'confirmed', 'paid', 'reversed', 'held']).optional(),
});
export type PersonCommission = z.infer<typeof personCommission>;

/** The commissions of an order, and for everybody else on the path why they earn nothing (`notPaid`). */
export const orderCommissions = z
  .object({
    data: z.array(commission),
    next: z.string().nullable(),
    notPaid: z.array(
      z.object({
        line: z.number().int(),
        depth: z.number().int(),
        role: commissionRole,
        person: personRef.nullable(),
        outcome: z.string(),
        rule: z.string().nullable(),
        ratePpm: z.number().int().nullable(),
      }),
    ),
    plan: z.object({ id: z.string(), name: z.string() }).nullable(),
  })
  .meta({ id: 'OrderCommissions' });

/** Somebody served the buyer of a line: where the plan pays service, the first act on a line earns. */
export const logService = z.strictObject({
  externalId: idText.optional(),
  line: z.number().int().min(1),
  person: idText,
  what: z.string().trim().min(1).max(500),
  at: instant.optional(),
});
export const serviceAct = z
  .object({
    id: z.string(),
    externalId: z.string().nullable(),
    order: z.string(),
    line: z.number().int(),
    /** who served */
    person: personRef.nullable(),
    what: z.string(),
    at: instant,
  })
  .meta({ id: 'ServiceAct' });
export const serviceActList = z.object({ data: z.array(serviceAct), next: z.null() });

export type Commission = z.infer<typeof commission>;
export type OrderCommissions = z.infer<typeof orderCommissions>;

/** An order as it was placed; a dry run also says who would earn on it once it is paid. */
export const placedOrder = orderWithLines
  .extend({ wouldEarn: orderCommissions.omit({ next: true }).optional() })
  .meta({ id: 'PlacedOrder' });

/** A refund; a dry run also says what it would take back of commissions. */
export const givenRefund = refund
  .extend({
    takenBack: z
      .array(
        z.object({
          person: personRef.nullable(),
          line: z.number().int(),
          depth: z.number().int(),
          role: commissionRole,
          amount: money,
          left: money,
          state: z.enum(['pending', 'confirmed', 'paid', 'reversed']),
        }),
      )
      .optional(),
  })
  .meta({ id: 'GivenRefund' });

/** What a plan would have paid on the orders of a period, as people stand today. */
export const planRehearsal = z
  .object({
    orders: z.number().int(),
    ordersPaying: z.number().int(),
    sales: money,
    commissions: money,
    sharePpm: z.number().int().nullable(),
    byDepth: z.array(z.object({ depth: z.number().int(), amount: money })),
    payees: z.number().int(),
    top: z.array(z.object({ person: personRef, amount: money, orders: z.number().int() })),
    isWhole: z.boolean(),
  })
  .meta({ id: 'PlanRehearsal' });
export type PlanRehearsal = z.infer<typeof planRehearsal>;

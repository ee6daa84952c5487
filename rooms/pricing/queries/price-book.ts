import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import type { Stage } from '../../../kit/http/shapes.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { listPriceOf, type SaleProduct, type SaleSku } from '../../catalog/index.ts';
import { tiersInForce } from '../../membership/index.ts';
import { normaliseCode, type Coupon } from '../model/coupon.ts';
import { priceFor, type Buyer, type PriceAnswer, type PriceRule } from '../model/price.ts';
import type { CouponRow, RuleRow } from '../schema.ts';

/** Everything prices depend on, read at once for a whole batch: prices are then found without asking the database again. */
export interface PriceBook {
  /** epoch ms by the brand's clock */
  readonly at: number;
  readonly rules: readonly PriceRule[];
  readonly buyers: ReadonlyMap<Uuid, Buyer>;
  /** by code in capitals */
  readonly coupons: ReadonlyMap<string, Coupon>;
  /** `<coupon> <person>` of coupons that were used by these people before */
  readonly used: ReadonlySet<string>;
}

type PaidBuyers = (ctx: Ctx, personIds: readonly Uuid[]) => Promise<ReadonlySet<Uuid>>;

let paidBuyers: PaidBuyers = async () => new Set();

/** Says who of some people ever paid an order: orders know, and they stand above. Called once, when the rooms are joined. */
export function knowPaidBuyers(ask: PaidBuyers): void {
  paidBuyers = ask;
}

/**
 * Reads what the prices for these people depend on, in at most seven statements whatever their number.
 * @param ask.known people the caller has read already, under the lane
 * @param ask.tiersOf whose tier is in force, where the caller asks for more than prices
 * @param ask.isPlacing the coupons will be used: their rows are locked until the transaction ends
 */
export async function loadPrices(
  ctx: Ctx,
  ask: {
    personIds: readonly Uuid[];
    codes?: readonly string[];
    known?: ReadonlyMap<Uuid, { stage: Stage; hasReferrer: boolean }>;
    isPlacing?: boolean;
    tiersOf?: (personIds: readonly Uuid[]) => Promise<ReadonlyMap<Uuid, string>>;
  },
): Promise<PriceBook> {
  const personIds = [...new Set(ask.personIds)];
  const codes = [...new Set((ask.codes ?? []).map(normaliseCode))];
  const rules = await standingRules(ctx);
  const coupons = await couponsBy(ctx, codes, ask.isPlacing ?? false);
  return {
    at: ctx.now.getTime(),
    rules,
    buyers:
      rules.length === 0
        ? new Map()
        : await buyersOf(ctx, personIds, { known: ask.known, rules, tiersOf: ask.tiersOf ?? ((ids) => tiersInForce(ctx, ids)) }),
    coupons: new Map(coupons.map((coupon) => [coupon.code, coupon])),
    used: await usedBy(ctx, coupons, personIds),
  };
}

/** What one piece costs this buyer by the book, and why. Pure. */
export function priceIn(
  book: PriceBook,
  ask: { personId: Uuid | null; product: SaleProduct; sku: SaleSku | null; quantity: bigint },
): PriceAnswer {
  return priceFor(
    {
      product: ask.product,
      listPrice: listPriceOf(ask.product, ask.sku),
      quantity: ask.quantity,
      at: book.at,
      buyer: ask.personId === null ? null : (book.buyers.get(ask.personId) ?? null),
    },
    book.rules,
  );
}

/** What a friend who was introduced pays for one piece with their first order; null: it has no price. Pure. */
export function friendPriceIn(
  book: PriceBook,
  product: {
    readonly productId: Uuid;
    readonly category: string | null;
    readonly ladderRole: string | null;
    readonly price: bigint | null;
  },
): bigint | null {
  const buyer: Buyer = { stage: 'fan', tier: null, hasReferrer: true, hasPaid: false };
  return priceFor({ product, listPrice: product.price, quantity: 1n, at: book.at, buyer }, book.rules).unitPrice;
}

async function standingRules(ctx: Ctx): Promise<PriceRule[]> {
  const rows = await ctx.sql<RuleRow>`
    SELECT rule.rule_id, rule.external_id, rule.name, rule.kind, rule.product_id, rule.category, rule.ladder_role, rule.price_amount,
           rule.off_ppm, rule.min_quantity, to_jsonb(rule.stages) AS stages, rule.tier, rule.starts_at, rule.ends_at, rule.created_at,
           rule.ended_at
      FROM pricing.rule AS rule
     WHERE rule.tenant_id = ${ctx.tenantId} AND rule.ended_at IS NULL AND (rule.ends_at IS NULL OR rule.ends_at > ${ctx.now})
     ORDER BY rule.rule_id`;
  return rows.map(ruleOf);
}

/** A row as the model knows it. */
export function ruleOf(row: RuleRow): PriceRule {
  return {
    ruleId: row.rule_id,
    name: row.name,
    kind: row.kind,
    productId: row.product_id,
    category: row.category,
    ladderRole: row.ladder_role,
    gives: row.price_amount === null ? { kind: 'off', offPpm: row.off_ppm ?? 0 } : { kind: 'price', price: row.price_amount },
    minQuantity: BigInt(row.min_quantity),
    stages: row.stages ?? [],
    tier: row.tier,
    startsAt: row.starts_at?.getTime() ?? null,
    endsAt: row.ends_at?.getTime() ?? null,
  };
}

async function buyersOf(
  ctx: Ctx,
  personIds: readonly Uuid[],
  {
    known,
    rules,
    tiersOf,
  }: {
    known: ReadonlyMap<Uuid, { stage: Stage; hasReferrer: boolean }> | undefined;
    rules: readonly PriceRule[];
    tiersOf: (personIds: readonly Uuid[]) => Promise<ReadonlyMap<Uuid, string>>;
  },
): Promise<Map<Uuid, Buyer>> {
  if (personIds.length === 0) return new Map();
  const people = known ?? (await peopleOf(ctx, personIds));
  const asksOrders = rules.some((rule) => rule.kind === 'referral');
  const paid = asksOrders ? await paidBuyers(ctx, personIds) : new Set<Uuid>();
  const asksTiers = rules.some((rule) => rule.kind === 'tier');
  const tiers = asksTiers ? await tiersOf(personIds) : new Map<Uuid, string>();
  return new Map(
    personIds.flatMap((personId) => {
      const person = people.get(personId);
      if (!person) return [];
      const { stage, hasReferrer } = person;
      return [[personId, { stage, tier: tiers.get(personId) ?? null, hasReferrer, hasPaid: paid.has(personId) }]];
    }),
  );
}

async function peopleOf(ctx: Ctx, personIds: readonly Uuid[]): Promise<Map<Uuid, { stage: Stage; hasReferrer: boolean }>> {
  const rows = await ctx.sql.anew<{ person_id: Uuid; stage: Stage; has_referrer: boolean }>`
    SELECT person.person_id, person.stage, referral.referral_id IS NOT NULL AS has_referrer
      FROM relations.person AS person
      LEFT JOIN relations.referral AS referral
             ON referral.tenant_id = ${ctx.tenantId} AND referral.subject_id = person.person_id AND referral.to_at IS NULL
     WHERE person.tenant_id = ${ctx.tenantId} AND person.person_id = ANY(${plainArray(personIds)}::uuid[])`;
  return new Map(rows.map((row) => [row.person_id, { stage: row.stage, hasReferrer: row.has_referrer }]));
}

async function couponsBy(ctx: Ctx, codes: readonly string[], isPlacing: boolean): Promise<Coupon[]> {
  if (codes.length === 0) return [];
  const rows = isPlacing
    ? await ctx.sql<CouponRow>`
        SELECT coupon.coupon_id, coupon.code, coupon.name, coupon.off_amount, coupon.off_ppm, coupon.min_spend_amount, coupon.is_once,
               coupon.issue_limit, coupon.used_count, coupon.starts_at, coupon.ends_at, coupon.created_at, coupon.ended_at
          FROM pricing.coupon AS coupon
         WHERE coupon.tenant_id = ${ctx.tenantId} AND coupon.code = ANY(${codes}::text[])
         ORDER BY coupon.coupon_id
           FOR UPDATE`
    : await ctx.sql<CouponRow>`
        SELECT coupon.coupon_id, coupon.code, coupon.name, coupon.off_amount, coupon.off_ppm, coupon.min_spend_amount, coupon.is_once,
               coupon.issue_limit, coupon.used_count, coupon.starts_at, coupon.ends_at, coupon.created_at, coupon.ended_at
          FROM pricing.coupon AS coupon
         WHERE coupon.tenant_id = ${ctx.tenantId} AND coupon.code = ANY(${codes}::text[])`;
  return rows.map((row) => ({
    couponId: row.coupon_id,
    code: row.code,
    name: row.name,
    gives: row.off_amount === null ? { kind: 'off', offPpm: row.off_ppm ?? 0 } : { kind: 'money', off: row.off_amount },
    minSpend: row.min_spend_amount,
    isOnce: row.is_once,
    issueLimit: row.issue_limit,
    usedCount: row.used_count,
    startsAt: row.starts_at?.getTime() ?? null,
    endsAt: row.ends_at?.getTime() ?? null,
    isEnded: row.ended_at !== null,
  }));
}

async function usedBy(ctx: Ctx, coupons: readonly Coupon[], personIds: readonly Uuid[]): Promise<Set<string>> {
  const once = coupons.filter((coupon) => coupon.isOnce);
  if (once.length === 0 || personIds.length === 0) return new Set();
  const rows = await ctx.sql<{ coupon_id: Uuid; person_id: Uuid }>`
    SELECT used.coupon_id, used.person_id
      FROM pricing.coupon_use AS used
     WHERE used.tenant_id = ${ctx.tenantId} AND used.person_id = ANY(${plainArray(personIds)}::uuid[])
       AND used.coupon_id = ANY(${plainArray(once.map((coupon) => coupon.couponId))}::uuid[])`;
  return new Set(rows.map((row) => `${row.coupon_id} ${row.person_id}`));
}

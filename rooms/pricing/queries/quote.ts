import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { DomainError } from '../../../kit/errors/index.ts';
import type { Stage } from '../../../kit/http/shapes.ts';
import { parseId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { amountOf, allocate, moneyJson } from '../../../kit/money/index.ts';
import { listPriceOf, productRefused, productsForSale, skuForSale, type SaleProduct, type SaleSku } from '../../catalog/index.ts';
import { findPerson } from '../../relations/index.ts';
import type { askQuote, quoteAs, QuoteJson } from '../api.ts';
import { CouponDesk } from '../commands/use-coupons.ts';
import { normaliseCode } from '../model/coupon.ts';
import type { Buyer, PriceAnswer, PriceRule } from '../model/price.ts';
import { loadPrices, priceIn, type PriceBook } from './price-book.ts';

type AskQuote = z.output<typeof askQuote>;

/** Stands for a buyer who does not exist: nobody has this id. */
const SOMEBODY = '00000000-0000-0000-0000-000000000000' as Uuid;

const buyersLike: Record<z.output<typeof quoteAs>, Buyer> = {
  prospect: { stage: 'prospect', tier: null, hasReferrer: false, hasPaid: false },
  friend: { stage: 'prospect', tier: null, hasReferrer: true, hasPaid: false },
  member: { stage: 'member', tier: null, hasReferrer: false, hasPaid: true },
  partner: { stage: 'partner', tier: null, hasReferrer: false, hasPaid: true },
};

interface QuotedLine {
  readonly product: SaleProduct;
  readonly sku: SaleSku | null;
  readonly quantity: bigint;
  readonly answer: PriceAnswer;
  readonly agreed: bigint | null;
  readonly discount: bigint;
  readonly unitPrice: bigint | null;
}

/**
 * What somebody would pay now for some lines, and why; writes nothing. A coupon that cannot be used says why and takes nothing off.
 * @throws DomainError `person.notFound`, `product.notFound`, `product.archived`, `sku.notFound`, `sku.missing`, `currency.other`,
 *   `discount.tooBig` (a line's discount above its price)
 */
export async function quote(ctx: Ctx, ask: AskQuote): Promise<QuoteJson> {
  const person = ask.person === undefined ? null : await findPerson(ctx, ask.person, '/person');
  const products = await productsForSale(
    ctx,
    ask.lines.map((line) => line.product),
  );
  let book = await loadPrices(ctx, {
    personIds: person ? [person.person_id] : [],
    codes: ask.coupon === undefined ? [] : [ask.coupon],
  });
  const imagined = person || ask.as === undefined ? null : buyersLike[ask.as];
  if (imagined) book = { ...book, buyers: new Map([[SOMEBODY, imagined]]) };
  const personId = person?.person_id ?? (imagined ? SOMEBODY : null);
  const lines = ask.lines.map((line, i) => quotedLine(ctx, { line, i, product: products.get(line.product), personId, book }));
  const spends = lines.map((line) => (line.unitPrice ?? 0n) * line.quantity - line.discount);
  const spend = spends.reduce((sum, one) => sum + one, 0n);
  const coupon = ask.coupon === undefined ? null : couponOf(ctx, book, { code: ask.coupon, personId, spend });
  const off = coupon?.discount ?? 0n;
  const shares = allocate(off, spends);
  const isPriced = lines.every((line) => line.unitPrice !== null);
  return quoteJson(ctx, {
    person,
    stage: person?.stage ?? imagined?.stage ?? null,
    lines,
    spends,
    shares,
    coupon,
    total: isPriced ? spend - off : null,
  });
}

function quotedLine(
  ctx: Ctx,
  by: { line: AskQuote['lines'][number]; i: number; product: SaleProduct | undefined; personId: Uuid | null; book: PriceBook },
): QuotedLine {
  const { line, i, product } = by;
  if (!product) throw productRefused('notFound', `/lines/${i}/product`);
  if (product.isArchived) throw productRefused('archived', `/lines/${i}/product`);
  const sku = skuForSale(product, line.sku === undefined ? null : (parseId('sku', line.sku) ?? line.sku), `/lines/${i}/sku`);
  const quantity = BigInt(line.quantity);
  const answer = priceIn(by.book, { personId: by.personId, product, sku, quantity });
  const agreed = amountOf(ctx.tenant.currency, line.unitPrice, `/lines/${i}/unitPrice`);
  const discount = amountOf(ctx.tenant.currency, line.discount, `/lines/${i}/discount`) ?? 0n;
  const unitPrice = agreed ?? answer.unitPrice;
  if (discount > (unitPrice ?? 0n) * quantity) throw new DomainError('discount.tooBig', { pointer: `/lines/${i}/discount` });
  return { product, sku, quantity, answer, agreed, discount, unitPrice };
}

interface QuotedCoupon {
  readonly code: string;
  readonly discount: bigint;
  /** null: it was taken */
  readonly why: string | null;
}

function couponOf(ctx: Ctx, book: PriceBook, ask: { code: string; personId: Uuid | null; spend: bigint }): QuotedCoupon {
  const code = normaliseCode(ask.code);
  try {
    const use = new CouponDesk(book).take({ orderId: ctx.requestId, ...ask });
    return { code, discount: use.amount, why: null };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { code, discount: 0n, why: error.code };
  }
}

function quoteJson(
  ctx: Ctx,
  by: {
    person: { person_id: Uuid } | null;
    stage: Stage | null;
    lines: readonly QuotedLine[];
    spends: readonly bigint[];
    shares: readonly bigint[];
    coupon: QuotedCoupon | null;
    total: bigint | null;
  },
): QuoteJson {
  const money = (amount: bigint) => moneyJson(amount, ctx.tenant.currency);
  const orNull = (amount: bigint | null) => (amount === null ? null : money(amount));
  const { coupon } = by;
  return {
    person: by.person ? publicId('person', by.person.person_id) : null,
    stage: by.stage,
    at: ctx.now.toISOString(),
    lines: by.lines.map((line, i) => ({
      line: i + 1,
      product: { id: publicId('product', line.product.productId), externalId: line.product.externalId, name: line.product.name },
      sku: line.sku ? publicId('sku', line.sku.skuId) : null,
      quantity: Number(line.quantity),
      unitPrice: orNull(line.unitPrice),
      listPrice: orNull(listPriceOf(line.product, line.sku)),
      kind: line.agreed === null ? line.answer.kind : ('agreed' as const),
      reasons: line.answer.reasons.map((reason) => ({
        kind: reason.kind,
        rule: reason.rule && ruleJson(reason.rule),
        price: orNull(reason.price),
        isWinner: reason.isWinner && line.agreed === null,
        why: reason.why,
      })),
      memberWouldPay: orNull(line.answer.memberWouldPay),
      discount: money(line.discount),
      couponDiscount: money(by.shares[i] ?? 0n),
      amount: line.unitPrice === null ? null : money((by.spends[i] ?? 0n) - (by.shares[i] ?? 0n)),
    })),
    coupon: coupon && { code: coupon.code, isTaken: coupon.why === null, discount: money(coupon.discount), why: coupon.why },
    discount: money(coupon?.discount ?? 0n),
    total: orNull(by.total),
  };
}

function ruleJson(rule: PriceRule): NonNullable<QuoteJson['lines'][number]['reasons'][number]['rule']> {
  return {
    id: publicId('priceRule', rule.ruleId),
    name: rule.name,
    minQuantity: Number(rule.minQuantity),
    stages: [...rule.stages],
    startsAt: rule.startsAt === null ? null : new Date(rule.startsAt).toISOString(),
  };
}

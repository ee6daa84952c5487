import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { beforeId, pageOf } from '../../../kit/http/cursor.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import { moneyJson } from '../../../kit/money/index.ts';
import { listPriceOf, saleProductsById } from '../../catalog/index.ts';
import { findPerson, maskedName } from '../../relations/index.ts';
import type { RedemptionExceptionJson, RedemptionJson } from '../redemption-api.ts';
import { findOutlet } from './outlets.ts';

/** What cards and items are called, and what a piece costs whoever has no card, in minor units. */
export async function goodsOf(ctx: Ctx, productIds: readonly Uuid[]): Promise<Map<Uuid, { name: string; price: bigint }>> {
  const products = await saleProductsById(ctx, [...new Set(productIds)]);
  return new Map(
    [...products].map(([id, product]) => [id, { name: product.name, price: listPriceOf(product, product.skus[0] ?? null) ?? 0n }]),
  );
}

/** Those of some codes that were redeemed, or charged to an outlet, before. */
export async function knownCodes(ctx: Ctx, codeIds: readonly string[]): Promise<Set<string>> {
  const rows = await ctx.sql<{ code_id: string }>`
    SELECT redemption.code_id
      FROM membership.redemption AS redemption
     WHERE redemption.tenant_id = ${ctx.tenantId} AND redemption.code_id = ANY(${plainArray(codeIds)}::text[])
     UNION ALL
    SELECT redemption_exception.code_id
      FROM membership.redemption_exception AS redemption_exception
     WHERE redemption_exception.tenant_id = ${ctx.tenantId} AND redemption_exception.code_id = ANY(${plainArray(codeIds)}::text[])`;
  return new Set(rows.map((row) => row.code_id));
}

/** What was redeemed on each of some cards, at the price others pay. */
export async function worthTaken(ctx: Ctx, cardIds: readonly Uuid[]): Promise<Map<Uuid, bigint>> {
  const rows = await ctx.sql<{ card_id: Uuid; worth: bigint }>`
    SELECT redemption.card_id, sum(redemption.worth)::bigint AS worth
      FROM membership.redemption AS redemption
     WHERE redemption.tenant_id = ${ctx.tenantId} AND redemption.card_id = ANY(${plainArray(cardIds)}::uuid[])
     GROUP BY redemption.card_id`;
  return new Map(rows.map((row) => [row.card_id, row.worth]));
}

interface RedemptionRow {
  redemption_id: Uuid;
  card_id: Uuid;
  person_name: string | null;
  product_id: Uuid;
  card_product_id: Uuid;
  units_each: number;
  redeemed_on: string;
  nth: number;
  worth: bigint;
  outlet_id: Uuid;
  outlet: string;
  via: 'code' | 'spoken' | 'offline';
  redeemed_at: Date;
  redeemed_by: string;
}

/** Redemptions as they are told, by id. */
export async function redemptionReplies(ctx: Ctx, ids: readonly Uuid[]): Promise<Map<Uuid, RedemptionJson>> {
  if (ids.length === 0) return new Map();
  const rows = await ctx.sql<RedemptionRow>`
    SELECT redemption.redemption_id, redemption.card_id, person.name AS person_name, redemption.product_id,
           card.product_id AS card_product_id, card.units_each, redemption.redeemed_on, redemption.nth, redemption.worth,
           redemption.outlet_id, outlet.name AS outlet, redemption.via, redemption.redeemed_at, redemption.redeemed_by
      FROM membership.redemption AS redemption
      JOIN membership.card AS card ON card.tenant_id = ${ctx.tenantId} AND card.card_id = redemption.card_id
      JOIN membership.outlet AS outlet ON outlet.tenant_id = ${ctx.tenantId} AND outlet.outlet_id = redemption.outlet_id
      JOIN relations.person AS person ON person.tenant_id = ${ctx.tenantId} AND person.person_id = redemption.person_id
     WHERE redemption.tenant_id = ${ctx.tenantId} AND redemption.redemption_id = ANY(${plainArray(ids)}::uuid[])`;
  const goods = await goodsOf(
    ctx,
    rows.flatMap((row) => [row.product_id, row.card_product_id]),
  );
  return new Map(
    rows.map((row) => [
      row.redemption_id,
      {
        id: publicId('redemption', row.redemption_id),
        card: publicId('memberCard', row.card_id),
        cardName: goods.get(row.card_product_id)?.name ?? '',
        member: maskedName(row.person_name),
        item: goods.get(row.product_id)?.name ?? '',
        on: row.redeemed_on,
        nth: row.nth,
        of: row.units_each,
        worth: moneyJson(row.worth, ctx.tenant.currency),
        outlet: { id: publicId('outlet', row.outlet_id), name: row.outlet },
        via: row.via,
        at: row.redeemed_at.toISOString(),
        by: row.redeemed_by,
      },
    ]),
  );
}

/** Redemptions, newest first; of an outlet, of a person. @throws `outlet.notFound`, `person.notFound` */
export async function listRedemptions(
  ctx: Ctx,
  page: { outlet?: string | undefined; person?: string | undefined; limit: number; cursor?: string | undefined },
): Promise<{ data: RedemptionJson[]; next: string | null }> {
  const before = beforeId(page.cursor);
  const outletId = page.outlet === undefined ? null : (await findOutlet(ctx, page.outlet, '/outlet')).outlet_id;
  const personId = page.person === undefined ? null : (await findPerson(ctx, page.person, '/person')).person_id;
  const ids = await ctx.sql<{ redemption_id: Uuid }>`
    SELECT redemption.redemption_id
      FROM membership.redemption AS redemption
     WHERE redemption.tenant_id = ${ctx.tenantId} AND redemption.redemption_id < ${before}
       AND (${outletId}::uuid IS NULL OR redemption.outlet_id = ${outletId})
       AND (${personId}::uuid IS NULL OR redemption.person_id = ${personId})
     ORDER BY redemption.redemption_id DESC
     LIMIT ${page.limit + 1}`;
  const { shown, next } = pageOf(ids, page.limit, (row) => [row.redemption_id]);
  const replies = await redemptionReplies(
    ctx,
    shown.map((row) => row.redemption_id),
  );
  return {
    data: shown.flatMap((row) => replies.get(row.redemption_id) ?? []),
    next,
  };
}

/** What outlets gave away without a network that was not there to be given, newest first. @throws `outlet.notFound` */
export async function listExceptions(
  ctx: Ctx,
  page: { outlet?: string | undefined; limit: number; cursor?: string | undefined },
): Promise<{ data: RedemptionExceptionJson[]; next: string | null }> {
  const before = beforeId(page.cursor);
  const outletId = page.outlet === undefined ? null : (await findOutlet(ctx, page.outlet, '/outlet')).outlet_id;
  const rows = await ctx.sql<ExceptionRow>`
    SELECT redemption_exception.exception_id, redemption_exception.outlet_id, outlet.name AS outlet, outlet_lease.device,
           redemption_exception.card_id, person.name AS person_name, redemption_exception.product_id, redemption_exception.worth,
           redemption_exception.reason, redemption_exception.accepted_at, redemption_exception.recorded_at
      FROM membership.redemption_exception AS redemption_exception
      JOIN membership.outlet AS outlet ON outlet.tenant_id = ${ctx.tenantId} AND outlet.outlet_id = redemption_exception.outlet_id
      JOIN membership.outlet_lease AS outlet_lease
        ON outlet_lease.tenant_id = ${ctx.tenantId} AND outlet_lease.lease_id = redemption_exception.lease_id
      JOIN relations.person AS person ON person.tenant_id = ${ctx.tenantId} AND person.person_id = redemption_exception.person_id
     WHERE redemption_exception.tenant_id = ${ctx.tenantId} AND redemption_exception.exception_id < ${before}
       AND (${outletId}::uuid IS NULL OR redemption_exception.outlet_id = ${outletId})
     ORDER BY redemption_exception.exception_id DESC
     LIMIT ${page.limit + 1}`;
  const { shown, next } = pageOf(rows, page.limit, (row) => [row.exception_id]);
  const goods = await goodsOf(
    ctx,
    shown.map((row) => row.product_id),
  );
  return {
    data: shown.map((row) => ({
      id: publicId('redemptionException', row.exception_id),
      outlet: { id: publicId('outlet', row.outlet_id), name: row.outlet },
      device: row.device,
      card: publicId('memberCard', row.card_id),
      member: maskedName(row.person_name),
      item: goods.get(row.product_id)?.name ?? '',
      worth: moneyJson(row.worth, ctx.tenant.currency),
      reason: row.reason,
      acceptedAt: row.accepted_at.toISOString(),
      recordedAt: row.recorded_at.toISOString(),
    })),
    next,
  };
}

interface ExceptionRow {
  exception_id: Uuid;
  outlet_id: Uuid;
  outlet: string;
  device: string;
  card_id: Uuid;
  person_name: string | null;
  product_id: Uuid;
  worth: bigint;
  reason: 'alreadyUsed' | 'lapsed' | 'frozen' | 'expired';
  accepted_at: Date;
  recorded_at: Date;
}

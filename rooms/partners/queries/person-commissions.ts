import { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { decodeCursor, pageOf } from '../../../kit/http/cursor.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import { moneyJson } from '../../../kit/money/index.ts';
import { productNames } from '../../catalog/index.ts';
import { peopleRefs } from '../../relations/index.ts';
import type { PersonCommission } from '../api.ts';
import type { CommissionRole } from '../model/plan.ts';
import type { CaseKind } from './cases.ts';
import { recordsOf } from './owners.ts';

interface Row {
  order_id: Uuid;
  external_id: string;
  buyer_id: Uuid | null;
  product_id: Uuid | null;
  paid_at: Date | null;
  line: number;
  depth: number;
  role: CommissionRole;
  payee_id: Uuid;
  rate_ppm: number | null;
  base: bigint;
  amount: bigint;
  reversed: bigint;
  state: PersonCommission['state'];
  due_at: Date | null;
  confirmed_at: Date | null;
  case_id: Uuid | null;
  case_kind: CaseKind | null;
}

/** Everything somebody earned, under any of their records, the newest order first; pages by key. @param page.state `held` = a case holds it */
export async function personCommissions(
  ctx: Ctx,
  personId: Uuid,
  page: { limit: number; cursor?: string | undefined; state?: PersonCommission['state'] | 'held' | undefined },
): Promise<{ data: PersonCommission[]; next: string | null }> {
  const after = decodeCursor(page.cursor, z.tuple([z.uuid(), z.int(), z.int(), z.string(), z.uuid()]));
  const [order, line, depth, role, payee] = after ?? [null, 0, 0, '', null];
  const state = page.state === 'held' ? null : (page.state ?? null);
  const rows = await ctx.sql<Row>`
    SELECT commission.order_id, sold.external_id, sold.person_id AS buyer_id, line.product_id, sold.paid_at, commission.line, commission.depth,
           commission.role, commission.payee_id, commission.rate_ppm, commission.base, commission.amount, commission.reversed, commission.state,
           commission.due_at, commission.confirmed_at, commission.case_id, money_case.kind AS case_kind
      FROM partners.commission AS commission
      JOIN orders.customer_order AS sold ON sold.tenant_id = ${ctx.tenantId} AND sold.order_id = commission.order_id
      LEFT JOIN orders.line AS line ON line.tenant_id = ${ctx.tenantId} AND line.order_id = commission.order_id AND line.line = commission.line
      LEFT JOIN partners.money_case AS money_case ON money_case.tenant_id = ${ctx.tenantId} AND money_case.case_id = commission.case_id
     WHERE commission.tenant_id = ${ctx.tenantId} AND commission.payee_id = ANY(${plainArray(await recordsOf(ctx, personId))}::uuid[])
       AND (${order}::uuid IS NULL
            OR (commission.order_id, commission.line, commission.depth, commission.role, commission.payee_id)
               < (${order}::uuid, ${line}::int, ${depth}::int, ${role}::text, ${payee}::uuid))
       AND (${state}::text IS NULL OR commission.state = ${state})
       AND (commission.case_id IS NOT NULL OR NOT ${page.state === 'held'}::boolean)
     ORDER BY commission.order_id DESC, commission.line DESC, commission.depth DESC, commission.role DESC, commission.payee_id DESC
     LIMIT ${page.limit + 1}`;
  const { shown, next } = pageOf(rows, page.limit, (row) => [row.order_id, row.line, row.depth, row.role, row.payee_id]);
  const buyers = await peopleRefs(
    ctx,
    shown.flatMap((row) => row.buyer_id ?? []),
  );
  const products = await productNames(
    ctx,
    shown.flatMap((row) => row.product_id ?? []),
  );
  const money = (amount: bigint) => moneyJson(amount, ctx.tenant.currency);
  return {
    data: shown.map((row) => ({
      order: { id: publicId('order', row.order_id), externalId: row.external_id, paidAt: row.paid_at?.toISOString() ?? null },
      buyer: row.buyer_id === null ? null : (buyers.get(row.buyer_id) ?? null),
      product: row.product_id === null ? null : (products.get(row.product_id) ?? null),
      line: row.line,
      depth: row.depth,
      role: row.role,
      base: money(row.base),
      ratePpm: row.rate_ppm,
      amount: money(row.amount),
      reversed: money(row.reversed),
      state: row.state,
      dueAt: row.due_at?.toISOString() ?? null,
      confirmedAt: row.confirmed_at?.toISOString() ?? null,
      isHeld: row.case_id !== null,
      heldFor: row.case_id !== null && row.case_kind ? { kind: row.case_kind, case: publicId('moneyCase', row.case_id) } : null,
    })),
    next,
  };
}

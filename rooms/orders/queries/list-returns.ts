import { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { decodeCursor, pageOf } from '../../../kit/http/cursor.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import type { SalesReturn } from '../api.ts';
import { returnJson } from './order-json.ts';
import type { ReturnRow } from '../schema.ts';
import { periodOf } from './list-orders.ts';

const place = z.tuple([z.iso.datetime(), z.uuid()]);

export interface ReturnFilter {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly personId?: Uuid | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Returns, newest first, whether they name an order or not; pages by key. */
export async function listReturns(ctx: Ctx, filter: ReturnFilter): Promise<{ data: SalesReturn[]; next: string | null }> {
  const period = periodOf(ctx, filter);
  const [at, id] = decodeCursor(filter.cursor, place) ?? [period.to.toISOString(), '00000000-0000-0000-0000-000000000000'];
  const rows = await ctx.sql.anew<ReturnRow>`
    SELECT sales_return.return_id, sales_return.external_id, sales_return.order_id, sales_return.person_id,
           person.external_id AS person_external_id, person.name AS person_name, sales_return.at, sales_return.amount, sales_return.currency
      FROM orders.sales_return AS sales_return
      LEFT JOIN relations.person AS person ON person.tenant_id = ${ctx.tenantId} AND person.person_id = sales_return.person_id
     WHERE sales_return.tenant_id = ${ctx.tenantId}
       AND (sales_return.at, sales_return.return_id) < (${at}::timestamptz, ${id}::uuid)
       AND sales_return.at >= ${period.from} AND sales_return.at < ${period.to}
       AND (${filter.personId ?? null}::uuid IS NULL OR sales_return.person_id = ${filter.personId ?? null}::uuid)
     ORDER BY sales_return.at DESC, sales_return.return_id DESC
     LIMIT ${filter.limit + 1}`;
  const { shown, next } = pageOf(rows, filter.limit, (row) => [row.at.toISOString(), row.return_id]);
  return {
    data: shown.map(returnJson),
    next,
  };
}

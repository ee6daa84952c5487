import type { Ctx } from '../../../kit/ctx.ts';
import { moneyJson } from '../../../kit/money/index.ts';
import { dayText } from '../../../kit/time/index.ts';
import type { Rfm } from '../api.ts';
import { currentCut } from './rfm-cut.ts';

/** The 5 × 5 × 5 grid by the stored thresholds, as of now; empty before the first cut. */
export async function figuresRfm(ctx: Ctx): Promise<Rfm> {
  const [cut, cells] = await Promise.all([
    currentCut(ctx),
    ctx.sql<{ r: number; f: number; m: number; people: bigint; sales: bigint }>`
      SELECT rfm_cell.r, rfm_cell.f, rfm_cell.m, rfm_cell.people, rfm_cell.sales
        FROM analytics.rfm_cell AS rfm_cell
       WHERE rfm_cell.tenant_id = ${ctx.tenantId} AND rfm_cell.people <> 0
       ORDER BY rfm_cell.r DESC, rfm_cell.f DESC, rfm_cell.m DESC`,
  ]);
  const { currency } = ctx.tenant;
  return {
    cutOn: cut && dayText(cut.cutOn),
    edges: cut && {
      recencyDays: [...cut.r],
      orders: [...cut.f],
      spend: cut.m.map((edge) => moneyJson(edge, currency)),
    },
    cells: cells.map((cell) => ({
      r: cell.r,
      f: cell.f,
      m: cell.m,
      people: Number(cell.people),
      sales: moneyJson(cell.sales, currency),
    })),
  };
}

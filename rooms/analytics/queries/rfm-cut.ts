import type { Ctx } from '../../../kit/ctx.ts';
import { parseDay } from '../../../kit/time/index.ts';
import type { RfmCut } from '../model/rfm.ts';

/** The stored RFM thresholds of the brand, null before the first cut. */
export async function currentCut(ctx: Ctx): Promise<RfmCut | null> {
  const row = await ctx.sql.maybe<{
    cut_on: string;
    r_edges: number[];
    f_edges: number[];
    m_edges: bigint[];
  }>`
    SELECT rfm_threshold.cut_on, rfm_threshold.r_edges, rfm_threshold.f_edges, rfm_threshold.m_edges
      FROM analytics.rfm_threshold AS rfm_threshold
     WHERE rfm_threshold.tenant_id = ${ctx.tenantId}`;
  return row && { cutOn: parseDay(row.cut_on), r: row.r_edges, f: row.f_edges, m: row.m_edges };
}

import type { Ctx } from '../../../kit/ctx.ts';
import { audit } from '../../identity/index.ts';
import { saidBasis, type SaidBasis } from '../queries/value-basis.ts';
import { keepOutlook } from './keep-outlook.ts';

/**
 * What the brand says of its margin and of later money; what is left out stays as it was, a margin of null is said no more. What is expected is
 * worked out anew by it.
 */
export async function setValueBasis(
  ctx: Ctx,
  said: { marginPpm?: number | null | undefined; preset?: string | null | undefined; discountPpm?: number | undefined },
): Promise<SaidBasis> {
  const before = await saidBasis(ctx);
  const margin = said.marginPpm === undefined ? (before.margin === null ? null : Math.round(before.margin * 1e6)) : said.marginPpm;
  // Their own number is of no example, unless it says so.
  const preset = margin === null ? null : said.marginPpm === undefined ? before.preset : (said.preset ?? null);
  const discount = said.discountPpm ?? Math.round(before.discount * 1e6);
  await ctx.sql.exec`
    INSERT INTO analytics.value_basis AS value_basis (tenant_id, margin_ppm, preset, discount_ppm, changed_at)
    VALUES (${ctx.tenantId}, ${margin}, ${preset}, ${discount}, ${ctx.now})
        ON CONFLICT (tenant_id) DO UPDATE
       SET margin_ppm = excluded.margin_ppm, preset = excluded.preset, discount_ppm = excluded.discount_ppm, changed_at = excluded.changed_at`;
  await audit(ctx, {
    action: 'valueBasis.changed',
    subjectKind: 'brand',
    subjectId: null,
    facts: { marginPpm: margin, preset, discountPpm: discount },
  });
  await keepOutlook(ctx);
  return await saidBasis(ctx);
}

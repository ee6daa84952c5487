import type { Ctx } from '../../../kit/ctx.ts';
import { dayText } from '../../../kit/time/index.ts';
import { countIncomes, isDisclosureDue } from '../queries/income-disclosure.ts';

/** Counts once a day of the brand what all partners earned, so that whoever looks waits for nothing. */
export async function keepDisclosure(ctx: Ctx): Promise<void> {
  if (!(await isDisclosureDue(ctx))) return;
  const facts = await countIncomes(ctx);
  await ctx.sql.exec`
    INSERT INTO partners.income_disclosure (tenant_id, facts, counted_on, recorded_at)
    VALUES (${ctx.tenantId}, ${JSON.stringify(facts)}::jsonb, ${dayText(ctx.today)}::date, ${ctx.recordedAt})
        ON CONFLICT (tenant_id) DO UPDATE SET facts = excluded.facts, counted_on = excluded.counted_on, recorded_at = excluded.recorded_at`;
}

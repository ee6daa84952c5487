import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { emit } from '../../../kit/events/index.ts';
import { publicId } from '../../../kit/ids/index.ts';
import { zoneOf } from '../../../kit/time/index.ts';
import type { updateBrand as shape } from '../api.ts';
import { identityError } from '../errors.ts';
import { TIME_ZONE_CHANGED, type TimeZoneChanged } from '../events.ts';
import { assertCurrency } from '../model.ts';
import { isCurrencyFixed } from '../queries/brand.ts';
import { audit } from './record-audit.ts';

/**
 * Changes a brand's settings.
 * A new time zone is announced as `brand.timeZoneChanged`, for everything that is kept by calendar day.
 * @throws `brand.currencyFixed` once an order exists, `currency.unknown`, `timeZone.unknown`
 */
export async function updateBrand(ctx: Ctx, input: z.output<typeof shape>): Promise<void> {
  const { tenant } = ctx;
  const next = {
    name: input.name ?? tenant.name,
    currency: input.currency ?? tenant.currency,
    timeZone: input.timeZone ?? tenant.timeZone,
    language: input.language ?? tenant.language,
    accent: input.accent === undefined ? tenant.accent : input.accent,
  };
  zoneOf(next.timeZone);
  if (next.currency !== tenant.currency) {
    assertCurrency(next.currency);
    // Whoever writes orders locks the lane first: none can slip in between the question and the change.
    await ctx.sql`SELECT lane.next_node FROM kit.lane AS lane WHERE lane.tenant_id = ${ctx.tenantId} FOR UPDATE`;
    if (await isCurrencyFixed(ctx)) throw identityError('brand.currencyFixed', { currency: tenant.currency });
  }
  await ctx.sql.exec`
    UPDATE identity.tenant AS tenant
       SET name = ${next.name}, currency = ${next.currency}, time_zone = ${next.timeZone}, language = ${next.language},
           accent = ${next.accent}
     WHERE tenant.tenant_id = ${ctx.tenantId}`;
  if (next.name !== tenant.name) {
    await ctx.sql.exec`
      UPDATE identity.tenant_directory AS directory SET name = ${next.name} WHERE directory.slug = ${tenant.slug}`;
  }
  const changed = Object.entries(next).filter(([key, value]) => tenant[key as keyof typeof next] !== value);
  if (changed.length === 0) return;
  await audit(ctx, {
    action: 'brand.updated',
    subjectKind: 'brand',
    subjectId: publicId('tenant', ctx.tenantId),
    facts: Object.fromEntries(changed.map(([key, to]) => [key, { from: tenant[key as keyof typeof next], to }])),
  });
  if (next.timeZone !== tenant.timeZone) {
    const payload: TimeZoneChanged = { from: tenant.timeZone, to: next.timeZone };
    await emit(ctx, { kind: TIME_ZONE_CHANGED, version: 1, payload });
  }
}

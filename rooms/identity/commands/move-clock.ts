import type { Ctx } from '../../../kit/ctx.ts';
import { emit } from '../../../kit/events/index.ts';
import { publicId } from '../../../kit/ids/index.ts';
import { CLOCK_MOVED, type ClockMoved } from '../events.ts';
import { movedClock } from '../model.ts';
import { audit } from './record-audit.ts';

/**
 * Sets a sandbox brand's clock, forward only; it runs on from there.
 * @throws `clock.onlySandbox`, `clock.backwards`, `clock.tooFar`
 */
export async function moveClock(ctx: Ctx, wanted: Date): Promise<void> {
  // The row decides, not what was read when the request came: of two moves the later sees the earlier.
  const { clock_offset_ms } = await ctx.sql.one<{ clock_offset_ms: bigint }>`
    SELECT tenant.clock_offset_ms
      FROM identity.tenant AS tenant
     WHERE tenant.tenant_id = ${ctx.tenantId}
       FOR UPDATE`;
  const machineMs = ctx.recordedAt.getTime();
  const presentMs = machineMs + Number(clock_offset_ms);
  const offset = movedClock({
    isSandbox: ctx.tenant.isSandbox,
    presentMs,
    machineMs,
    wantedMs: wanted.getTime(),
  });
  await ctx.sql.exec`
    UPDATE identity.tenant AS tenant
       SET clock_offset_ms = ${offset}
     WHERE tenant.tenant_id = ${ctx.tenantId}`;
  await audit(ctx, {
    action: 'clock.moved',
    subjectKind: 'brand',
    subjectId: publicId('tenant', ctx.tenantId),
    facts: { from: new Date(presentMs).toISOString(), to: wanted.toISOString() },
  });
  await emit(ctx, { kind: CLOCK_MOVED, version: 1, payload: { now: wanted.toISOString() } satisfies ClockMoved }, { isInternal: true });
}

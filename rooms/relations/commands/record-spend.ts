import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { int8s, texts, uuids } from '../../../kit/db/arrays.ts';
import { lockLane } from '../../../kit/db/lane.ts';
import { assert } from '../../../kit/errors/index.ts';
import { newId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { amountOf } from '../../../kit/money/index.ts';
import { audit, auditAll } from '../../identity/index.ts';
import type { correctSpend as correctBody, recordSpend as recordBody } from '../api.ts';
import { spendCorrected, spendOverlaps } from '../errors.ts';
import type { SpendRow } from '../queries/spend.ts';
import { ensureSources, sourceKey } from './ensure-sources.ts';

/** A sum as it will stand. */
interface Entry {
  readonly spendId: Uuid;
  readonly sourceId: Uuid;
  readonly campaign: string;
  readonly from: string;
  readonly to: string;
  readonly amount: bigint;
  readonly note: string | null;
}

/**
 * Enters what was spent so that people come: all of it or none. A day of a source and campaign is entered once, whoever enters it.
 * @throws DomainError `spend.overlaps`, `currency.other`
 */
export async function recordSpend(ctx: Ctx, { entries }: z.output<typeof recordBody>): Promise<Uuid[]> {
  // Of two who enter the same days at once one is told of the other.
  await lockLane(ctx);
  const sources = await ensureSources(
    ctx,
    entries.map((entry) => entry.source),
  );
  const fresh = entries.map(({ source, campaign, from, to, amount, note }, i): Entry => {
    const sourceId = sources.get(sourceKey(source));
    assert(sourceId, 'every source that was named is there now');
    const minor = amountOf(ctx.tenant.currency, amount, `/entries/${i}/amount`) ?? 0n;
    return { spendId: newId(), sourceId, campaign, from, to, amount: minor, note: note ?? null };
  });
  await refuseOverlaps(ctx, fresh);
  await insertSpend(ctx, fresh, null);
  await auditAll(
    ctx,
    fresh.map(({ spendId, campaign, from, to, amount }) => ({
      action: 'spend.recorded',
      subjectKind: 'spend',
      subjectId: publicId('spend', spendId),
      facts: { campaign, from, to, amount: `${amount}` },
    })),
  );
  return fresh.map(({ spendId }) => spendId);
}

/**
 * Says what a sum really was. The entry stays as it was and counts no more; nought takes it back.
 * @throws DomainError `spend.corrected` (something stands for it already), `spend.overlaps`, `currency.other`
 */
export async function correctSpend(ctx: Ctx, row: SpendRow, { amount, note }: z.output<typeof correctBody>): Promise<Uuid> {
  await lockLane(ctx);
  const later = await ctx.sql.anew<{ spend_id: Uuid }>`
    SELECT later.spend_id FROM relations.spend AS later WHERE later.tenant_id = ${ctx.tenantId} AND later.replaces_id = ${row.spend_id}`;
  if (later[0]) throw spendCorrected(later[0].spend_id);
  const minor = amountOf(ctx.tenant.currency, amount, '/amount') ?? 0n;
  const spendId = newId();
  const { source_id: sourceId, campaign, from_on: from, to_on: to } = row;
  await insertSpend(ctx, [{ spendId, sourceId, campaign, from, to, amount: minor, note }], row.spend_id);
  // What was taken back left its days to others: nobody may bring it back beside them.
  const [standing] = await overlapping(ctx, [{ spendId, sourceId, campaign, from, to, amount: minor, note }]);
  if (standing) throw spendOverlaps('/amount', standing);
  await audit(ctx, {
    action: 'spend.corrected',
    subjectKind: 'spend',
    subjectId: publicId('spend', spendId),
    facts: { replaces: publicId('spend', row.spend_id), from: `${row.amount}`, amount: `${minor}` },
  });
  return spendId;
}

async function refuseOverlaps(ctx: Ctx, fresh: readonly Entry[]): Promise<void> {
  const [standing] = await overlapping(ctx, fresh);
  if (standing) throw spendOverlaps(`/entries/${standing.place - 1}`, standing);
  const bySource = Map.groupBy(fresh, (entry) => `${entry.sourceId} ${entry.campaign}`);
  for (const entries of bySource.values()) {
    const inOrder = entries.filter(({ amount }) => amount > 0n).toSorted((a, b) => (a.from < b.from ? -1 : 1));
    for (const [i, entry] of inOrder.entries()) {
      const before = inOrder[i - 1];
      if (before && before.to >= entry.from) throw spendOverlaps(`/entries/${fresh.indexOf(entry)}`, before);
    }
  }
}

/** What stands on days of these entries; `place`: of which, from 1. */
async function overlapping(ctx: Ctx, fresh: readonly Entry[]): Promise<(Omit<Entry, 'note'> & { place: number })[]> {
  return await ctx.sql.anew<Omit<Entry, 'note'> & { place: number }>`
    SELECT fresh.place::int AS place, spend.spend_id AS "spendId", spend.source_id AS "sourceId", spend.campaign,
           spend.from_on AS "from", spend.to_on AS "to", spend.amount
      FROM unnest(${uuids(fresh, (one) => one.spendId)}::uuid[], ${uuids(fresh, (one) => one.sourceId)}::uuid[],
                  ${texts(fresh, (one) => one.campaign)}::text[], ${texts(fresh, (one) => one.from)}::text[],
                  ${texts(fresh, (one) => one.to)}::text[], ${int8s(fresh, (one) => one.amount)}::bigint[])
           WITH ORDINALITY AS fresh (spend_id, source_id, campaign, from_on, to_on, amount, place)
      JOIN relations.spend AS spend ON spend.tenant_id = ${ctx.tenantId} AND spend.source_id = fresh.source_id
       AND spend.source_id = ANY(${uuids(fresh, (one) => one.sourceId)}::uuid[]) AND spend.campaign = fresh.campaign
       AND spend.from_on <= fresh.to_on::date AND spend.to_on >= fresh.from_on::date
     WHERE fresh.amount > 0 AND spend.amount > 0 AND spend.spend_id <> fresh.spend_id
       AND NOT EXISTS (SELECT 1 FROM relations.spend AS later
                        WHERE later.tenant_id = ${ctx.tenantId} AND later.replaces_id = spend.spend_id)
     ORDER BY fresh.place, spend.from_on
     LIMIT 1`;
}

async function insertSpend(ctx: Ctx, fresh: readonly Entry[], replacesId: Uuid | null): Promise<void> {
  await ctx.sql.exec`
    INSERT INTO relations.spend (tenant_id, spend_id, source_id, campaign, from_on, to_on, amount, note, replaces_id, entered_by, entered_at)
    SELECT ${ctx.tenantId}, fresh.spend_id, fresh.source_id, fresh.campaign, fresh.from_on::date, fresh.to_on::date, fresh.amount, fresh.note,
           ${replacesId}::uuid, ${ctx.actor.name}, ${ctx.now}
      FROM unnest(${uuids(fresh, (one) => one.spendId)}::uuid[], ${uuids(fresh, (one) => one.sourceId)}::uuid[],
                  ${texts(fresh, (one) => one.campaign)}::text[], ${texts(fresh, (one) => one.from)}::text[],
                  ${texts(fresh, (one) => one.to)}::text[], ${int8s(fresh, (one) => one.amount)}::bigint[],
                  ${texts(fresh, (one) => one.note)}::text[])
           AS fresh (spend_id, source_id, campaign, from_on, to_on, amount, note)`;
}

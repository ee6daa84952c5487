import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { emit } from '../../../kit/events/index.ts';
import { newId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import type { Counted } from '../model/caps.ts';
import type { CaseItem, CaseKind } from '../queries/cases.ts';
import { ANYBODY } from '../queries/guards.ts';

/** A case as it is opened. */
export interface NewCase {
  readonly caseId: Uuid;
  readonly kind: CaseKind;
  readonly personId: Uuid | null;
  readonly orderId: Uuid | null;
  /** JSON */
  readonly facts: Readonly<Record<string, unknown>>;
}

/** Opens cases and tells of them; the caller holds the lane. */
export async function insertCases(ctx: Ctx, cases: readonly NewCase[]): Promise<void> {
  if (cases.length === 0) return;
  await ctx.sql.exec`
    INSERT INTO partners.money_case (tenant_id, case_id, kind, person_id, order_id, state, facts, opened_at, opened_by_kind, opened_by_id, opened_by,
                                     recorded_at)
    SELECT ${ctx.tenantId}, fresh.case_id, fresh.kind, fresh.person_id, fresh.order_id, 'open', fresh.facts, ${ctx.now}, ${ctx.actor.kind},
           ${ctx.actor.id}, ${ctx.actor.name}, ${ctx.recordedAt}
      FROM jsonb_to_recordset(${JSON.stringify(
        cases.map((each) => ({
          case_id: each.caseId,
          kind: each.kind,
          person_id: each.personId,
          order_id: each.orderId,
          facts: each.facts,
        })),
      )}::jsonb) AS fresh (case_id uuid, kind text, person_id uuid, order_id uuid, facts jsonb)`;
  const payload = cases.map((each) => ({
    id: publicId('moneyCase', each.caseId),
    kind: each.kind,
    person: each.personId === null ? null : publicId('person', each.personId),
  }));
  for (let i = 0; i < payload.length; i += 1_000) {
    await emit(ctx, { kind: 'case.opened', version: 1, payload: { cases: payload.slice(i, i + 1_000) } });
  }
}

/** Writes what cases hold of commissions: new ones, and what moved of those that are there. The caller holds the lane. */
export async function keepItems(ctx: Ctx, items: readonly CaseItem[]): Promise<void> {
  if (items.length === 0) return;
  await ctx.sql.exec`
    INSERT INTO partners.case_item (tenant_id, case_id, order_id, line, role, depth, payee_id, held)
    SELECT ${ctx.tenantId}, fresh.case_id, fresh.order_id, fresh.line, fresh.role, fresh.depth, fresh.payee_id, fresh.held
      FROM unnest(${plainArray(items.map((item) => item.caseId))}::uuid[], ${plainArray(items.map((item) => item.orderId))}::uuid[],
                  ${plainArray(items.map((item) => item.line))}::int[], ${plainArray(items.map((item) => item.role))}::text[],
                  ${plainArray(items.map((item) => item.depth))}::int[], ${plainArray(items.map((item) => item.payeeId))}::uuid[],
                  ${plainArray(items.map((item) => item.held))}::bigint[]) AS fresh (case_id, order_id, line, role, depth, payee_id, held)
        ON CONFLICT (tenant_id, case_id, order_id, line, role, depth, payee_id) DO UPDATE SET held = excluded.held`;
}

/** A case about a payment that fits nothing: for whoever hears of one. */
export async function openPaymentCase(ctx: Ctx, about: { orderId: Uuid | null; facts: Record<string, unknown> }): Promise<Uuid> {
  const caseId = newId();
  await insertCases(ctx, [{ caseId, kind: 'payment', personId: null, orderId: about.orderId, facts: about.facts }]);
  return caseId;
}

/** Adds what became people's to their days and months; for the settler, which holds the lane. */
export async function countConfirmed(ctx: Ctx, counted: readonly (Counted & { readonly confirmed: bigint })[]): Promise<void> {
  if (counted.length === 0) return;
  await ctx.sql.exec`
    INSERT INTO partners.payee_count AS payee_count (tenant_id, person_id, buyer_id, period, from_on, confirmed)
    SELECT ${ctx.tenantId}, fresh.person_id, fresh.buyer_id, fresh.period, fresh.from_on, fresh.confirmed
      FROM unnest(${plainArray(counted.map((each) => each.personId))}::uuid[],
                  ${plainArray(counted.map((each) => each.buyerId ?? ANYBODY))}::uuid[], ${plainArray(counted.map((each) => each.period))}::text[],
                  ${plainArray(counted.map((each) => each.fromOn))}::date[], ${plainArray(counted.map((each) => each.confirmed))}::bigint[])
           AS fresh (person_id, buyer_id, period, from_on, confirmed)
        ON CONFLICT (tenant_id, person_id, buyer_id, period, from_on) DO UPDATE SET confirmed = payee_count.confirmed + excluded.confirmed`;
}
